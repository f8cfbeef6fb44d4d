"""Lists of several pages, there and back."""

import re
import unittest
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import go, settled
from tests.browser.test_parked import DONE, NOBODY
from tests.demo.world import STORE_ID

# A page of the list, instead of the 50 lines that the console asks for unless told otherwise.
LIMIT = {"orders": 20, "parked": 2, "customers": 2}


@contextmanager
def short_pages(page: Page, what: str):
    """The same requests to the same API, for fewer lines at a time."""
    address = re.compile(rf"/api/v1/stores/{STORE_ID}/{what}(\?|$)")
    page.route(address, lambda route: route.continue_(url=with_limit(route.request.url, LIMIT[what])))
    try:
        yield
    finally:
        page.unroute(address)


def with_limit(url: str, limit: int) -> str:
    return url if "limit=" in url else f"{url}{'&' if '?' in url else '?'}limit={limit}"


class Paging(ConsoleCase):
    def test_orders_are_all_there_once_page_by_page(self):
        self.there_and_back("orders", "orders", "id", "td[data-label=Order] a")

    def test_what_is_parked_is_all_there_once_page_by_page(self):
        self.made(DONE, 3, status="completed", billing=NOBODY)
        self.there_and_back("parked", "items", "id", "td[data-label=What] a")

    def test_customers_are_all_there_once_page_by_page(self):
        self.there_and_back("customers", "customers", "key", "td[data-label=Customer] a")

    def there_and_back(self, screen: str, listed: str, key: str, links: str) -> None:
        page = self.person()
        whole = [str(row[key]) for row in self.api(page, f"stores/{STORE_ID}/{screen}?limit=100")[listed]]
        forth, back = page.get_by_role("button", name="Next"), page.get_by_role("button", name="Previous")
        with short_pages(page, screen):
            go(page, screen)
            expect(back).to_be_disabled()
            pages = [self.shown(page, links)]
            while forth.is_enabled():
                forth.click()
                expect(page.get_by_text(re.compile(rf"^Page {len(pages) + 1}\b"))).to_be_visible()
                settled(page)
                pages.append(self.shown(page, links))
            self.assertGreaterEqual(len(pages), 2)
            self.assertEqual([one for ids in pages for one in ids], whole)
            self.assertTrue(all(len(ids) == LIMIT[screen] for ids in pages[:-1]), pages)
            for number in range(len(pages) - 1, 0, -1):
                back.click()
                expect(page.get_by_text(re.compile(rf"^Page {number}\b"))).to_be_visible()
                settled(page)
                self.assertEqual(self.shown(page, links), pages[number - 1])
            expect(back).to_be_disabled()

    def shown(self, page: Page, links: str) -> list[str]:
        return [link.get_attribute("href").rsplit("/", 1)[1] for link in page.locator(links).all()]


if __name__ == "__main__":
    unittest.main()
