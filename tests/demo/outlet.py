"""A second shop with the same recordings, which tells nobody of what happens in it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.demo.world import FOLDER, KEY, KEY_SECRET, World
from tests.local.test_webhook import free_port

OUTLET = "outlet"


@contextmanager
def opened(world: World) -> Iterator[str]:
    """Gives its address; it ends with the context."""
    url = f"http://127.0.0.1:{free_port()}"
    with (FOLDER / "outlet.log").open("wb") as log:
        command = [world.tool("sim-woocommerce"), "--listen", url.split("//")[1], "--data", str(world.data), "--key", KEY, "--secret", KEY_SECRET,
                   "--webhook-secret", "of-no-use", "--deliver-to", world.webhook_url]
        shop = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        world.wait_for(f"{url}/_sim/orders", OUTLET)
        yield url
    finally:
        shop.kill()
        shop.wait()


def store_toml(name: str, index: int, url: str, go_live: str = "2020-01-01") -> str:
    """A store's part of the settings."""
    return f'[stores.{name}]\nindex = {index}\nurl = "{url}"\nnumber_offset = {index}00000\ngo_live = "{go_live}"\n'
