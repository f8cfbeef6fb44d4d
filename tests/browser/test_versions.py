"""Versions of the settings: an earlier one is put in force again, and two people do not undo each other."""

import re
import unittest

from playwright.sync_api import Page, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import go, settled
from tests.demo.world import STORE_ID

FIELD = "Deletions an hour before a person is asked"
KEY = "deletions_per_hour"


class Versions(ConsoleCase):
    def setUp(self):
        before = self.world.woosync(["settings", "show", "--table", self.world.outputs["TableName"]])
        self.addCleanup(self.push, before)
        self.before = before

    def in_force(self, page: Page) -> tuple[int, int | None]:
        told = self.api(page, "settings")
        return told["version"], told["settings"]["stores"][STORE_ID].get(KEY)

    def someone_else_sets(self, value: int) -> None:
        kept = [line for line in self.before.splitlines() if not line.startswith(KEY)]
        kept.insert(kept.index(f"[stores.{STORE_ID}]") + 1, f"{KEY} = {value}")
        self.push("\n".join(kept) + "\n")

    def save(self, page: Page, value: str) -> None:
        page.get_by_label(FIELD).fill(value)
        page.get_by_role("button", name="Save", exact=True).click()

    def test_an_earlier_version_is_put_in_force_again(self):
        page = self.person()
        go(page, "settings")
        first, value = self.in_force(page)
        shown = page.get_by_label(FIELD).input_value()
        self.save(page, "31")
        expect(page.get_by_text(f"Version {first + 1} is in force.", exact=False)).to_be_visible()
        settled(page)
        self.assertEqual(self.in_force(page), (first + 1, 31))
        page.get_by_role("button", name=re.compile(rf"^Put in force again version {first}$")).click()
        expect(page.get_by_text(f"Version {first + 2} is in force.", exact=False)).to_be_visible()
        settled(page)
        self.assertEqual(self.in_force(page), (first + 2, value))
        expect(page.get_by_label(FIELD)).to_have_value(shown)
        newest = page.get_by_role("table", name=re.compile("^Versions")).get_by_role("row").nth(1)
        expect(newest).to_contain_text("demo")
        expect(newest).to_contain_text("in force")

    def test_who_has_an_old_version_before_him_is_told_and_changes_nothing(self):
        page = self.person()
        go(page, "settings")
        self.someone_else_sets(32)
        self.save(page, "33")
        expect(page.get_by_role("alert")).to_contain_text("Someone else changed the settings meanwhile")
        now = self.in_force(page)
        self.assertEqual(now[1], 32)
        page.get_by_role("button", name=re.compile("^Put in force again")).first.click()
        settled(page)
        expect(page.get_by_role("alert")).to_contain_text("Someone else changed the settings meanwhile")
        self.assertEqual(self.in_force(page), now)


if __name__ == "__main__":
    unittest.main()
