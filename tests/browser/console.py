"""The console over a store whose recorded deliveries were played, for every test of it."""

import atexit
import contextlib
import functools
import json
import os
import unittest

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import pictures
from tests.browser.page import chromium, signed_in
from tests.demo.taxes import perfex_taxes
from tests.demo.world import FOLDER, ROOT, World, call, settings_toml
from tests.local.test_webhook import free_port

DATA = ROOT / "tests" / "fixtures" / "woocommerce"
# This rate of the recorded store is left out of the settings at first: 7 %.
UNMAPPED, MAPPED_TO = "2", "MwSt. 7%|7.00"


@functools.cache
def opened() -> tuple[World, Browser]:
    """The world and the browser. They start once and end with the process."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    ports = {name: int(os.environ.get(name) or free_port()) for name in ("AWS_PORT", "STORE_PORT", "CRM_PORT")}
    world = stack.enter_context(World("themesic-3", DATA, "test-secret-woo-9099", os.environ.get("PROFILE") or "local", ports))
    push_without_a_tax(world)
    call("POST", f"{world.store_url}/_sim/replay", {})
    world.wait_until_quiet()
    browser = chromium(stack.enter_context(sync_playwright()))
    stack.callback(browser.close)
    return world, browser


def push_without_a_tax(world: World) -> None:
    taxes = perfex_taxes(json.loads((DATA / "rest" / "taxes.body").read_bytes()))
    del taxes[UNMAPPED]
    file = FOLDER / "without-a-tax.toml"
    file.write_text(settings_toml(world, taxes))
    world.woosync(["settings", "push", str(file), "--table", world.outputs["TableName"], "--queue", world.outputs["QueueUrl"]])


class ConsoleCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world, cls.browser = opened()
        cls.orders = call("GET", f"{cls.world.store_url}/_sim/orders")

    def person(self, name: str = "demo", **more) -> Page:
        page = signed_in(self.browser, self.world, name, **more)
        self.addCleanup(self.nothing_went_wrong, page)
        return page

    def nothing_went_wrong(self, page: Page) -> None:
        page.context.close()
        # The browser itself writes a line for each answer that is an error; those are wanted here.
        self.assertEqual([text for text in page.trouble if "Failed to load resource" not in text], [])

    def api(self, page: Page, path: str):
        """Asks the API as the page does, with its token."""
        return page.evaluate("path => import('./api.js').then((api) => api.call(path))", f"/{path}")

    def pictured(self, page: Page, name: str) -> None:
        """Pictures of a state that does not last."""
        self.assertEqual(pictures.take_as_it_is(page, name), [])
