"""Every screen at both widths, light and dark, and an accessibility checker over each."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.page import NARROW, WIDE, go, open_page, settled, signed_in
from tests.demo.world import ROOT, STORE_ID, World

FOLDER = ROOT / "target" / "browser"
SCREENS = {
    "overview": "Overview", "full-sync": "Full sync", "orders": "Orders", "parked": "Parked", "customers": "Customers", "revenue": "Revenue",
    "pipeline": "Pipeline", "settings": "Settings", "diagnostics": "Diagnostics",
}
SIZES = {"375": NARROW, "1280": WIDE}
SCHEMES = ("light", "dark")
SERIOUS = {"serious", "critical"}


def take_all(browser: Browser, world: World, details: dict[str, tuple[str, str]]) -> list[str]:
    """Takes them all, `details` too: by name the address, and the link back that stands there. Gives
    what is wrong: what the checker finds, and pages wider than the screen."""
    problems = []
    for width, size in SIZES.items():
        for scheme in SCHEMES:
            welcome = open_page(browser, size, scheme)
            welcome.goto(world.outputs["ConsoleUrl"])
            welcome.get_by_role("button", name="Sign in").wait_for()
            problems += take(welcome, "sign-in", width, scheme)
            welcome.context.close()
            page = signed_in(browser, world, size=size, scheme=scheme)
            for screen, title in SCREENS.items():
                go(page, screen, title)
                problems += take(page, screen, width, scheme)
            for name, (address, back) in details.items():
                page.evaluate("hash => { location.hash = hash }", f"#/{STORE_ID}/{address}")
                page.get_by_role("link", name=back).wait_for()
                settled(page)
                problems += take(page, name, width, scheme)
            problems += [f"{width} {scheme}: {text}" for text in page.trouble]
            page.context.close()
    return problems


def take_as_it_is(page: Page, name: str) -> list[str]:
    """Takes what a page shows now, at both widths, light and dark. Gives what is wrong."""
    before, problems = page.viewport_size, []
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            problems += take(page, name, width, scheme)
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="light")
    return problems


def take(page: Page, name: str, width: str, scheme: str) -> list[str]:
    FOLDER.mkdir(parents=True, exist_ok=True)
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
