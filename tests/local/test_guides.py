"""The guides that are made of the code are up to date, and leave nothing out."""

import re
import tomllib
import unittest

from infra.guides import settings_reference
from tests.local.state import ROOT

PAGE = ROOT / "infra" / "guides" / "settings.md"
FIELD = re.compile(r"^\| `(\w+)` \|", re.M)


class SettingsReference(unittest.TestCase):
    def test_it_is_what_the_types_say_now(self):
        made = settings_reference.page()
        self.assertEqual(PAGE.read_text(), made, "python3 -m infra.guides.settings_reference > infra/guides/settings.md")

    def test_it_has_every_field_of_the_example(self):
        example = tomllib.loads((ROOT / "infra" / "woosync.example.toml").read_text())
        store = example["stores"]["main"]
        named = {*example, *example["perfex"], *store, *store["documents"], *store["documents"]["texts"][0]}
        listed = set(FIELD.findall(PAGE.read_text()))
        self.assertEqual(named - listed, set())

    def test_the_example_shows_every_field(self):
        example = (ROOT / "infra" / "woosync.example.toml").read_text()
        missing = [name for name in FIELD.findall(PAGE.read_text()) if not re.search(rf"\b{name}\b", example)]
        self.assertEqual(missing, [])


class Cost(unittest.TestCase):
    def test_the_page_says_what_the_counts_and_prices_come_to(self):
        from infra.guides import cost

        self.assertEqual((ROOT / "infra" / "guides" / "cost.md").read_text(), cost.page(), "python3 -m infra.guides.cost > infra/guides/cost.md")

    def test_the_readme_says_the_same(self):
        from infra.guides import cost

        readme = (ROOT / "README.md").read_text()
        for rows in (cost.of_a_million_orders(cost.counted_last()), cost.of_an_idle_month()):
            self.assertIn(f"{cost.dollars(rows):.2f} US dollars", readme)

    def test_an_idle_month_costs_no_more_than_promised(self):
        from infra.guides import cost

        self.assertLess(cost.dollars(cost.of_an_idle_month()), 5)

    def test_what_was_counted_is_what_the_template_has(self):
        from infra.guides import cost

        self.assertEqual(cost.staleness(cost.counted_last()), "")
        self.assertNotEqual(cost.staleness({"indexes": cost.indexes_now() + 1}), "")


if __name__ == "__main__":
    unittest.main()
