"""Times in the viewer's zone, money by its currency."""

import re
import unittest
from datetime import UTC, datetime
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import ZONE, go, in_zone, moment
from tests.demo.world import call

ELSEWHERE = "Pacific/Auckland"
# As people of these currencies write money: the sign, and the decimals.
WRITTEN = {"EUR": r"€[\d,]+\.\d\d", "JPY": r"JP¥[\d,]+", "KWD": r"KWD\s[\d,]+\.\d{3}"}


class Format(ConsoleCase):
    def cells(self, page: Page, title: str) -> dict[int, str]:
        """A column of the list of orders, by order."""
        rows = page.locator("main tbody tr").all()
        order = [int(row.locator("td[data-label=Order] a").get_attribute("href").rsplit("/", 1)[1]) for row in rows]
        return dict(zip(order, [row.locator(f"td[data-label={title}]").inner_text() for row in rows]))

    def test_a_time_is_that_of_the_viewers_zone(self):
        # When an order that is gone was made nobody can say.
        shop = {order["id"]: order for order in call("GET", f"{self.world.store_url}/_sim/orders") if not order["gone"]}
        for page, zone in ((self.person(), ZONE), (self.person(zone=ELSEWHERE), ELSEWHERE)):
            go(page, "orders")
            made = self.cells(page, "Made")
            self.assertGreater(len(made), 10)
            for order, text in made.items():
                if order in shop:
                    at = datetime.fromisoformat(shop[order]["date_created_gmt"]).replace(tzinfo=UTC)
                    self.assertEqual(moment(text), in_zone(at, zone), f"{order} {zone}")
            order = max(made)
            go(page, f"orders/{order}", f"Order {order}")
            turn = page.locator(".history time").first
            expect(turn).to_be_visible()
            self.assertEqual(moment(turn.inner_text()), in_zone(datetime.fromisoformat(turn.get_attribute("datetime")), zone))

    def test_money_has_the_decimals_of_its_currency_and_not_one_digit_less(self):
        page = self.person()
        shop = call("GET", f"{self.world.store_url}/_sim/orders")
        for currency, written in WRITTEN.items():
            order = next(order for order in shop if order["currency"] == currency and Decimal(order["total"]) > 0 and order["status"] == "pending")
            go(page, f"orders?search={order['id']}", "Orders")
            shown = self.cells(page, "Total")[order["id"]]
            self.assertRegex(shown, rf"^{written}$")
            self.assertEqual(Decimal(re.sub(r"[^\d.]", "", shown)), Decimal(order["total"]))


if __name__ == "__main__":
    unittest.main()
