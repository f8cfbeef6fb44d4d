"""The TLS library gathers no entropy from the processor's jitter, which would be most of a start: see ARCHITECTURE.md."""

import os
import re
import tomllib
import unittest

from tests.local.binaries import find
from tests.local.state import ROOT

SWITCH = "AWS_LC_SYS_NO_JITTER_ENTROPY"
GATHERS = b"jent_entropy_collector_alloc"
FUNCTIONS = ["webhook", "consumer", "delta-sync", "full-sync", "console"]


def gathers_jitter(binary: bytes) -> bool:
    """Whether the collector is linked in. Only a binary with its symbols can tell."""
    if b"aws_lc" not in binary:
        raise ValueError("the binary has no symbols of aws-lc: is it stripped?")
    return GATHERS in binary


class Entropy(unittest.TestCase):
    def test_every_build_leaves_the_jitter_out(self):
        told = tomllib.loads((ROOT / ".cargo" / "config.toml").read_text())["env"]
        self.assertEqual(told.get(SWITCH), "1")
        # A variable of the environment would win over it.
        for file in ("Makefile", ".ci/run", *(f"infra/release/{name}.py" for name in ("bundle", "reproduce"))):
            self.assertIsNone(re.search(SWITCH, (ROOT / file).read_text()), file)

    def test_it_is_not_in_what_was_built(self):
        profile = os.environ.get("PROFILE", "dev")
        if profile != "dev":
            self.skipTest("only a build for tests keeps its symbols")
        self.assertEqual([name for name in FUNCTIONS if gathers_jitter(find(ROOT, profile, name).read_bytes())], [])

    def test_a_binary_with_it_is_noticed_and_one_that_cannot_tell_is_refused(self):
        self.assertTrue(gathers_jitter(b"aws_lc_0_47_0_jent_entropy_collector_alloc\0"))
        with self.assertRaises(ValueError):
            gathers_jitter(b"stripped")


if __name__ == "__main__":
    unittest.main()
