"""What the server has counted since it began: rounds, entries, refusals, seconds; figures alone, nobody's name."""

import threading
from collections import Counter

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""A round is counted under every one of these that it was not longer than."""


class Tally:
    """Counters that any thread may add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._statuses: Counter[int] = Counter()
        self._refusals: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._duties: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._entries = 0
        self._seconds = 0.0

    def count_round(self, status: int, seconds: float, entries: int) -> None:
        """A round was answered with this status, and so many entries were stored or known already."""
        with self._lock:
            self._statuses[status] += 1
            self._entries += entries
            self._seconds += seconds
            self._buckets.update(bound for bound in SECONDS if seconds <= bound)

    def count_refusal(self, code: str) -> None:
        """A request or a batch was refused."""
        with self._lock:
            self._refusals[code] += 1

    def count_duty(self, name: str, *, is_done: bool) -> None:
        """A duty was done, or failed."""
        with self._lock:
            self._duties[is_done][name] += 1

    def lines(self) -> list[str]:
        """All of it in the text form of Prometheus."""
        with self._lock:
            rounds = sum(self._statuses.values())
            buckets = [(f'{{le="{bound}"}}', self._buckets[bound]) for bound in SECONDS] + [('{le="+Inf"}', rounds)]
            statuses = [(f'{{status="{status}"}}', count) for status, count in sorted(self._statuses.items())]
            refusals = [(f'{{code="{code}"}}', count) for code, count in sorted(self._refusals.items())]
            done, failed = (
                [(f'{{duty="{name}"}}', count) for name, count in sorted(self._duties[each].items())]
                for each in (True, False)
            )
            return [
                *family("xiangxun_rounds_total", "counter", "Questions of stations, by the status answered", statuses),
                *family("xiangxun_entries_total", "counter", "Journal entries received", [("", self._entries)]),
                *family("xiangxun_refusals_total", "counter", "Requests and batches refused, by reason", refusals),
                "# HELP xiangxun_round_seconds How long a question took",
                "# TYPE xiangxun_round_seconds histogram",
                *(f"xiangxun_round_seconds_bucket{labels} {count}" for labels, count in buckets),
                f"xiangxun_round_seconds_sum {self._seconds:.6f}",
                f"xiangxun_round_seconds_count {rounds}",
                *family("xiangxun_duties_failed_total", "counter", "Duties that failed, to be tried again", failed),
                *family("xiangxun_duties_done_total", "counter", "Duties done, each when something changed", done),
            ]


def family(name: str, kind: str, words: str, values: list[tuple[str, int]]) -> list[str]:
    """One figure in the text form of Prometheus; each value with its labels."""
    return [f"# HELP {name} {words}", f"# TYPE {name} {kind}", *(f"{name}{labels} {value}" for labels, value in values)]
