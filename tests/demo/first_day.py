"""A new user's first day, as README has it: connect, a first order, what waits for a person, a dead letter, a full sync.

What goes wrong on the way is part of it: each mistake is told in words that say what to do, and nothing is kept of it.
"""

import json
import os
import shutil
import subprocess
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.demo import hands, terminal
from tests.demo.taxes import perfex_taxes
from tests.demo.world import CURRENCIES, FOLDER, KEY, KEY_SECRET, OUTPUTS, STORE_ID, TOKEN, World, call
from tests.local.deploy import client
from tests.local.standin import CREDENTIALS, REGION

# An order with 19 % tax, which the simulated Perfex does not know at first.
TAXED = 231


@dataclass
class Person:
    """Who types `woosync` commands, with the stack's outputs in the environment."""

    world: World
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = FOLDER / "first-day"
        shutil.rmtree(self.desk, ignore_errors=True)
        self.desk.mkdir(parents=True)
        self.settings = self.desk / "woosync.toml"

    def types(self, *words: str, says: str = "", fails: bool = False, **answers: str) -> str:
        """Runs a command, and notes if it does not end or speak as it should."""
        world = self.world
        given = {"WOOSYNC_STORE_URL": world.store_url, "WOOSYNC_STORE_KEY": KEY, "WOOSYNC_STORE_SECRET": KEY_SECRET,
                 "WOOSYNC_CRM_URL": world.crm_url, "WOOSYNC_CRM_TOKEN": TOKEN}
        done = subprocess.run([world.tool("woosync"), *words], cwd=self.desk, env=self.environment() | given | answers,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return self.said(words, done.returncode, done.stdout + done.stderr, says, fails)

    def is_asked(self, *words: str, answers: dict[str, str], says: str, fails: bool = False, **given: str) -> str:
        """Runs a command at a terminal, where it asks for what is not given."""
        command = [str(self.world.tool("woosync")), *words]
        code, shown = terminal.converse(command, self.desk, self.environment() | given, answers)
        return self.said(words, code, shown, says, fails)

    def environment(self) -> dict[str, str]:
        world, outputs = self.world, self.world.outputs
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environment |= CREDENTIALS | {"AWS_ENDPOINT_URL": world.aws_url, "AWS_REGION": REGION, "WEBHOOK_URL": outputs["WebhookUrl"]}
        return environment | {name: outputs[output] for name, output in OUTPUTS.items()}

    def said(self, words: tuple[str, ...], code: int, said: str, says: str, fails: bool) -> str:
        if bool(code) != fails or says not in said:
            self.problems.append(f"first day: `woosync {' '.join(words)}` ended with {code} and did not say {says!r}: {said.strip()}")
        return said

    def fills_in(self, proposed: str, text: str) -> None:
        """Replaces a line of the proposed settings."""
        before = self.settings.read_text()
        if proposed not in before:
            self.problems.append(f"first day: the proposed settings have no {proposed!r}")
        self.settings.write_text(before.replace(proposed, text))

    def decides_the_rest(self) -> None:
        """Leaves what is still open as it is: those lines are taken away."""
        lines = self.settings.read_text().splitlines(keepends=True)
        self.settings.write_text("".join(line for line in lines if not line.startswith("# ?")))

    def expects(self, what: str, is_so: bool) -> None:
        if not is_so:
            self.problems.append(f"first day: not so: {what}")


def run(world: World, say) -> list[str]:
    """Gives what did not go as a new user would expect. Nothing may be configured before."""
    say("a new user's first day")
    person = Person(world)
    mistakes(person)
    connected(person)
    first_orders(person)
    redriven(person)
    full_sync(person)
    print(f"first day: {len(person.problems)} problems")
    return person.problems


def mistakes(person: Person) -> None:
    world = person.world
    person.types("connect", says="Consumer secret is invalid", fails=True, WOOSYNC_STORE_SECRET="cs_wrong")
    # With plain permalinks every address is the home page.
    with trouble(world.store_url, "html"):
        person.types("connect", says="its permalinks are not plain", fails=True)
    person.types("connect", says="Perfex does not accept the token", fails=True, WOOSYNC_CRM_TOKEN="wrong")
    with trouble(world.crm_url, "down"):
        person.types("connect", says="Perfex is not available", fails=True)
    nobody_approves(person)
    secrets = client("secretsmanager", world.aws_url)
    for output in ("StoreKeysArn", "CrmTokenArn", "WebhookSecretsArn"):
        kept = secrets.get_secret_value(SecretId=world.outputs[output])["SecretString"]
        person.expects(f"nothing is kept in {output}", kept == "{}")
    person.expects("no settings are proposed", not person.settings.exists())


def nobody_approves(person: Person) -> None:
    """The store's own page is opened where a person sits before a browser, and no key comes."""
    browser, opened = person.desk / "xdg-open", person.desk / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    where = {"DISPLAY": ":0", "PATH": f"{person.desk}:{os.environ['PATH']}", "WOOSYNC_STORE_URL": person.world.store_url}
    asked = ["connect", "--authorize", "--callback-url", "https://keys.example.test/", "--listen", "127.0.0.1:0", "--wait", "2"]
    shown = person.is_asked(*asked, answers={}, says="no key came in 2 s", fails=True, **where)
    page = opened.read_text().strip() if opened.exists() else ""
    person.expects("the page is opened, and stands on the terminal", page.startswith(f"{person.world.store_url}/wc-auth/v1/authorize?") and page in shown)


@contextmanager
def trouble(url: str, kind: str):
    call("POST", f"{url}/_sim/faults", {"kind": kind})
    try:
        yield
    finally:
        call("DELETE", f"{url}/_sim/faults")


def connected(person: Person) -> None:
    said = person.types("connect", says="7 made, 0 kept")
    person.expects("no secret is shown", KEY_SECRET not in said and TOKEN not in said)
    person.types("settings", "check", "woosync.toml", says="perfex.currencies: name at least one", fails=True)
    for code in ("EUR", "JPY", "KWD"):
        person.fills_in(f"# {code} = ID", f"{code} = {CURRENCIES[code]}")
    person.types("settings", "check", "woosync.toml", says="good, stores: main")
    person.decides_the_rest()
    at_the_terminal(person)
    person.types("doctor", says="a webhook is active for each of the seven topics")


def at_the_terminal(person: Person) -> None:
    """Who gives nothing is asked for everything; nothing is put in force without a yes, and no secret is shown."""
    world = person.world
    answers = {"The store's address: ": world.store_url, "(ck_…): ": KEY, "(cs_…): ": terminal.Unseen(KEY_SECRET),
               "Perfex's address: ": world.crm_url, "API token: ": terminal.Unseen(TOKEN)}
    asked = "Put these settings in force now? [y/N]: "
    for answer, says in (("", "woosync settings push"), ("y", "version 1")):
        shown = person.is_asked("connect", answers=answers | {asked: answer}, says=says)
        person.expects("the key is made where the terminal says", f"{world.store_url}/wp-admin/" in shown)
        person.expects("what was there is kept", "0 made, 7 kept" in shown)
        person.expects("no secret is shown at the terminal", KEY_SECRET not in shown and TOKEN not in shown)
    shown = person.is_asked("connect", answers=answers, says="in force already with these settings, version 1")
    person.expects("nobody is asked twice", asked not in shown)


def first_orders(person: Person) -> None:
    """One that is written at once, and one whose tax Perfex does not have yet. The store tells of both by
    the webhooks that were made."""
    world, rates = person.world, json.loads((person.world.data / "rest" / "taxes.body").read_bytes())
    order = {"status": "completed"}
    good = call("POST", f"{world.store_url}/_sim/create", {"like": hands.LIKE, "set": order})["id"]
    person.expects(f"order {good} is written", ends_as(world, good, "done"))
    waits = call("POST", f"{world.store_url}/_sim/create", {"like": TAXED, "set": order})["id"]
    person.expects(f"order {waits} waits for its tax", ends_as(world, waits, "parked"))
    person.types("parked", "list", "--store", STORE_ID, says="tax_not_mapped")
    person.types("parked", "show", "--store", STORE_ID, "--order", str(waits), says='add `1 = "NAME|RATE"` to the store\'s taxes')
    for rate, tax in perfex_taxes(rates).items():
        name, percent = tax.rsplit("|", 1)
        call("POST", f"{world.crm_url}/_sim/seed", {"taxes": [{"name": name, "taxrate": percent}]})
        if f"# {rate} = \"NAME|RATE\"" in person.settings.read_text():
            person.fills_in(f"# {rate} = \"NAME|RATE\"", f"{rate} = {json.dumps(tax, ensure_ascii=False)}")
    person.types("settings", "push", "woosync.toml", says="version 2")
    person.expects(f"order {waits} is written by itself once its tax is mapped", ends_as(world, waits, "done"))
    person.types("parked", "list", "--store", STORE_ID, says="nothing is parked")


def ends_as(world: World, order: int, outcome: str) -> bool:
    def ended() -> bool:
        return (world.outcomes([order]).get(order) or {}).get("outcome") == outcome

    hands.wait(ended)
    return ended()


def redriven(person: Person) -> None:
    """A change that made the program fail ten times, after the update that mends it: the runbook dead-letters."""
    world = person.world
    order, reason = hands.new_order(world), "it made the program fail ten times"
    client("sqs", world.aws_url).send_message(
        QueueUrl=world.outputs["DlqUrl"], MessageBody=hands.hint(order, int(time.time())), MessageGroupId=f"{STORE_ID}.order.{order}",
        MessageDeduplicationId=str(uuid.uuid4()), MessageAttributes={"reason": {"DataType": "String", "StringValue": reason}})
    person.types("dlq", "list", says=reason)
    person.types("dlq", "redrive", "--dlq", world.outputs["DlqUrl"], "--queue", world.outputs["QueueUrl"], says="sent again: 1")
    person.expects(f"order {order} is written once it is sent again", ends_as(world, order, "done"))
    person.types("dlq", "list", says="the dead-letter queue is empty")


def full_sync(person: Person) -> None:
    """What the shop has from before."""
    person.types("full-sync", "--watch", says="finished")
    person.world.wait_until_quiet()
    person.types("parked", "list", "--store", STORE_ID)
