"""The figures that are published keep what is promised, and a promise can be broken."""

import copy
import json
import unittest

from tests.bench import cost
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
        # What an order costs is counted, which is the same in any build.
        for part in PROMISES.keys() - {"cost"}:
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

    def test_a_call_more_and_a_dearer_order_are_noticed(self):
        found = copy.deepcopy(recorded("cost")["found"])
        found["per_order"]["perfex_calls"] += 1
        found["per_order"]["store_calls"] += 1
        found["per_order"]["write_units"] *= 2
        self.assertEqual([promise.kept for promise in PROMISES["cost"](found)], [False] * 3)


class Figures(unittest.TestCase):
    def test_the_readme_has_the_consumers_last_ones(self):
        readme, found = (ROOT / "README.md").read_text(), recorded("consumer")["found"]["at_once"]
        self.assertIn(f"| {found['orders_a_second']:.0f}; {found['unchanged_a_second']:.0f} where nothing changed |", readme)
        self.assertIn(f"| {found['cpu_us_an_order'] / 1000:.1f} ms; {found['cpu_us_an_order_in_three_deliveries'] / 1000:.1f} ms where", readme)
        self.assertIn(f"| {found['cpu_us_an_unchanged_order'] / 1000:.1f} ms |", readme)
        self.assertIn(f"| {found['peak_kib'] / 1024:.1f} MiB |", readme)

    def test_the_tables_of_an_order_show_both_sides_each_operation_and_the_sum(self):
        found = recorded("cost")["found"]
        told, one = cost.tables(found), found["per_order"]
        self.assertIn(f"| three deliveries: Perfex | {one['perfex_calls']:g} | {one['perfex_bytes_out']:,.0f} | {one['perfex_bytes_back']:,.0f} |", told)
        self.assertIn(f"| queue: sends | {one['queue_sends']:g} | ", told)
        self.assertIn(f"| table: write units | {one['write_units']:g} | ", told)
        # Nothing is counted that is not shown.
        self.assertLessEqual({*one}, {*cost.OPERATIONS.values(), *(f"{side}_{what}" for side in cost.SIDES.values() for what in cost.OF_A_SIDE)})
        self.assertEqual(told.count("**sum**"), 2)


if __name__ == "__main__":
    unittest.main()
