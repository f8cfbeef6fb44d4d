"""Every screen at both widths, light and dark, and an accessibility checker over each."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.page import NARROW, WIDE, go, open_page, settled, signed_in
from tests.demo.world import ROOT, World

FOLDER = ROOT / "target" / "browser"
SCREENS = ["overview", "orders", "parked", "customers", "revenue", "pipeline", "settings", "diagnostics"]
SERIOUS = {"serious", "critical"}


def take_all(browser: Browser, world: World, order: int, buyer: str) -> list[str]:
    """Takes them all; gives what is wrong: what the checker finds, and pages wider than the screen."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = []
    for width, size in (("375", NARROW), ("1280", WIDE)):
        for scheme in ("light", "dark"):
            welcome = open_page(browser, size, scheme)
            welcome.goto(world.outputs["ConsoleUrl"])
            welcome.get_by_role("button", name="Sign in").wait_for()
            problems += take(welcome, "sign-in", width, scheme)
            welcome.context.close()
            page = signed_in(browser, world, size=size, scheme=scheme)
            for screen in SCREENS:
                go(page, screen)
                problems += take(page, screen, width, scheme)
            go(page, f"orders/{order}", f"Order {order}")
            problems += take(page, "order", width, scheme)
            page.evaluate("hash => { location.hash = hash }", f"#/main/customers/{buyer}")
            page.get_by_role("link", name="All customers").wait_for()
            settled(page)
            problems += take(page, "customer", width, scheme)
            problems += [f"{width} {scheme}: {text}" for text in page.trouble]
            page.context.close()
    return problems


def take(page: Page, name: str, width: str, scheme: str) -> list[str]:
    path: Path = FOLDER / f"{name}-{width}-{scheme}.png"
    page.screenshot(path=path, full_page=True)
    where = f"{name} at {width}, {scheme}"
    found = [
        f"{where}: {violation['id']}: {violation['nodes'][0]['html'][:200]} ({violation['nodes'][0].get('failureSummary', '')[:300]})"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in SERIOUS
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{where}: {wider} px wider than the screen"] if wider > 0 else [])
