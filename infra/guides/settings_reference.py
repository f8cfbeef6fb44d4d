"""Makes settings.md of the types in shared/sync/src/settings: their fields, defaults and words.

    python3 -m infra.guides.settings_reference > infra/guides/settings.md
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "shared" / "sync" / "src" / "settings"
HEAD = """# Settings

Every field of `woosync.toml`. `infra/woosync.example.toml` shows each of them in use. This page is made of the code that reads the
settings; what is not listed here is refused, with the field named.

`woosync settings check woosync.toml` checks the file without AWS, `woosync settings push` puts it in force.
"""
PLAIN = {
    "u16": "a number, 1 to 65535", "u32": "a number", "bool": "true or false", "String": "a text", "Url": "an address",
    "Date": "a day, YYYY-MM-DD", "TaxName": "a tax in Perfex, `NAME|RATE`", "StoreId": "the store's id",
}


@dataclass
class Field:
    name: str
    type: str
    words: str
    attributes: str

    @property
    def is_optional(self) -> bool:
        return self.type.startswith("Option<")


@dataclass
class Type:
    name: str
    words: str
    attributes: str
    fields: list[Field] = field(default_factory=list)
    variants: list[tuple[str, str, bool]] = field(default_factory=list)


def source() -> str:
    return "\n".join(path.read_text() for path in sorted(FOLDER.glob("*.rs")) if path.name != "tests.rs")


def types(text: str) -> dict[str, Type]:
    """The public structs with named fields, and the public enums, that serde reads."""
    found = {}
    pattern = r"((?:^///[^\n]*\n|^#\[[^\n]*\]\n)+)^pub (struct|enum) (\w+) \{\n(.*?)^\}"
    for head, kind, name, body in re.findall(pattern, text, re.M | re.S):
        if "Deserialize" not in head:
            continue
        read = Type(name, words_of(head), head)
        for words, attributes, member in members(body):
            if kind == "struct":
                label, kind_of = re.fullmatch(r"pub (\w+): (.+)", member).groups()
                read.fields.append(Field(label, kind_of, words, attributes))
            else:
                renamed = re.search(r'rename = "([^"]+)"', attributes)
                value = renamed[1] if renamed else cased(member, head)
                read.variants.append((value, words, "#[default]" in attributes))
        found[name] = read
    return found


def members(body: str):
    """Each member with its words and attributes."""
    words, attributes = [], []
    for line in body.splitlines():
        line = line.strip()
        if line.startswith("///"):
            words.append(line)
        elif line.startswith("#["):
            attributes.append(line)
        elif line:
            yield words_of("\n".join(words)), " ".join(attributes), line.rstrip(",")
            words, attributes = [], []


def words_of(text: str) -> str:
    return " ".join(line.strip()[3:].strip() for line in text.splitlines() if line.strip().startswith("///"))


def cased(variant: str, head: str) -> str:
    joint = "-" if "kebab-case" in head else "_"
    return re.sub(r"(?<!^)(?=[A-Z])", joint, variant).lower()


def functions(text: str) -> dict[str, str]:
    """The bodies of functions that give defaults."""
    return dict(re.findall(r"^fn (\w+)\(\) -> [^{]+\{\n(.*?)^\}", text, re.M | re.S))


def default_of(owner: Type, one: Field, all_types: dict[str, Type], bodies: dict[str, str]) -> str:
    """What holds where the field is left out; `required` if it may not be."""
    given = re.search(r'default = "(\w+)"', one.attributes)
    if given:
        return literal(bodies[given[1]], all_types)
    if one.is_optional:
        return "none"
    if "default" not in one.attributes and ", default" not in owner.attributes:
        return "**required**"
    if one.type in all_types and all_types[one.type].variants:
        return next(f"`{value}`" for value, _, is_default in all_types[one.type].variants if is_default)
    return "`false`" if one.type == "bool" else "none"


def literal(body: str, all_types: dict[str, Type]) -> str:
    """The values in the body of a function that gives a default."""
    texts = [f"`{text}`" for text in re.findall(r'"([^"]+)"', body)]
    texts += [f"`{cased(name, all_types[kind].attributes)}`" for kind, name in re.findall(r"(\w+)::([A-Z]\w+)", body) if kind in all_types]
    return ", ".join(texts) or f"`{body.strip()}`"


def kind_in_words(kind: str, all_types: dict[str, Type]) -> str:
    inner = re.fullmatch(r"(Option|Vec)<(.+)>", kind)
    if inner:
        of = kind_in_words(inner[2], all_types)
        return f"a list: {of}" if inner[1] == "Vec" else of
    pair = re.fullmatch(r"BTreeMap<(\w+), (\w+)>", kind)
    if pair:
        return f"a map to {kind_in_words(pair[2], all_types)}"
    if kind == "FieldSetting":
        return "`order_number`, `order_id`, `payment_method`, `transaction_id`, `coupons` or `meta:KEY`"
    if kind in all_types and all_types[kind].variants:
        return "one of: " + "; ".join(f"`{value}` {lower(words)}" for value, words, _ in all_types[kind].variants)
    if kind in all_types:
        return "a section, see below"
    return PLAIN[kind]


def lower(words: str) -> str:
    words = words.rstrip(".")
    return words[:1].lower() + words[1:] if not words[1:2].isupper() else words


SECTIONS = [
    ("At the top", "Settings", ""),
    ("`[perfex]`", "PerfexSettings", ""),
    ("`[stores.ID]`", "StoreSettings", "One for each store."),
    ("`[stores.ID.documents]`", "DocumentSettings", "What the office wants on documents beside the order. All of it is optional."),
    ("`[[stores.ID.documents.texts]]`", "TextSetting", ""),
]


def page() -> str:
    text = source()
    all_types, bodies = types(text), functions(text)
    parts = [HEAD]
    for title, name, words in SECTIONS:
        parts.append(f"## {title}\n")
        if words:
            parts.append(words + "\n")
        parts.append("| field | what it is | takes | left out |\n|---|---|---|---|")
        for one in all_types[name].fields:
            row = [f"`{one.name}`", one.words, kind_in_words(one.type, all_types), default_of(all_types[name], one, all_types, bodies)]
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page())
