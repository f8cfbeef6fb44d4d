"""The customers: what each ordered and spent, and when first and last, are those of the shop's own orders."""

import re
import unittest
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import ZONE, go, settled
from tests.browser.test_overview import SALES, amount
from tests.demo.world import call

DONE = 183
CURRENCY = "EUR"
LOYAL = "loyal@example.com"


def shown_day(day: date) -> str:
    """As the page writes it for British people: 3 Nov 2026, 3 Sept 2026."""
    return f"{day.day} {day:%b} {day.year}".replace("Sep", "Sept")


class Customers(ConsoleCase):
    def in_shop(self) -> Counter:
        """Orders, spent, first and last day by buyer; how many buyers have the same."""
        days, spent = {}, Counter()
        for order in call("GET", f"{self.world.store_url}/_sim/orders"):
            buyer = order["email"].strip().lower()
            if buyer and order["currency"] == CURRENCY and order["status"] in SALES:
                made = datetime.fromisoformat(order["date_created_gmt"]).replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE)).date()
                days.setdefault(buyer, []).append(made)
                back = sum(Decimal(refund["amount"]) for refund in order["refunds"])
                spent[buyer] += Decimal(order["total"]) - back
        return Counter((len(made), spent[buyer], shown_day(min(made)), shown_day(max(made))) for buyer, made in days.items())

    def listed(self, page: Page) -> Counter:
        rows = Counter()
        forth = page.get_by_role("button", name="Next")
        number = 1
        while True:
            rows.update(self.row(row) for row in page.locator("main tbody tr").all())
            if not forth.is_visible() or forth.is_disabled():
                return rows
            number += 1
            forth.click()
            expect(page.get_by_text(re.compile(rf"^Page {number}\b"))).to_be_visible()
            settled(page)

    def row(self, row: Locator) -> tuple[int, Decimal, str, str]:
        cell = lambda title: row.locator(f"td[data-label='{title}']").inner_text()
        return int(cell("Orders")), amount(cell("Spent"))[1], cell("First order"), cell("Last order")

    def test_each_stands_there_with_what_the_shop_has_of_them(self):
        self.made(DONE, 2, status="completed", billing={"email": LOYAL, "country": "DE"})
        # Of someone who ordered before, on another day.
        self.made(DONE, status="completed")
        page = self.person()
        go(page, f"customers?currency={CURRENCY}", "Customers")
        listed = self.listed(page)
        self.assertEqual(listed, self.in_shop())
        self.assertGreater(len(listed), 3)
        self.assertTrue(any(first != last for _, _, first, last in listed), "nobody came back on another day")

    def test_a_customers_own_page_says_the_same(self):
        page = self.person()
        go(page, f"customers?currency={CURRENCY}", "Customers")
        line = page.locator("main tbody tr").first
        _, spent, first, last = self.row(line)
        line.get_by_role("link").first.click()
        expect(page.get_by_role("link", name="All customers")).to_be_visible()
        settled(page)
        history = page.locator("section.card").filter(has=page.get_by_role("heading", name="History", exact=True))
        self.assertEqual(history.locator("dd").all_inner_texts(), [first, last])
        card = page.locator("section.card").filter(has=page.get_by_role("heading", name=f"Spent in {CURRENCY}", exact=True))
        self.assertEqual(amount(card.locator("p.big").inner_text())[1], spent)


if __name__ == "__main__":
    unittest.main()
