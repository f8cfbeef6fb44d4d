"""What the page asks for, of whom, and how much of it."""

import base64
import hashlib
import json
import unittest
import urllib.parse

from playwright.sync_api import Request, expect

from tests.browser.console import ConsoleCase
from tests.browser.page import go, open_page, sign_in
from tests.browser.pictures import SCREENS

MOST_BYTES = 150_000


class Wire(ConsoleCase):
    """A person signs in and looks at every screen, once for all tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = open_page(cls.browser)
        cls.addClassCleanup(cls.page.context.close)
        cls.requests: list[Request] = []
        cls.page.on("request", lambda request: cls.requests.append(request))
        cls.bytes = count_bytes(cls.page)
        sign_in(cls.page, cls.world, "demo")
        expect(cls.page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
        for screen, title in SCREENS.items():
            go(cls.page, screen, title)
        cls.console = cls.world.outputs["ConsoleUrl"]
        cls.token_request = next(request for request in cls.requests if request.url.endswith("/oauth2/token"))

    def test_the_page_and_all_it_loads_is_small(self):
        folder = self.console.rsplit("/", 1)[0] + "/"
        files = {url: size for url, size in self.bytes.items() if url.startswith(folder) and "?" not in url}
        self.assertIn(f"{folder}vendor/uplot.js", files)
        self.assertLess(sum(files.values()), MOST_BYTES, files)

    def test_nobody_else_is_asked_for_anything(self):
        asked = {origin(request.url) for request in self.requests}
        self.assertEqual(asked, {origin(self.console), self.world.aws_url})

    def test_the_sign_in_proves_that_the_one_who_asks_is_the_one_who_began(self):
        begun = next(request.url for request in self.requests if "/oauth2/authorize?" in request.url)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begun).query))
        given = dict(urllib.parse.parse_qsl(self.token_request.post_data))
        self.assertEqual(asked["code_challenge_method"], "S256")
        self.assertGreaterEqual(len(given["code_verifier"]), 43)
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        self.assertEqual(asked["code_challenge"], base64.urlsafe_b64encode(digest).decode().rstrip("="))
        self.assertNotIn(given["code_verifier"], begun)

    def test_the_tokens_are_kept_nowhere_and_stand_in_no_address(self):
        answer = self.token_request.response().json()
        tokens = [value for name, value in answer.items() if name.endswith("_token")]
        self.assertGreaterEqual(len(tokens), 2)
        storage = self.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
        kept = storage + json.dumps(self.page.context.cookies(self.console)) + "".join(request.url for request in self.requests)
        for token in tokens:
            self.assertNotIn(token, kept)
        self.assertEqual(self.page.context.cookies(self.console), [])


def count_bytes(page) -> dict[str, int]:
    """What comes over the wire, heads and all, by address; most where it comes twice."""
    urls, sizes = {}, {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda told: urls.update({told["requestId"]: told["response"]["url"]}))

    def ended(told: dict) -> None:
        url = urls.get(told["requestId"], "")
        sizes[url] = max(sizes.get(url, 0), int(told["encodedDataLength"]))

    session.on("Network.loadingFinished", ended)
    return sizes


def origin(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


if __name__ == "__main__":
    unittest.main()
