"""The commands of our documents, and whether they exist."""

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

# Options of the AWS command itself.
AWS_OPTIONS = {"--query", "--output", "--region", "--profile", "--cli-binary-format"}
# Commands of it that are no calls of the API.
AWS_EXTRAS = {("cloudformation", "wait")}


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language in a document, without the indentation of a list."""
    found = re.findall(rf"^( *)```{re.escape(language)}\n(.*?)^ *```", text, re.M | re.S)
    return ["\n".join(line.removeprefix(indent) for line in body.splitlines()) for indent, body in found]


def of_program(text: str, program: str) -> list[list[str]]:
    """Each use of a program in a document, in blocks and in the line, as its arguments."""
    shell = [block.replace("\\\n", " ") for block in blocks(text, "sh") + blocks(text, "sh try")]
    lines = [line for block in shell for line in block.splitlines()]
    without_blocks = re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)
    lines += re.findall(rf"`({program} [^`]*)`", without_blocks)
    uses = []
    for line in lines:
        for part in re.split(r"\||;|&&", re.sub(r"\s#.*", "", line)) if not _quotes(line) else [line]:
            part = re.sub(r"^\s*(?:[A-Z_]+=\S+ )*(?:\.venv/bin/|\$ )?", "", part)
            if part.startswith(program + " "):
                words = shlex.split(re.split(r"\s[<>]", part)[0])
                uses.append(words[1:])
    return uses


def _quotes(line: str) -> bool:
    return "'" in line


def woosync_problem(binary: Path, words: list[str]) -> str | None:
    """What is wrong with a use of the operator's command, by the command's own word."""
    path = []
    for word in words:
        if word.startswith(("-", "…", ".")) or not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        if word not in _subcommands(binary, tuple(path)):
            break
        path.append(word)
    if not path:
        return f"woosync has no command {words[:1]}"
    if _subcommands(binary, tuple(path)) and len(words) > len(path):
        return f"woosync {' '.join(path)} has no command {words[len(path)]}"
    known = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", _help(binary, tuple(path))))
    unknown = [word for word in words if word.startswith("-") and word != "-" and word.split("=")[0] not in known]
    return f"woosync {' '.join(path)} has no {' '.join(unknown)}" if unknown else None


@cache
def _help(binary: Path, path: tuple[str, ...]) -> str:
    done = subprocess.run([binary, *path, "--help"], capture_output=True, text=True)
    return done.stdout


@cache
def _subcommands(binary: Path, path: tuple[str, ...]) -> frozenset[str]:
    text = _help(binary, path)
    listed = re.search(r"^Commands:\n(.*?)\n\n", text, re.M | re.S)
    return frozenset(re.findall(r"^  ([a-z-]+)", listed[1], re.M)) if listed else frozenset()


def aws_problem(words: list[str]) -> str | None:
    """What is wrong with a use of the AWS command, by the service's own model."""
    service, operation, *rest = words
    if (service, operation) in AWS_EXTRAS:
        return None
    try:
        model = botocore.session.get_session().get_service_model(service)
    except UnknownServiceError:
        return f"aws has no service {service}"
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        return f"aws {service} has no {operation}"
    shape = model.operation_model(names[operation]).input_shape
    known = {f"--{xform_name(member, '-')}" for member in shape.members} | AWS_OPTIONS
    known |= {f"--no-{option[2:]}" for option in known}
    unknown = [word for word in rest if word.startswith("--") and word not in known]
    return f"aws {service} {operation} has no {' '.join(unknown)}" if unknown else None


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.M))
