"""The figures that are published keep what is promised, and a promise can be broken."""

import copy
import json
import unittest

from tests.bench.promises import PROMISES
from tests.local.state import ROOT

RESULTS = ROOT / "tests" / "bench" / "results"


def recorded(part: str) -> dict:
    return json.loads((RESULTS / f"{part}.json").read_text())


class Promises(unittest.TestCase):
    def test_what_was_measured_last_keeps_every_promise(self):
        broken = [f"{part}: {promise}" for part, of in PROMISES.items() for promise in of(recorded(part)["found"]) if not promise.kept]
        self.assertEqual(broken, [])

    def test_it_was_measured_with_what_is_released(self):
        for part in PROMISES:
            self.assertEqual(recorded(part)["machine"]["profile"], "release", part)

    def test_a_slower_webhook_a_missed_order_and_a_slow_batch_are_noticed(self):
        def broken(part: str, found: dict) -> int:
            return sum(not promise.kept for promise in PROMISES[part](found))

        webhook = copy.deepcopy(recorded("webhook")["found"])
        for sample in webhook["warm"][next(iter(webhook["warm"]))]:
            sample["cpu_us"] *= 2
        self.assertEqual(broken("webhook", webhook), 2)
        pull = copy.deepcopy(recorded("pull")["found"])
        pull["churn"][next(iter(pull["churn"]))][0]["missed"] = 1
        self.assertEqual(broken("pull", pull), 1)
        consumer = copy.deepcopy(recorded("consumer")["found"])
        consumer["slow"]["ratio"] = 1.31
        self.assertEqual(broken("consumer", consumer), 1)


if __name__ == "__main__":
    unittest.main()
