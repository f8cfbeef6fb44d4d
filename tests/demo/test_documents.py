"""Every command of the documents is run by the demonstration, or it is said why not."""

import unittest

from tests.demo import documents


class Documents(unittest.TestCase):
    def test_there_are_commands(self):
        self.assertGreater(len(documents.told()), 60)
        self.assertGreater(len({command.where for command in documents.told()}), 12)

    def test_a_command_is_found_in_a_block_and_in_a_sentence(self):
        text = "Say `woosync verify --table T` or\n\n```sh\nwoosync doctor \\\n  --dlq D  # why\n```\n\nand `woosync` … `woosync x … --y`."
        self.assertEqual(documents.of(text), ["woosync doctor --dlq D", "woosync verify --table T"])

    def test_no_command_that_is_run_leaves_a_name_open(self):
        run = [command for command in documents.told() if command.text not in documents.NOT_RUN]
        self.assertEqual([(command.where, command.text) for command in run if documents.left_open(command.text)], [])
        self.assertEqual(documents.left_open("woosync verify --table TABLE_NAME --store SHOP --key …"), ["SHOP", "…"])

    def test_what_is_not_run_is_in_a_document_and_has_its_reason(self):
        self.assertEqual(documents.NOT_RUN.keys() - {command.text for command in documents.told()}, set())
        self.assertTrue(all(documents.NOT_RUN.values()))


if __name__ == "__main__":
    unittest.main()
