"""The console over a store whose recorded deliveries were played, for every test of it."""

import atexit
import contextlib
import functools
import json
import os
import unittest

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import pictures
from tests.browser.page import chromium, go, signed_in
from tests.demo.outlet import OUTLET
from tests.demo.taxes import perfex_taxes
from tests.demo.world import KEY, KEY_SECRET, ROOT, STORE_ID, World, call, settings_toml
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
    # Of a second store, which the settings do not name at first. Before the functions start: they read the keys again once a minute at most.
    world.woosync(["secrets", "set-store", "--secret-id", world.outputs["StoreKeysArn"], "--store", OUTLET], f"{KEY}\n{KEY_SECRET}")
    call("POST", f"{world.store_url}/_sim/replay", {})
    world.wait_until_quiet()
    browser = chromium(stack.enter_context(sync_playwright()))
    stack.callback(browser.close)
    return world, browser


@functools.cache
def waiting_person(name: str) -> Page:
    world, browser = opened()
    return signed_in(browser, world, name)


def push_without_a_tax(world: World) -> None:
    taxes = perfex_taxes(json.loads((DATA / "rest" / "taxes.body").read_bytes()))
    del taxes[UNMAPPED]
    world.push(settings_toml(world, taxes))


class ConsoleCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world, cls.browser = opened()
        cls.orders = call("GET", f"{cls.world.store_url}/_sim/orders")

    def person(self, name: str = "demo", fresh: bool = False, **more) -> Page:
        """A person who has signed in. Who is nothing special is the same person on the same page in every
        test, since a sign-in takes seconds; what is done to the page itself needs a `fresh` one."""
        if fresh or more:
            page = signed_in(self.browser, self.world, name, **more)
            self.addCleanup(page.context.close)
        else:
            page = waiting_person(name)
            # Away from where the test before was, so that nothing of it is shown still.
            page.evaluate("location.hash = '#/nowhere'")
            go(page, "overview")
        page.trouble.clear()
        self.addCleanup(self.nothing_went_wrong, page)
        return page

    def nothing_went_wrong(self, page: Page) -> None:
        # The browser itself writes a line for each answer that is an error; those are wanted here.
        self.assertEqual([text for text in page.trouble if "Failed to load resource" not in text], [])

    def api(self, page: Page, path: str):
        """Asks the API as the page does, with its token."""
        return page.evaluate("path => import('./api.js').then((api) => api.call(path))", f"/{path}")

    @classmethod
    def made(cls, like: int, count: int = 1, deliver: bool = True, **fields) -> list[int]:
        """New orders of the store by their ids, once WooSync is through with what it was told of them."""
        body = {"like": like, "deliver": False, "set": fields}
        orders = [call("POST", f"{cls.world.store_url}/_sim/create", body)["id"] for _ in range(count)]
        if deliver:
            cls.deliver()
            cls.world.wait_until_quiet()
        return orders

    @classmethod
    def deliver(cls) -> None:
        """Has the store tell what it has not told yet."""
        call("POST", f"{cls.world.store_url}/_sim/deliver-queued", {})

    @classmethod
    def edit(cls, order: int, **fields) -> None:
        """Changes an order of which the store tells nobody."""
        call("POST", f"{cls.world.store_url}/_sim/edit", {"order": order, "deliver": False, "set": fields})

    @classmethod
    def push(cls, settings: str) -> None:
        """Puts settings in force as someone does who is not at the page."""
        cls.world.push(settings)

    @classmethod
    def ledger(cls) -> list[dict[str, str]]:
        """The ledger as the command prints it: by day and currency."""
        printed = cls.world.woosync(["ledger", "show", "--table", cls.world.outputs["TableName"], "--store", STORE_ID])
        lines = [line.split() for line in printed.splitlines()]
        rows = [dict(zip(lines[0], line)) for line in lines[1:]]
        return [row for row in rows if row["day"] != "total"]

    def pictured(self, page: Page, name: str) -> None:
        """Pictures of a state that does not last."""
        self.assertEqual(pictures.take_as_it_is(page, name), [])
