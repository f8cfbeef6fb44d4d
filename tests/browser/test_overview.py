"""The figures of Overview and Pipeline: those of the ledger, of the shop, and of what waits."""

import contextlib
import re
import unittest
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import ZONE, go, in_zone, moment
from tests.demo.world import STORE_ID, call
from tests.local.deploy import client

DONE, YEN = 183, 202
SALES = {"processing", "completed", "refunded"}
# Nothing is kept of a cart; of an order that is gone nobody knows what it was worth.
CARTS, GONE = {"checkout-draft", "auto-draft"}, "deleted"
# A delivery is noted once a minute at most; the rest is what this machine takes.
NOTED_WITHIN = timedelta(seconds=90)
SIGNS = {"€": "EUR", "JP¥": "JPY", "KWD": "KWD"}


def amount(text: str) -> tuple[str, Decimal]:
    """Currency and amount of what the page shows: €1,063.65."""
    read = re.fullmatch(r"([^\d\s-]+)\s*([\d,.]+)", text)
    assert read, f"this is no money: {text!r}"
    sign, number = read.groups()
    return SIGNS[sign], Decimal(number.replace(",", ""))


class Figures(ConsoleCase):
    def card(self, page: Page, title: str) -> Locator:
        return page.locator("section.card").filter(has=page.get_by_role("heading", name=title, exact=True))

    def sales(self, page: Page, title: str) -> dict[str, tuple[Decimal, Decimal, int]]:
        """What a card of Overview shows: gross, net and orders by currency."""
        card, shown = self.card(page, title), {}
        for big, small in zip(card.locator("p.big").all_inner_texts(), card.locator("p.mute").all_inner_texts()):
            currency, gross = amount(big)
            count, net = re.match(r"([\d,]+) orders?, net ([^,]+[\d,.]*\d)", small).groups()
            shown[currency] = gross, amount(net)[1], int(count.replace(",", ""))
        return shown

    def in_ledger(self, first: date) -> dict[str, tuple[Decimal, Decimal, int]]:
        sums = {}
        for row in self.ledger():
            if date.fromisoformat(row["day"]) >= first:
                gross, net, orders = sums.get(row["currency"], (Decimal(0), Decimal(0), 0))
                sums[row["currency"]] = gross + Decimal(row["gross"]), net + Decimal(row["net"]), orders + int(row["orders"])
        return sums

    def in_shop(self, first: date) -> dict[str, tuple[Decimal, int]]:
        sums = {}
        for order in call("GET", f"{self.world.store_url}/_sim/orders"):
            made = datetime.fromisoformat(order["date_created_gmt"]).replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE)).date()
            if order["status"] in SALES and made >= first:
                gross, orders = sums.get(order["currency"], (Decimal(0), 0))
                sums[order["currency"]] = gross + Decimal(order["total"]), orders + 1
        return sums

    def test_the_sales_of_today_and_of_this_month_are_those_of_the_ledger_and_of_the_shop(self):
        self.made(DONE, 2, status="completed")
        self.made(YEN, status="processing")
        page = self.person()
        today = datetime.now(ZoneInfo(ZONE)).date()
        for title, first in (("Today", today), ("This month", today.replace(day=1))):
            shown = self.sales(page, title)
            self.assertEqual(shown, self.in_ledger(first), title)
            self.assertEqual({currency: (gross, orders) for currency, (gross, _, orders) in shown.items()}, self.in_shop(first), title)
            self.assertGreaterEqual(shown["EUR"][2], 2)
            self.assertGreaterEqual(shown["JPY"][2], 1)
        self.assertNotIn(".", next(text for text in self.card(page, "Today").locator("p.big").all_inner_texts() if "¥" in text))

    def test_what_is_parked_is_counted_as_the_command_counts_it(self):
        self.made(DONE, status="completed", billing={"email": "", "country": "DE"})
        listed = self.world.woosync(["parked", "list", "--table", self.world.outputs["TableName"], "--store", STORE_ID, "--format", "json"])
        page = self.person()
        parked = self.card(page, "Parked")
        self.assertEqual(int(parked.locator("p.big").inner_text()), len(listed.splitlines()))
        parked.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1, name="Parked")).to_be_visible()

    def test_the_queue_is_shown_as_it_is(self):
        page = self.person()
        self.assertEqual(self.queue(page), {"Waiting": "0", "At work or asleep": "0", "Dead letters": "0"})
        queues, dead = client("sqs", self.world.aws_url), self.world.outputs["DlqUrl"]
        with self.nobody_at_work():
            for order in (DONE, YEN):
                self.edit(order, customer_note="a change that waits")
            self.deliver()
            queues.send_message(QueueUrl=dead, MessageBody="{}", MessageGroupId="a", MessageDeduplicationId=str(uuid.uuid4()))
            self.addCleanup(queues.purge_queue, QueueUrl=dead)
            waiting = sum(len(messages) for name, messages in self.world.queues().items() if "dlq" not in name)
            self.assertGreaterEqual(waiting, 2)
            page.get_by_role("button", name="Refresh").click()
            expect(page.get_by_text("woosync dlq list")).to_be_visible()
            self.assertEqual(self.queue(page), {"Waiting": str(waiting), "At work or asleep": "0", "Dead letters": "1"})
        self.world.wait_until_quiet()
        page.get_by_role("button", name="Refresh").click()
        expect(self.card(page, "Queue").locator("dd").first).to_have_text("0")

    @contextlib.contextmanager
    def nobody_at_work(self):
        """The consumer takes nothing from the queue meanwhile."""
        functions = client("lambda", self.world.aws_url)
        sources = functions.list_event_source_mappings(FunctionName=self.world.outputs["ConsumerFunctionName"])["EventSourceMappings"]
        for source in sources:
            functions.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
        try:
            yield
        finally:
            for source in sources:
                functions.update_event_source_mapping(UUID=source["UUID"], Enabled=True)

    def queue(self, page: Page) -> dict[str, str]:
        card = self.card(page, "Queue")
        return dict(zip(card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts()))

    def test_the_last_delivery_is_told_to_the_minute_where_the_person_is(self):
        self.made(DONE, status="completed")
        page = self.person()
        told = self.api(page, f"stores/{STORE_ID}/overview")["last_delivery"]
        at = datetime.fromisoformat(told["received_at"])
        self.assertLess(datetime.now(UTC) - at, NOTED_WITHIN)
        shown = self.card(page, "Webhooks").locator("dd").first.get_attribute("title")
        self.assertEqual(moment(shown), in_zone(at))

    def test_the_pipeline_is_that_of_the_shops_orders(self):
        page = self.person()
        go(page, "pipeline?days=366", "Pipeline")
        shown = {}
        for row in page.get_by_role("row").all()[1:]:
            status = row.locator("td[data-label=Status] a").get_attribute("href").rsplit("=", 1)[1]
            worth = row.locator("td[data-label=Worth]").inner_text()
            currency, sum_of_them = amount(worth) if status != GONE else (worth, Decimal(0))
            shown[status, currency] = int(row.locator("td[data-label=Orders]").inner_text()), sum_of_them
        counts, sums = Counter(), Counter()
        for order in call("GET", f"{self.world.store_url}/_sim/orders"):
            if order["status"] not in CARTS:
                key = (order["status"], order["currency"]) if order["status"] != GONE else (GONE, "–")
                counts[key] += 1
                sums[key] += Decimal(order["total"]) if order["status"] != GONE else 0
        self.assertEqual(shown, {key: (counts[key], sums[key]) for key in counts})


if __name__ == "__main__":
    unittest.main()
