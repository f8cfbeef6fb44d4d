"""A full sync on the console: begun, refused, watched and cancelled.

After the pictures by its name: what a store in maintenance sends back to sleep is no sight for them.
"""

import re
import time
import unittest

from playwright.sync_api import Page, expect

from tests.browser.page import go
from tests.browser.console import ConsoleCase
from tests.demo.world import STORE_ID, call

# So many orders of which the store tells nobody: enough for a bar to be seen moving.
NEW = 120
BUYERS = 20
WITHIN_SECONDS = 180
ENDS = ("done", "unchanged", "skipped", "parked", "failed")


class FullSync(ConsoleCase):
    def test_it_is_begun_on_the_page_and_watched_from_0_to_100_percent(self):
        self.make_orders(NEW)
        page, late = self.person(), self.person(fresh=True)
        go(late, "full-sync", "Full sync")
        go(page, "full-sync", "Full sync")
        page.get_by_role("button", name="Start", exact=True).click()
        bar = page.get_by_role("progressbar", name="Orders")
        expect(bar).to_be_visible()
        first = int(bar.get_attribute("aria-valuenow"))
        # Whoever still has the form is told of the one that is under way, and led to it.
        late.get_by_role("button", name="Start", exact=True).click()
        expect(late.get_by_role("alert")).to_contain_text("A full sync is under way")
        late.get_by_role("link", name="Look at it").click()
        expect(late.get_by_role("progressbar", name="Customers")).to_be_visible()

        seen = [first, *self.watch(page, "Orders")]
        self.assertLess(seen[0], 30, seen)
        self.assertEqual(seen[-1], 100, seen)
        self.assertGreaterEqual(len(set(seen)), 4, f"the bar hardly moved: {seen}")

        run = page.get_by_role("link", name=re.compile("^See ")).get_attribute("href").rsplit("/", 1)[1]
        page.get_by_role("link", name=re.compile("^See ")).click()
        expect(page.get_by_text("both sides agree, to the cent").or_(page.get_by_text("orders compared"))).to_be_visible()
        shown = self.legends(page)
        told = self.api(page, f"stores/{STORE_ID}/runs/{run}")
        self.assertEqual(told["state"], "finished")
        for step in told["steps"]:
            ends = {name: step[name] for name in ENDS}
            self.assertEqual(sum(ends.values()), step["queued"], step)
            self.assertEqual(step["through"], step["expected"], step)
            on_page = {name: shown[step["step"]].get(name, 0) for name in ENDS}
            self.assertEqual(on_page, ends, step["step"])
        orders = next(step for step in told["steps"] if step["step"] == "orders")
        self.assertGreaterEqual(orders["done"], NEW)
        self.assertEqual(orders["failed"], 0)
        # Verified: what was found is what waits for a person, and nothing else.
        self.assertLessEqual({one["kind"] for one in told["verify"]["found"]}, {"parked"})

        with page.expect_download() as download:
            page.get_by_role("button", name="Save months as CSV").click()
        lines = download.value.path().read_text().splitlines()
        self.assertEqual(len(lines) - 1, len(told["verify"]["months"]))
        go(page, "full-sync", "Full sync")
        row = page.get_by_role("row").nth(1)
        expect(row).to_contain_text("Finished")
        expect(row.locator("td[data-label=Sent]")).to_have_text(str(sum(step["queued"] for step in told["steps"])))

    def test_what_is_wrong_is_told_at_its_field(self):
        page = self.person()
        go(page, "full-sync", "Full sync")
        start = page.get_by_role("button", name="Start", exact=True)
        page.get_by_label("After", exact=True).fill("2026-02-01")
        page.get_by_label("Before", exact=True).fill("2026-01-01")
        start.click()
        after = page.get_by_label("After", exact=True)
        expect(after).to_have_attribute("aria-invalid", "true")
        expect(after).to_be_focused()
        expect(page.locator(".field.wrong .problem")).to_contain_text("must be earlier than before")
        after.fill("")
        page.get_by_label("Before", exact=True).fill("")
        page.get_by_label("Order ids").fill("183, x4")
        start.click()
        expect(page.locator(".field.wrong .problem")).to_contain_text("list of 1 to 1000 order ids")
        page.get_by_label("Order ids").fill("")
        for step in ("Customers", "Orders", "Refunds", "Compare"):
            page.get_by_role("checkbox", name=re.compile(f"^{step}")).uncheck()
        start.click()
        expect(page.locator("fieldset .problem")).to_contain_text("steps must be a list of")
        self.assertIsNone(self.api(page, f"stores/{STORE_ID}/runs")["active"])

    def test_one_that_waits_says_why_and_can_be_cancelled(self):
        page = self.person()
        go(page, "full-sync", "Full sync")
        call("POST", f"{self.world.store_url}/_sim/faults", {"kind": "maintenance"})
        self.addCleanup(call, "DELETE", f"{self.world.store_url}/_sim/faults")
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.get_by_text("It is tried again every minute.")).to_be_visible(timeout=60_000)
        self.pictured(page, "full-sync-waits")
        page.get_by_role("button", name="Cancel").click()
        stop = page.get_by_role("button", name="Stop it")
        expect(stop).to_be_focused()
        stop.click()
        expect(page.locator(".state").get_by_text("Cancelled")).to_be_visible()
        expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
        self.assertIsNone(self.api(page, f"stores/{STORE_ID}/runs")["active"])

    def test_who_may_look_can_begin_and_cancel_nothing(self):
        page = self.person("viewer")
        go(page, "full-sync", "Full sync")
        expect(page.get_by_text("You may look, not begin a full sync.")).to_be_visible()
        self.assertEqual(page.get_by_role("button", name=re.compile("Start|Cancel")).count(), 0)

    def make_orders(self, count: int) -> None:
        for number in range(count):
            billing = {"email": f"page{number % BUYERS}@example.com", "first_name": "Pa", "last_name": "Ge", "country": "DE"}
            body = {"like": 183, "deliver": False, "set": {"status": "completed", "billing": billing}}
            call("POST", f"{self.world.store_url}/_sim/create", body)

    def watch(self, page: Page, step: str) -> list[int]:
        """What the step's bar showed, one after the other, until the run was over."""
        bar = page.get_by_role("progressbar", name=step)
        seen = [int(bar.get_attribute("aria-valuenow"))]
        deadline = time.monotonic() + WITHIN_SECONDS
        while not page.locator(".state").get_by_text("Finished").count():
            self.assertLess(time.monotonic(), deadline, f"it does not end: {seen}")
            now = int(bar.get_attribute("aria-valuenow"))
            if now != seen[-1]:
                seen.append(now)
                if 30 < now < 80:
                    self.pictured(page, "full-sync-under-way")
            page.wait_for_timeout(200)
        return [*seen, int(bar.get_attribute("aria-valuenow"))]

    def legends(self, page: Page) -> dict[str, dict[str, int]]:
        """The figures under the bars, as the page shows them."""
        names = {"Customers": "customers", "Orders": "orders", "Refunds": "refunds", "Compare": "verify"}
        shown = {}
        for step in page.locator(".step").all():
            figures = {one.get_attribute("data-figure"): one.locator("b").inner_text() for one in step.locator(".legend li").all()}
            shown[names[step.locator("h3").inner_text()]] = {name: int(text.replace(",", "")) for name, text in figures.items()}
        return shown


if __name__ == "__main__":
    unittest.main()
