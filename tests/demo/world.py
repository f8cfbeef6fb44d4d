"""Everything that runs during a demonstration: the stand-in, both simulators, the stack."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.demo.taxes import perfex_taxes
from tests.local import users
from tests.local.binaries import find
from tests.local.deploy import deploy
from tests.local.ports import require_free
from tests.local.standin import CREDENTIALS, REGION, Standin

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "demo"
STORE_ID = "main"
TOKEN = "demo-token"
KEY, KEY_SECRET = "ck_demo_0123456789", "cs_demo_0123456789"
CURRENCIES = {"USD": 1, "EUR": 2, "JPY": 3, "KWD": 4}
NUMBER_OFFSET = 100_000
QUIET_SECONDS = 240
# Who may sign in on the console here: by name, the password and the group.
PEOPLE = {"demo": ("Demo-Password-1", "operate"), "viewer": ("Viewer-Password-1", "look"), "nobody": ("Nobody-Password-1", None)}
# Outputs of the stack that commands take, under the names of the environment variables for them.
OUTPUTS = {
    "TABLE_NAME": "TableName",
    "QUEUE_URL": "QueueUrl",
    "BACKFILL_URL": "BackfillUrl",
    "DLQ_URL": "DlqUrl",
    "STORE_KEYS_ARN": "StoreKeysArn",
    "WEBHOOK_SECRETS_ARN": "WebhookSecretsArn",
    "CRM_TOKEN_ARN": "CrmTokenArn",
    "WEBHOOK_FUNCTION_NAME": "WebhookFunctionName",
    "CONSUMER_FUNCTION_NAME": "ConsumerFunctionName",
    "DELTA_FUNCTION_NAME": "DeltaFunctionName",
    "FULL_SYNC_FUNCTION_NAME": "FullSyncFunctionName",
    "CONSOLE_FUNCTION_NAME": "ConsoleFunctionName",
}


def tools_profile(profile: str) -> str:
    """The profile of the simulators and the command: what is built for tests is not built twice."""
    return "dev" if profile == "dev" else "local"


class WorldFailed(Exception):
    """Something did not start or did not end. The text says what, and where its log is."""


class World:
    """One play's world. Use it as a context: it stops whatever it started."""

    def __init__(self, flavour: str, data: Path, secret: str, profile: str, ports: dict[str, int],
                 parameters: dict[str, str] | None = None, configured: bool = True):
        self.flavour, self.data, self.secret, self.profile = flavour, data, secret, profile
        self.aws_port, self.store_port, self.crm_port = ports["AWS_PORT"], ports["STORE_PORT"], ports["CRM_PORT"]
        self.store_url = f"http://127.0.0.1:{self.store_port}"
        self.crm_url = f"http://127.0.0.1:{self.crm_port}"
        self.parameters, self.configured = parameters, configured
        self.outputs: dict[str, str] = {}
        # Where the functions find the store and the CRM.
        self._reached = (self.store_url, self.crm_url)
        self._standin: Standin | None = None
        self._children: list[subprocess.Popen] = []

    def __enter__(self) -> "World":
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        for child in self._children:
            child.kill()
            child.wait()
        if self._standin:
            self._standin.stop()

    def _start(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        require_free(self.store_port, "the simulated store", "STORE_PORT")
        require_free(self.crm_port, "the simulated CRM", "CRM_PORT")
        self._standin = Standin(self.aws_port, FOLDER).start()
        self.aws_url = self._standin.url
        self.outputs = deploy(ROOT, self._standin.url, self.profile, self.parameters)
        self.webhook_url = self.outputs["WebhookUrl"].replace("{store}", STORE_ID)
        self._run("sim-crm", ["--listen", f"127.0.0.1:{self.crm_port}", "--flavour", self.flavour, "--token", TOKEN])
        self._run(
            "sim-woocommerce",
            ["--listen", f"127.0.0.1:{self.store_port}", "--data", str(self.data), "--key", KEY, "--secret", KEY_SECRET,
             "--webhook-secret", self.secret, "--deliver-to", self.webhook_url],
        )
        self.wait_for(f"{self.crm_url}/_sim/calls", "sim-crm")
        self.wait_for(f"{self.store_url}/_sim/orders", "sim-woocommerce")
        if self.configured:
            self._configure()

    def _run(self, name: str, arguments: list[str]) -> None:
        with (FOLDER / f"{name}.log").open("wb") as log:
            binary = self.tool(name)
            self._children.append(subprocess.Popen([binary, *arguments], stdout=log, stderr=subprocess.STDOUT))

    def tool(self, name: str) -> Path:
        return find(ROOT, tools_profile(self.profile), name)

    def wait_for(self, url: str, name: str) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(url, timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise WorldFailed(f"{name} did not start: see {FOLDER / f'{name}.log'}")

    def _configure(self) -> None:
        """Pushes secrets and settings with the operator's command, as a shop owner does."""
        taxes_file = self.data / "rest" / "taxes.body"
        taxes = perfex_taxes(json.loads(taxes_file.read_bytes())) if taxes_file.exists() else {}
        split = [tax.rsplit("|", 1) for tax in dict.fromkeys(taxes.values())]
        call("POST", f"{self.crm_url}/_sim/seed", {"taxes": [{"name": name, "taxrate": rate} for name, rate in split]})
        settings = FOLDER / "woosync.toml"
        settings.write_text(settings_toml(self, taxes))
        outputs, store = self.outputs, ["--store", STORE_ID]
        self.woosync(["secrets", "set-webhook", "--secret-id", outputs["WebhookSecretsArn"], *store], self.secret)
        self.woosync(["secrets", "set-store", "--secret-id", outputs["StoreKeysArn"], *store], f"{KEY}\n{KEY_SECRET}")
        self.woosync(["secrets", "set-crm", "--secret-id", outputs["CrmTokenArn"]], TOKEN)
        for name, (password, group) in PEOPLE.items():
            users.make(self.aws_url, outputs["UserPoolId"], name, password, group)
        self.woosync(["settings", "push", str(settings), "--table", outputs["TableName"], "--queue", outputs["QueueUrl"]])

    def reach(self, store_url: str, crm_url: str) -> None:
        """From now on the functions find the store and the CRM there."""
        path = FOLDER / "woosync.toml"
        lines = [f"url = {json.dumps(crm_url)}" if line == f"url = {json.dumps(self._reached[1])}" else line for line in path.read_text().splitlines()]
        lines = [f"url = {json.dumps(store_url)}" if line == f"url = {json.dumps(self._reached[0])}" else line for line in lines]
        path.write_text("\n".join(lines) + "\n")
        self._reached = (store_url, crm_url)
        self.woosync(["settings", "push", str(path), "--table", self.outputs["TableName"], "--queue", self.outputs["QueueUrl"]])

    def push(self, settings: str) -> None:
        """Puts settings in force by the command."""
        file = FOLDER / "pushed.toml"
        file.write_text(settings)
        self.woosync(["settings", "push", str(file), "--table", self.outputs["TableName"], "--queue", self.outputs["QueueUrl"]])

    def woosync(self, arguments: list[str], given: str = "") -> str:
        """Runs the operator's command and gives what it prints."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")} | CREDENTIALS
        environment |= {"AWS_ENDPOINT_URL": self._standin.url, "AWS_REGION": REGION}
        command = [self.tool("woosync"), *arguments]
        done = subprocess.run(command, input=given, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise WorldFailed(f"woosync {' '.join(arguments[:2])}: {done.stderr.strip()}")
        return done.stdout

    def outcomes(self, orders: list[int]) -> dict[int, dict]:
        """What WooSync recorded of each order."""
        ids = "\n".join(str(order) for order in orders)
        arguments = ["orders", "outcome", "--table", self.outputs["TableName"], "--store", STORE_ID]
        lines = [json.loads(line) for line in self.woosync(arguments, ids).splitlines()]
        return {line["order"]: line for line in lines}

    def wait_until_quiet(self) -> None:
        """Waits until the queue is empty and no function is at work."""
        deadline = time.monotonic() + QUIET_SECONDS
        quiet = 0
        while time.monotonic() < deadline:
            waiting = self._waiting()
            quiet = quiet + 1 if waiting == 0 else 0
            if quiet >= 4:
                return
            time.sleep(0.25)
        raise WorldFailed(f"after {QUIET_SECONDS} s the queue still holds {self._waiting()} messages: see {self._standin.log}")

    def _waiting(self) -> int:
        return sum(len(messages) for name, messages in self.queues().items() if "dlq" not in name)

    @property
    def standin_pid(self) -> int:
        return self._standin.pid

    def poison(self) -> int:
        return sum(len(messages) for name, messages in self.queues().items() if "dlq" in name)

    def queues(self) -> dict[str, list]:
        """The messages of each queue, by its URL."""
        regions = [region for account in self._standin.messages()["messages"].values() for region in account.values()]
        return {url: messages for region in regions for url, messages in region.items()}

    def write_urls(self) -> Path:
        urls = {
            "WEBHOOK_URL": self.webhook_url,
            "STORE_URL": self.store_url,
            "CRM_URL": self.crm_url,
            "AWS_ENDPOINT_URL": self._standin.url,
            "STORE_ID": STORE_ID,
            "CONSOLE_URL": self.outputs["ConsoleUrl"],
            "AWS_REGION": REGION,
            **CREDENTIALS,
            **{name: self.outputs[output] for name, output in OUTPUTS.items()},
        }
        file = FOLDER / "urls.env"
        file.write_text("".join(f"{name}={value}\n" for name, value in urls.items()))
        return file


def settings_toml(world: World, taxes: dict[str, str]) -> str:
    quoted = json.dumps  # TOML's basic strings are JSON's.
    lines = [
        "version = 1",
        "[perfex]",
        f"url = {quoted(world.crm_url)}",
        f"flavour = {quoted(world.flavour)}",
        "client_marker_field = 3",
        'default_payment_mode = "1"',
        "[perfex.currencies]",
        *(f"{code} = {number}" for code, number in CURRENCIES.items()),
        f"[stores.{STORE_ID}]",
        "index = 1",
        f"url = {quoted(world.store_url)}",
        f"number_offset = {NUMBER_OFFSET}",
        'go_live = "2020-01-01"',
        f"[stores.{STORE_ID}.taxes]",
        *(f"{rate} = {quoted(tax, ensure_ascii=False)}" for rate, tax in taxes.items()),
    ]
    return "\n".join(lines) + "\n"


def call(method: str, url: str, body: dict | None = None, timeout: float = 300):
    """One JSON call to a simulator."""
    request = urllib.request.Request(url, method=method, headers={"Content-Type": "application/json"})
    data = json.dumps(body or {}).encode() if method != "GET" else None
    with urllib.request.urlopen(request, data, timeout=timeout) as answer:
        text = answer.read()
    return json.loads(text) if text.strip() else None
