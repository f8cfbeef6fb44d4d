"""What our documents tell people to type exists, and what they link to is there."""

import os
import re
import unittest

from tests.local import binaries, commands
from tests.local.state import ROOT

DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")] + sorted((ROOT / "infra").rglob("*.md"))


def uses(program: str) -> list[tuple[str, list[str]]]:
    return [
        (document.relative_to(ROOT).as_posix(), words)
        for document in DOCUMENTS
        for words in commands.of_program(document.read_text(), program)
    ]


class Documents(unittest.TestCase):
    def check(self, program: str, least: int, problem) -> None:
        """Every use of a program is right; there are so many of them at least."""
        found = uses(program)
        self.assertGreaterEqual(len(found), least)
        problems = [f"{where}: {problem(words)}" for where, words in found if problem(words)]
        self.assertEqual(problems, [])

    def test_every_command_of_woosync_is_one_of_its_own(self):
        binary = binaries.find(ROOT, os.environ.get("PROFILE", "release"), "woosync")
        self.check("woosync", 40, lambda words: commands.woosync_problem(binary, words))
        self.assertIsNotNone(commands.woosync_problem(binary, ["parked", "lost"]))
        self.assertIsNotNone(commands.woosync_problem(binary, ["parked", "list", "--nowhere"]))

    def test_every_call_of_aws_is_one_of_its_own(self):
        self.check("aws", 8, commands.aws_problem)
        self.assertIsNotNone(commands.aws_problem(["sqs", "empty-queue"]))
        self.assertIsNotNone(commands.aws_problem(["sqs", "purge-queue", "--queue", "x"]))

    def test_every_target_of_make_is_one_of_the_makefile(self):
        known = commands.targets((ROOT / "Makefile").read_text())
        named = lambda words: [word for word in words if re.fullmatch(r"[a-z][a-z-]+", word)]
        self.check("make", 5, lambda words: [word for word in named(words) if word not in known])

    def test_every_python_module_is_there(self):
        for where, words in uses("python"):
            module = ROOT / (words[words.index("-m") + 1].replace(".", "/") + ".py")
            self.assertTrue(module.is_file(), f"{where}: {module}")

    def test_every_link_leads_somewhere(self):
        for document in DOCUMENTS:
            for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", document.read_text()):
                if target and not target.startswith(("http://", "https://", "mailto:")):
                    self.assertTrue((document.parent / target).exists(), f"{document.name}: {target}")

    def test_every_path_that_the_documents_name_is_there(self):
        for document in DOCUMENTS:
            for path in re.findall(r"`((?:tests|shared|functions|infra)/[\w./-]+\w)`", document.read_text()):
                here = ROOT / path
                self.assertTrue(here.exists() or list(here.parent.glob(here.name + "*")), f"{document.name}: {path}")


if __name__ == "__main__":
    unittest.main()
