"""What a release is made of: nothing is left out, nothing is too large, and the same source packs to the same bytes."""

import contextlib
import io
import json
import tempfile
import tomllib
import unittest
from pathlib import Path

from infra.release import bundle, dependencies
from tests.local import template
from tests.local.state import ROOT


class Bundle(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.built, self.out = Path(folder.name) / "built", Path(folder.name) / "out"
        self.out.mkdir()
        for name in bundle.FUNCTIONS:
            self.binary(name).parent.mkdir(parents=True)
            self.binary(name).write_bytes(b"\x7fELF" + name.encode())

    def binary(self, name: str) -> Path:
        return self.built / name / "bootstrap"

    def pack(self) -> list[str]:
        with contextlib.redirect_stdout(io.StringIO()):
            return bundle.pack(self.built, "arm64", self.out)

    def grow(self, name: str, megabytes: int) -> None:
        with self.binary(name).open("r+b") as file:
            file.truncate(megabytes * 1_000_000 + 1)

    def test_it_ships_every_function_of_the_template(self):
        named = template.functions(template.load(ROOT / "template.yaml")).values()
        self.assertEqual(set(bundle.FUNCTIONS), set(named))

    def test_its_template_is_ours_over_what_was_packed(self):
        self.pack()
        ours = template.load(ROOT / "template.yaml")
        shipped = template.parse(bundle.built_template((ROOT / "template.yaml").read_text(), "arm64"))
        self.assertEqual(shipped["Parameters"]["Architecture"].pop("AllowedValues"), ["arm64"])
        ours["Parameters"]["Architecture"].pop("AllowedValues")
        code = {}
        for name in template.functions(ours):
            code[shipped["Resources"][name]["Properties"].pop("CodeUri")] = name
            ours["Resources"][name]["Properties"].pop("CodeUri")
            ours["Resources"][name].pop("Metadata")
        self.assertEqual(set(code), {path.name for path in self.out.iterdir()})
        self.assertEqual(shipped, ours)

    def test_the_other_processor_is_the_default_of_its_own_template(self):
        shipped = template.parse(bundle.built_template((ROOT / "template.yaml").read_text(), "x86_64"))
        self.assertEqual(shipped["Parameters"]["Architecture"]["Default"], "x86_64")

    def test_what_the_page_has_of_others_is_told_with_its_licence(self):
        there = {path.name for path in dependencies.VENDOR.iterdir()}
        named = {file for library in dependencies.VENDORED for file in library["files"]} | {library["text"] for library in dependencies.VENDORED}
        self.assertEqual(there, named)
        notices = dependencies.notices([])
        bill = json.loads(dependencies.sbom([], "1"))
        for library in dependencies.VENDORED:
            self.assertIn(f"{library['name']} {library['version']} ({library['license']})", notices)
            self.assertIn(f"pkg:npm/{library['name']}@{library['version']}", [part["purl"] for part in bill["components"]])

    def test_cargo_lambda_has_nothing_to_fill_in(self):
        """It sets what the profile does not name, `panic = "abort"` among it: then one message that makes the consumer
        panic would end the function with all others of the batch."""
        release = tomllib.loads((ROOT / "Cargo.toml").read_text())["profile"]["release"]
        self.assertEqual(release["panic"], "unwind")
        self.assertLessEqual({"strip", "lto", "codegen-units"}, release.keys())

    def test_a_function_that_is_too_large_is_named(self):
        self.assertEqual(self.pack(), [])
        self.grow("webhook", 10)
        self.grow("console", 17)
        self.assertEqual(self.pack(), ["webhook for arm64 has 10.0 MB"])
        self.grow("console", 18)
        self.assertEqual(len(self.pack()), 2)

    def test_the_same_binary_packs_to_the_same_bytes(self):
        self.pack()
        first = {path.name: path.read_bytes() for path in self.out.iterdir()}
        self.binary("console").touch()
        self.pack()
        self.assertEqual(first, {path.name: path.read_bytes() for path in self.out.iterdir()})
        self.assertEqual(len(first), len(bundle.FUNCTIONS))

    def test_what_differs_between_two_builds_is_named(self):
        one, other = {"webhook": "a", "console": "b"}, {"webhook": "a", "console": "c"}
        self.assertEqual(bundle.different(one, other), ["console"])
        self.assertEqual(bundle.different(one, one), [])


if __name__ == "__main__":
    unittest.main()
