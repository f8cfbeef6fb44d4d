"""What waits for a person, handled by one."""

import re
import unittest

from playwright.sync_api import Locator, Page, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import go, settled
from tests.demo.world import call

DONE = 183
NOBODY = {"email": "", "country": "DE"}
SOMEBODY = {"email": "parked@example.com", "first_name": "Pat", "last_name": "Parked", "country": "DE"}
REASON = "parked?reason=no_email"


class Parked(ConsoleCase):
    def parked(self, count: int) -> list[int]:
        return self.made(DONE, count, status="completed", billing=NOBODY)

    def row(self, page: Page, order: int) -> Locator:
        return page.get_by_role("row").filter(has=page.locator(f"a[href$='/orders/{order}']"))

    def tries(self, page: Page, order: int) -> int:
        return int(re.search(r"(\d+)× tried", self.row(page, order).inner_text())[1])

    def handled(self, page: Page) -> None:
        """Waits until what was sent for is handled, and looks again."""
        self.world.wait_until_quiet()
        page.get_by_role("button", name="Refresh").click()
        settled(page)

    def documents(self, order: int) -> int:
        state = call("GET", f"{self.world.crm_url}/_sim/state")
        return sum(f"-o{order:010}" in (one["adminnote"] or "") for one in state["invoices"])

    def test_the_chosen_are_tried_again_and_only_what_is_still_wrong_comes_back(self):
        cured, wrong, left = self.parked(3)
        self.edit(cured, billing=SOMEBODY)
        page = self.person()
        go(page, REASON, "Parked")
        tried = {order: self.tries(page, order) for order in (wrong, left)}
        for order in (cured, wrong):
            page.get_by_role("checkbox", name=f"Choose order {order}").check()
        page.get_by_role("button", name="Retry chosen (2)").click()
        expect(page.get_by_text("Tried again: 2")).to_be_visible()
        self.handled(page)
        expect(self.row(page, cured)).to_have_count(0)
        self.assertEqual(self.tries(page, wrong), tried[wrong] + 1)
        self.assertEqual(self.tries(page, left), tried[left])
        self.assertEqual([self.documents(order) for order in (cured, wrong, left)], [1, 0, 0])
        go(page, f"orders/{cured}", f"Order {cured}")
        total = page.get_by_role("row").filter(has=page.get_by_role("cell", name="Total", exact=True))
        expect(total.get_by_text("Equal")).to_be_visible()

    def test_the_chosen_are_dismissed_and_nothing_of_them_is_written(self):
        seen_to, left = self.parked(2)
        page = self.person()
        go(page, REASON, "Parked")
        page.get_by_role("checkbox", name=f"Choose order {seen_to}").check()
        page.get_by_role("button", name=re.compile("^Dismiss chosen")).click()
        expect(page.get_by_text("Dismissed: 1")).to_be_visible()
        expect(self.row(page, seen_to)).to_have_count(0)
        expect(self.row(page, left)).to_have_count(1)
        self.assertEqual(self.documents(seen_to), 0)
        go(page, f"orders/{seen_to}", f"Order {seen_to}")
        expect(page.locator(".notice.warn").first).to_contain_text("dismissed")

    def test_all_of_one_reason_are_tried_again(self):
        orders = self.parked(3)
        for order in orders:
            self.edit(order, billing=SOMEBODY)
        page = self.person()
        go(page, "parked")
        page.get_by_label("Reason").select_option("no_email")
        expect(self.row(page, orders[0])).to_have_count(1)
        settled(page)
        waiting = page.get_by_role("row").count() - 1
        page.get_by_role("button", name=f"Retry all {waiting}").click()
        expect(page.get_by_text(f"Tried again: {waiting}")).to_be_visible()
        self.handled(page)
        for order in orders:
            expect(self.row(page, order)).to_have_count(0)
            self.assertEqual(self.documents(order), 1)


if __name__ == "__main__":
    unittest.main()
