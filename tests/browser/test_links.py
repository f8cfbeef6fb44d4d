"""Links into both systems, and the report that a person copies."""

import re
import unittest

from playwright.sync_api import expect

from tests.browser.console import ConsoleCase
from tests.browser.page import go
from tests.demo.world import KEY, KEY_SECRET, STORE_ID, TOKEN, call

LIKE = 183


class Links(ConsoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        [cls.order] = cls.made(LIKE, status="completed")

    def test_an_orders_links_lead_to_itself_in_both_systems(self):
        state = call("GET", f"{self.world.crm_url}/_sim/state")
        invoice = next(one for one in state["invoices"] if f"-o{self.order:010}" in (one["adminnote"] or ""))
        page = self.person()
        go(page, f"orders/{self.order}", f"Order {self.order}")
        links = {link.inner_text().split("\n")[0]: link for link in page.locator("main a[target]").all()}
        crm = self.world.crm_url
        wanted = {
            "Open in WooCommerce": f"{self.world.store_url}/wp-admin/admin.php?page=wc-orders&action=edit&id={self.order}",
            f"invoice {invoice['number']}": f"{crm}/admin/invoices/list_invoices/{invoice['id']}",
            f"Client {invoice['clientid']}": f"{crm}/admin/clients/client/{invoice['clientid']}",
        }
        for text, address in wanted.items():
            link = next((link for said, link in links.items() if said.startswith(text)), None)
            self.assertIsNotNone(link, f"{text}: {list(links)}")
            self.assertEqual(link.get_attribute("href"), address)

    def test_what_leads_elsewhere_opens_a_tab_that_knows_nothing_of_this_one(self):
        page = self.person()
        seen = 0
        for screen, title in ((f"orders/{self.order}", f"Order {self.order}"), ("parked", "Parked"), ("customers", "Customers")):
            go(page, screen, title)
            for link in page.locator("main a:not([href^='#'])").all():
                self.assertEqual(link.get_attribute("target"), "_blank")
                self.assertIn("noopener", link.get_attribute("rel").split())
                seen += 1
        self.assertGreater(seen, 3)
        go(page, f"orders/{self.order}", f"Order {self.order}")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name=re.compile("^Open in WooCommerce")).click()
        self.assertIsNone(opened.value.evaluate("window.opener"))
        opened.value.close()
        expect(page.get_by_role("heading", level=1, name=f"Order {self.order}")).to_be_visible()

    def test_the_report_that_is_copied_holds_every_finding_and_nothing_secret_or_personal(self):
        page = self.person()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        bearers = []
        page.on("request", lambda request: bearers.append(request.headers.get("authorization")))
        go(page, "diagnostics")
        page.get_by_role("button", name="Copy report").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        self.assertIn(f"store {STORE_ID}", copied)
        found = page.locator(".findings .text").all_inner_texts()
        self.assertGreater(len(found), 8)
        for finding in found:
            self.assertIn(finding.lower(), copied.lower())
        for secret in self.secrets() | {bearer.split()[1] for bearer in bearers if bearer}:
            self.assertNotIn(secret, copied)
        self.assertNotIn("@", copied)
        for name in self.names():
            self.assertNotIn(name.lower(), copied.lower())

    def secrets(self) -> set[str]:
        return {KEY, KEY_SECRET, TOKEN, self.world.secret}

    def names(self) -> set[str]:
        """What the shop's customers and Perfex's clients are called."""
        people = call("GET", f"{self.world.store_url}/_sim/customers")
        clients = call("GET", f"{self.world.crm_url}/_sim/state")["clients"]
        names = {f"{person['first_name']} {person['last_name']}".strip() for person in people} | {client["company"] for client in clients}
        return names - {""}


if __name__ == "__main__":
    unittest.main()
