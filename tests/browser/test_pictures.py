"""Every screen as it looks."""

import contextlib
import unittest

from tests.browser import pictures
from tests.browser.console import ConsoleCase
from tests.browser.page import go
from tests.demo import watchdog
from tests.demo.world import STORE_ID, World
from tests.local.deploy import client


@contextlib.contextmanager
def webhooks_that_were_looked_at(world: World):
    """The store's webhooks as they should be, and one look of delta-sync. They deliver to an address
    that is none on this machine, so they go again."""
    function = client("lambda", world.aws_url).get_function_configuration(FunctionName=world.outputs["DeltaFunctionName"])
    url = function["Environment"]["Variables"]["WEBHOOK_URL"] + STORE_ID
    made = [watchdog.store(world, "POST", "webhooks", {"topic": topic, "delivery_url": url}) for topic in watchdog.TOPICS]
    client("lambda", world.aws_url).invoke(FunctionName=world.outputs["DeltaFunctionName"], Payload=b"{}")
    world.wait_until_quiet()
    try:
        yield
    finally:
        for hook in made:
            watchdog.store(world, "DELETE", f"webhooks/{hook['id']}?force=true")


class Pictures(ConsoleCase):
    def test_every_screen_looks_right_and_the_checker_finds_nothing_serious(self):
        done = next(order for order in self.orders if order["status"] == "completed")
        self.enterContext(webhooks_that_were_looked_at(self.world))
        outputs = self.world.outputs
        begin = ["full-sync", "--function", outputs["FullSyncFunctionName"], "--store", STORE_ID, "--watch", "--table", outputs["TableName"]]
        self.world.woosync(begin)
        page = self.person()
        run = self.api(page, f"stores/{STORE_ID}/runs")["runs"][0]["run"]
        go(page, "customers")
        address = page.locator("td[data-label=Customer] a").first.get_attribute("href")
        buyer = address.rsplit("/", 1)[1]
        problems = pictures.take_all(self.browser, self.world, {
            "order": (f"orders/{done['id']}", "All orders"), "customer": (f"customers/{buyer}", "All customers"), "run": (f"full-sync/{run}", "All full syncs"),
        })
        self.assertEqual(problems, [])


if __name__ == "__main__":
    unittest.main()
