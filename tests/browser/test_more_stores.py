"""Several stores, one of which has nothing yet; and a stack in which nothing is set up.

Before the full syncs by its name: what is asleep after them would be waited for here.
"""

import re
import time
import unittest

from playwright.sync_api import expect

from tests.browser.console import ConsoleCase
from tests.browser.page import NARROW, WIDE, go, open_page, sign_in, signed_in
from tests.browser.pictures import SCREENS
from tests.demo.outlet import OUTLET, opened, store_toml
from tests.demo.world import STORE_ID, call
from tests.local.deploy import client

NEW = "new"
# This order both stores have; at the outlet it bears another number.
BOTH, TAX = 183, '3 = "USt. 20%|20.00"'
# Each environment of the function keeps settings for ten seconds, so an answer of one tells nothing of the others.
KEPT_SECONDS = 11
SETTINGS = {"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"}}
# What each screen says of a store of which nothing is known yet, and what to do about it.
NEXT = {
    "overview": ("No orders yet", "See earlier revenue"),
    "full-sync": ("No full sync yet", "Begin with a dry run"),
    "orders": ("No orders yet", "diagnostics"),
    "parked": ("Nothing is parked", "waits here, with what to do about it"),
    "customers": ("No customers in", "They appear with their first order"),
    "revenue": ("No sales in this time", "Choose other days"),
    "pipeline": ("No orders in this time", "Choose a longer time"),
    "settings": ("Taxes", "woosync secrets set-store"),
    "diagnostics": ("Problem", "woosync secrets set-store"),
}


class Stores(ConsoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outlet = cls.enterClassContext(opened(cls.world))
        before = cls.world.woosync(["settings", "show", "--table", cls.world.outputs["TableName"]])
        cls.addClassCleanup(time.sleep, KEPT_SECONDS)
        cls.addClassCleanup(cls.push, before)
        outlet = store_toml(OUTLET, 2, cls.outlet) + f"[stores.{OUTLET}.taxes]\n{TAX}\n"
        cls.push("\n".join([before, outlet, store_toml(NEW, 3, f"{cls.outlet}/new")]))
        time.sleep(KEPT_SECONDS)
        cls.page = signed_in(cls.browser, cls.world)
        cls.addClassCleanup(cls.page.context.close)

    def tearDown(self):
        self.nothing_went_wrong(self.page)

    def test_every_screen_of_a_store_without_orders_says_what_to_do_next(self):
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            for screen, title in SCREENS.items():
                go(self.page, screen, title, NEW)
                main = self.page.locator("main")
                for said in NEXT[screen]:
                    expect(main).to_contain_text(said)
                self.assertLessEqual(self.page.evaluate("document.scrollingElement.scrollWidth"), size["width"], screen)
        self.page.set_viewport_size(WIDE)

    def test_the_store_switch_leads_to_the_other_stores_own_orders_and_addresses(self):
        page = self.page
        call("POST", f"{self.outlet}/_sim/edit", {"order": BOTH, "deliver": False, "set": {"status": "completed", "number": "OUT-1"}})
        go(page, f"orders/{BOTH}", f"Order {BOTH}")
        page.get_by_label("Store").select_option(OUTLET)
        expect(page).to_have_url(re.compile(f"#/{OUTLET}/orders"))
        expect(page.get_by_text("No orders yet")).to_be_visible()
        # Nothing was delivered: a person has the order looked at.
        page.evaluate("hash => { location.hash = hash }", f"#/{OUTLET}/orders/{BOTH}")
        page.get_by_role("button", name="Sync now").click()
        expect(page.get_by_text("Sent for.")).to_be_visible()
        self.world.wait_until_quiet()
        page.get_by_role("button", name="Refresh").click()
        expect(page.get_by_role("heading", level=1, name="Order OUT-1")).to_be_visible()
        link = page.get_by_role("link", name=re.compile("^Open in WooCommerce"))
        expect(link).to_have_attribute("href", f"{self.outlet}/wp-admin/admin.php?page=wc-orders&action=edit&id={BOTH}")
        expect(page.get_by_role("link", name=re.compile(f"^invoice {200_000 + BOTH}"))).to_be_visible()
        go(page, "orders", store=OUTLET)
        expect(page.locator("main tbody tr")).to_have_count(1)
        go(page, "overview", store=OUTLET)
        shown = page.locator("section.card").filter(has=page.get_by_role("heading", name="Parked", exact=True)).locator("p.big")
        expect(shown).to_have_text("0")
        page.get_by_label("Store").select_option(STORE_ID)
        expect(page).to_have_url(re.compile(f"#/{STORE_ID}/overview"))
        expect(shown).not_to_have_text("0")
        go(page, f"orders/{BOTH}", f"Order {BOTH}")
        expect(link).to_have_attribute("href", f"{self.world.store_url}/wp-admin/admin.php?page=wc-orders&action=edit&id={BOTH}")


class NotSetUp(ConsoleCase):
    def test_who_comes_before_anything_is_set_up_is_told_what_to_do_first(self):
        table, name = client("dynamodb", self.world.aws_url), self.world.outputs["TableName"]
        kept = table.get_item(TableName=name, Key=SETTINGS)["Item"]
        self.addCleanup(time.sleep, KEPT_SECONDS)
        self.addCleanup(table.put_item, TableName=name, Item=kept)
        table.delete_item(TableName=name, Key=SETTINGS)
        time.sleep(KEPT_SECONDS)
        page = open_page(self.browser, NARROW)
        self.addCleanup(page.context.close)
        sign_in(page, self.world, "demo")
        expect(page.get_by_role("heading", level=1, name="Not set up yet")).to_be_visible()
        expect(page.locator("main pre").last).to_contain_text("woosync settings push")
        self.assertLessEqual(page.evaluate("document.scrollingElement.scrollWidth"), NARROW["width"])
        self.nothing_went_wrong(page)


if __name__ == "__main__":
    unittest.main()
