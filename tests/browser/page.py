"""A browser, and a person in it."""

import os
import shutil
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.demo.world import PEOPLE, STORE_ID, World

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 375, "height": 800}
# Where the person is: a zone that is not UTC, and is the simulated store's.
ZONE = "Europe/Berlin"


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def chromium(playwright: Playwright) -> Browser:
    # Without a sandbox, since CI runs as root; the pages are our own.
    return playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])


def open_page(browser: Browser, size: dict = WIDE, scheme: str = "light", zone: str = ZONE) -> Page:
    """A page of its own session. It keeps what the page said went wrong."""
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB", timezone_id=zone,
                                  reduced_motion="reduce", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("console", lambda message: message.type == "error" and page.trouble.append(message.text))
    page.on("dialog", lambda dialog: (page.trouble.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    return page


def sign_in(page: Page, world: World, name: str, password: str | None = None) -> None:
    """From the console's page through the sign-in of the user pool, and back."""
    page.goto(world.outputs["ConsoleUrl"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password or PEOPLE[name][0])
    page.get_by_role("button", name="Sign in").click()


def signed_in(browser: Browser, world: World, name: str = "demo", **more) -> Page:
    page = open_page(browser, **more)
    sign_in(page, world, name)
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
    return page


def go(page: Page, screen: str, title: str | None = None, store: str = STORE_ID) -> None:
    """To a screen, without a new load: the tokens would be gone."""
    page.evaluate("hash => { location.hash = hash }", f"#/{store}/{screen}")
    expect(page.get_by_role("heading", level=1, name=title or screen.capitalize())).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """Waits until nothing is loading."""
    expect(page.locator(".loading")).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def moment(text: str) -> datetime:
    """What stands on the page for a moment, to the minute. British people write Sept."""
    return datetime.strptime(text.replace("Sept", "Sep"), "%d %b %Y, %H:%M")


def in_zone(at: datetime, zone: str = ZONE) -> datetime:
    """The same moment as it should stand there."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


if __name__ == "__main__":
    # Before anything is built and started for it.
    if not chromium_path():
        sys.exit("Chromium is missing (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/it")
