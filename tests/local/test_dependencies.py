"""The licences of what is shipped, and the bill of materials."""

import json
import unittest

from infra.release import dependencies

ALLOWED = {"MIT", "Apache-2.0", "ISC"}


class Licences(unittest.TestCase):
    def test_an_expression_is_met_by_licences_that_are_allowed(self):
        met = ["MIT", "GPL-3.0 OR MIT", "MIT AND ISC", "(GPL-3.0 OR ISC) AND MIT", "ISC AND (Apache-2.0 OR GPL-3.0)"]
        unmet = ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0 WITH LLVM-exception"]
        for text in met:
            self.assertTrue(dependencies.is_allowed(text, ALLOWED), text)
        for text in unmet:
            self.assertFalse(dependencies.is_allowed(text, ALLOWED), text)

    def test_a_package_of_another_licence_is_named(self):
        with self.assertRaisesRegex(dependencies.NotAllowed, "copyleft 1.0.0: GPL-3.0"):
            dependencies.check([{"name": "copyleft", "version": "1.0.0", "license": "GPL-3.0"}])


class Shipped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.packages = dependencies.with_checksums(dependencies.shipped(dependencies.metadata()))

    def test_what_the_functions_link_is_there_and_what_only_tests_need_is_not(self):
        names = {package["name"] for package in self.packages}
        self.assertLessEqual({"serde", "rustls", "aws-sdk-sqs", "clap"}, names)
        self.assertFalse({"proptest", "insta", "sim-crm"} & names)

    def test_the_bill_names_each_with_its_digest_and_is_the_same_each_time(self):
        bill = dependencies.sbom(self.packages, "1.0.0")
        self.assertEqual(bill, dependencies.sbom(self.packages, "1.0.0"))
        # What the page contains comes from npm, without a digest in Cargo.lock.
        parts = [part for part in json.loads(bill)["components"] if part["purl"].startswith("pkg:cargo/")]
        self.assertEqual(len(parts), len(self.packages))
        self.assertTrue(all(part["hashes"][0]["content"] for part in parts))

    def test_the_notices_carry_the_texts(self):
        text = dependencies.notices(self.packages)
        for package in self.packages:
            self.assertIn(f"{package['name']} {package['version']}", text)
        self.assertIn("Permission is hereby granted", text)


if __name__ == "__main__":
    unittest.main()
