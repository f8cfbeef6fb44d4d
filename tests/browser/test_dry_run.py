"""A dry run of a full sync tells what there is to do, and does none of it."""

import unittest

from playwright.sync_api import expect

from tests.browser.console import ConsoleCase
from tests.browser.page import go, settled
from tests.demo.world import STORE_ID, call

LIKE, NEW = 183, 3


class DryRun(ConsoleCase):
    def test_it_counts_what_would_be_sent_and_writes_nothing_to_perfex(self):
        new = self.made(LIKE, NEW, deliver=False, status="completed")
        crm = self.world.crm_url
        before = call("GET", f"{crm}/_sim/state")
        call("POST", f"{crm}/_sim/calls/reset")
        page = self.person()
        go(page, "full-sync", "Full sync")
        page.get_by_role("checkbox", name="Dry run").check()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator(".state").get_by_text("Finished")).to_be_visible(timeout=120_000)
        self.world.wait_until_quiet()

        written = [f"{one['method']} {one['path']}" for one in call("GET", f"{crm}/_sim/calls") if one["method"] != "GET"]
        self.assertEqual(written, [])
        self.assertEqual(call("GET", f"{crm}/_sim/state"), before)
        self.assertEqual({order: told.get("outcome") for order, told in self.world.outcomes(new).items() if told.get("outcome")}, {})
        run = self.api(page, f"stores/{STORE_ID}/runs")["runs"][0]
        self.assertTrue(run["dry_run"])
        orders = next(step for step in run["steps"] if step["step"] == "orders")
        self.assertGreaterEqual(orders["queued"], NEW)
        go(page, "overview")
        go(page, "full-sync", "Full sync")
        settled(page)
        row = page.get_by_role("row").nth(1)
        expect(row).to_contain_text("Dry run")
        expect(row.locator("td[data-label=Sent]")).to_have_text(str(sum(step["queued"] for step in run["steps"])))
        expect(row.locator("td[data-label=Written]")).to_have_text("0")


if __name__ == "__main__":
    unittest.main()
