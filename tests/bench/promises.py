"""What WooSync promises of itself, and whether what was measured keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from infra.guides import cost


@dataclass(frozen=True)
class Promise:
    what: str
    value: float
    limit: float
    least: bool = False

    @property
    def kept(self) -> bool:
        return self.value >= self.limit if self.least else self.value <= self.limit

    def __str__(self) -> str:
        return f"{'kept' if self.kept else 'BROKEN'}: {self.what}: {self.value:.4g}, at {'least' if self.least else 'most'} {self.limit:g}"


def middle(samples: list[dict], *fields: str) -> float:
    return median(sum(sample[field] for field in fields) for sample in samples)


def ratio(found: dict[str, list[dict]], one: str, other: str) -> float:
    """How much more processor time one takes than the other: the median of the rounds' ratios."""
    pairs = zip(found[one], found[other], strict=True)
    return median(ours["cpu_us"] / theirs["cpu_us"] for ours, theirs in pairs)


def of_webhook(found: dict) -> list[Promise]:
    warm, cold = found["warm"], found["cold"]
    ours, bare, *others = warm
    peer = min(others, key=lambda name: middle(warm[name], "cpu_us"))
    promises = [
        Promise("processor time beside a bare handler's", ratio(warm, ours, bare), 1.15),
        Promise(f"the best peer's processor time ({peer}) beside ours", ratio(warm, peer, ours), 5, least=True),
        Promise("start-up, ms", middle(warm[ours], "start_us") / 1000, 15),
        Promise("peak memory, MiB", middle(warm[ours], "peak_kib") / 1024, 12),
    ]
    # Where the processor cannot be shared out, it is a text that says so.
    if isinstance(cold, dict):
        promises.append(Promise("start and first delivery at 128 MB's share, ms", middle(cold[ours], "start_us", "first_us") / 1000, 60))
    return promises


def of_pull(found: dict) -> list[Promise]:
    quick, slow, churn = found["no_latency"], found["latency_400_ms"], found["churn"]
    ours = next(iter(quick))
    bare = next(name for name in quick if "socket" in name)
    return [
        Promise("time beside what latency and workers set", middle(slow[ours], "seconds") / found["limit_s"], 1.11),
        Promise("rate beside a bare socket's", middle(quick[ours], "orders_a_second") / middle(quick[bare], "orders_a_second"), 0.15, least=True),
        Promise("peak memory, MiB", max(sample["peak_kib"] for sample in quick[ours] + slow[ours] + churn[ours]) / 1024, 32),
        Promise("orders missed in churn", sum(sample["missed"] for sample in churn[ours]), 0),
    ]


def of_consumer(found: dict) -> list[Promise]:
    return [Promise("a batch of ten beside its slowest order alone", found["slow"]["ratio"], 1.3)]


def of_cost(found: dict) -> list[Promise]:
    one = found["per_order"]
    return [
        Promise("calls to Perfex for an order in three deliveries", one["perfex_calls"], 13),
        Promise("calls to the store for it: one a delivery", one["store_calls"], one["queue_sends"]),
        Promise("dollars for a million of them", float(cost.dollars(cost.of_a_million_orders(found))), 40),
    ]


PROMISES: dict[str, Callable[[dict], list[Promise]]] = {"webhook": of_webhook, "pull": of_pull, "consumer": of_consumer, "cost": of_cost}
