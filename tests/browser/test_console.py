"""What a person does on the console."""

import json
import re
import unittest
import urllib.error
import urllib.request
from decimal import Decimal

from playwright.sync_api import expect

from tests.browser.console import MAPPED_TO, ConsoleCase
from tests.browser.page import NARROW, go, open_page, settled, sign_in
from tests.demo.world import STORE_ID, call
from tests.local.deploy import client

HOSTILE = "<script>document.title='taken over'</script><img src=x onerror=alert(1)>"


class Console(ConsoleCase):
    def test_who_is_not_in_the_pool_or_in_no_group_sees_nothing(self):
        page = open_page(self.browser)
        sign_in(page, self.world, "demo", "Wrong-Password-1")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        self.assertNotIn("/console/#", page.url)
        page.context.close()
        page = open_page(self.browser)
        sign_in(page, self.world, "nobody")
        expect(page.get_by_role("alert")).to_contain_text("in none of the groups")
        self.assertEqual(page.get_by_role("navigation", name="Screens").count(), 0)
        page.context.close()

    def test_the_gateway_lets_nobody_through_without_a_token_of_the_pool(self):
        api = f"{self.world.aws_url}/_aws/execute-api/{self.world.outputs['ApiId']}/api/v1"
        forged = "eyJhbGciOiJub25lIn0.eyJjb2duaXRvOmdyb3VwcyI6WyJvcGVyYXRlIl19."
        for path in ("session", "settings", f"stores/{STORE_ID}/orders", "openapi.json"):
            for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Bearer {forged}"}):
                with self.assertRaises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(urllib.request.Request(f"{api}/{path}", headers=headers), timeout=30)
                self.assertEqual(refused.exception.code, 401)

    def test_tokens_are_in_memory_only(self):
        page = self.person(fresh=True)
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        self.assertEqual(json.loads(kept), [{}, {}, ""])
        self.assertNotIn("code=", page.url)
        page.reload()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()

    def test_who_may_look_is_offered_nothing_to_change(self):
        page = self.person("viewer")
        go(page, "parked")
        self.assertEqual(page.get_by_role("button", name=re.compile("Retry|Dismiss")).count(), 0)
        go(page, "settings")
        self.assertEqual(page.get_by_role("button", name="Save").count(), 0)
        order = next(order for order in self.orders if order["status"] == "completed")
        go(page, f"orders/{order['id']}", f"Order {order['id']}")
        self.assertEqual(page.get_by_role("button", name="Sync now").count(), 0)

    def test_an_order_parked_by_an_unmapped_tax_is_released_by_mapping_it(self):
        page = self.person()
        go(page, "parked?reason=tax_not_mapped", "Parked")
        first = page.get_by_role("link", name=re.compile(r"^Order \d+")).first
        order = first.inner_text().split()[-1]
        first.click()
        expect(page.get_by_text("no Perfex tax for")).to_be_visible()
        expect(page.get_by_text("Nothing stands in Perfex for this order.")).to_be_visible()

        go(page, "settings")
        page.get_by_role("button", name=f"Use {MAPPED_TO}").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text(re.compile("is in force. Changed: stores.main."))).to_be_visible()
        self.world.wait_until_quiet()

        go(page, f"orders/{order}", f"Order {order}")
        total = page.get_by_role("row").filter(has=page.get_by_role("cell", name="Total", exact=True))
        expect(total.get_by_text("Equal")).to_be_visible()
        expect(page.get_by_role("list").filter(has_text="A tax is not mapped")).to_be_visible()
        go(page, "parked?reason=tax_not_mapped", "Parked")
        self.assertEqual(page.get_by_role("link", name=f"Order {order}", exact=True).count(), 0)

    def test_orders_are_searched_filtered_and_paged(self):
        page = self.person()
        go(page, "orders")
        rows = page.get_by_role("row")
        seen = [rows.nth(1).inner_text()]
        if page.get_by_role("button", name="Next").count():
            page.get_by_role("button", name="Next").click()
            expect(page.get_by_text("Page 2")).to_be_visible()
            settled(page)
            seen.append(rows.nth(1).inner_text())
            self.assertEqual(len(set(seen)), 2)
        done = [order for order in self.orders if order["status"] == "completed" and "@" in (order["email"] or "")]
        page.get_by_label("Search").fill(str(done[0]["id"]))
        page.get_by_role("button", name="Show").click()
        expect(rows).to_have_count(2)
        expect(rows.nth(1)).to_contain_text(str(done[0]["id"]))
        page.get_by_label("Search").fill(done[0]["email"].upper())
        page.get_by_role("button", name="Show").click()
        same = [order for order in self.orders if (order["email"] or "").strip().lower() == done[0]["email"].strip().lower()
                and order["status"] not in ("checkout-draft", "auto-draft", "deleted")]
        expect(rows).to_have_count(1 + min(len(same), 50))
        page.get_by_label("Search").fill("nobody@example.org")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("No order fits")).to_be_visible()
        page.get_by_role("button", name="Clear").click()
        page.get_by_label("Status").select_option("completed")
        page.get_by_role("button", name="Show").click()
        settled(page)
        statuses = {cell.inner_text() for cell in page.locator("td[data-label=Status]").all()}
        self.assertEqual(statuses, {"Completed"})

    def test_revenue_is_that_of_the_ledger(self):
        page = self.person()
        wanted = sum((Decimal(row["gross"]) for row in self.ledger() if row["currency"] == "EUR"), Decimal(0))
        go(page, "revenue?from=2024-01-01&to=2027-12-31&by=month&currency=EUR", "Revenue")
        total = page.get_by_role("row").filter(has_text="Total")
        shown = total.locator("td[data-label=Gross]").inner_text()
        self.assertEqual(Decimal(re.sub(r"[^0-9.]", "", shown)), wanted)
        self.assertGreater(wanted, 0)
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as CSV").click()
        rows = download.value.path().read_text().splitlines()[1:]
        self.assertEqual(sum(Decimal(row.split(",")[3]) for row in rows), wanted)
        expect(page.get_by_role("img", name=re.compile("Gross revenue"))).to_be_visible()

    def test_a_wrong_setting_is_told_at_its_field(self):
        page = self.person()
        go(page, "settings")
        address = page.get_by_label("Perfex's address")
        address.fill("http://crm.example.com")
        page.get_by_role("button", name="Save").click()
        expect(address).to_have_attribute("aria-invalid", "true")
        expect(address).to_be_focused()
        expect(page.locator(".field.wrong .problem")).to_contain_text("must begin with https://")

    def test_hostile_text_of_the_shop_is_text(self):
        like = next(order["id"] for order in self.orders if order["status"] == "completed")
        billing = {"email": "hostile@example.com", "first_name": HOSTILE, "last_name": "N" * 2_000, "country": "DE"}
        body = {"like": like, "set": {"status": "completed", "billing": billing, "customer_note": HOSTILE, "number": HOSTILE}}
        made = call("POST", f"{self.world.store_url}/_sim/create", body)
        self.world.wait_until_quiet()
        page = self.person(size=NARROW)
        page.evaluate("hash => { location.hash = hash }", f"#/{STORE_ID}/orders/{made['id']}")
        expect(page.get_by_text(HOSTILE).first).to_be_visible()
        settled(page)
        self.assertNotIn("taken over", page.title().split("·")[1])
        self.assertEqual(page.locator("main script, main img[src=x]").count(), 0)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertEqual(wider, 0)

    def test_the_doctor_tries_to_write_for_who_may_operate(self):
        clients = len(call("GET", f"{self.world.crm_url}/_sim/state")["clients"])
        page = self.person("viewer")
        go(page, "diagnostics")
        self.assertEqual(page.get_by_role("button", name="Try to write").count(), 0)
        page = self.person()
        go(page, "diagnostics")
        page.get_by_role("button", name="Try to write").click()
        expect(page.get_by_text("nothing of it is left")).to_be_visible()
        self.assertEqual(len(call("GET", f"{self.world.crm_url}/_sim/state")["clients"]), clients)

    def test_sync_now_has_the_order_handled(self):
        page = self.person()
        order = next(order for order in self.orders if order["status"] == "completed")
        go(page, f"orders/{order['id']}", f"Order {order['id']}")
        page.get_by_role("button", name="Sync now").click()
        expect(page.get_by_text("Sent for.")).to_be_visible()
        self.world.wait_until_quiet()
        group = f"/aws/lambda/{self.world.outputs['ConsumerFunctionName']}"
        logs = client("logs", self.world.aws_url)
        groups = [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"] if one["logGroupName"] in (group, "/woosync/woosync/consumer")]
        lines = [event["message"] for name in groups for event in logs.filter_log_events(logGroupName=name, limit=10_000)["events"]]
        handled = [line for line in lines if "operator.sync" in line and f'"id":{order["id"]}' in line.replace(" ", "")]
        self.assertTrue(handled, "no line of the consumer's log tells of it")

    def test_everything_can_be_done_with_the_keyboard(self):
        page = self.person()
        page.keyboard.press("Tab")
        for _ in range(40):
            if page.evaluate("document.activeElement.textContent") == "Parked":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Parked")).to_be_focused()


if __name__ == "__main__":
    unittest.main()
