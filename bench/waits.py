"""
Evaluate the order of calling and the estimate of waits on random days (``make waits``).

DAYS days per hall, on seeds not used for tuning; KEEP=1 writes docs/proof/waits.md and docs/proof/order.md.
The baselines use the best of their windows in hindsight, which favours them.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from statistics import fmean as mean
from statistics import median, quantiles
from typing import NamedTuple

from rig.history.random_days import MINUTE_MS, SHAPES, Day, HallShape, waiting
from waitingroom.state import CALLED, SERVING
from waitingroom.waits.estimate import Estimates, Wait
from waitingroom.waits.scene import scene

SEEDS_FROM = 100_000
"""Smaller seeds are for tuning."""
LONG = 60
"""Errors count only for waits below this, in minutes: beyond it, the end of the day decides."""
WINDOWS = (1, 3, 5, 10, 20)
SHARES = (0.033, 0.10, 0.20, 0.40)
PROOF = Path(__file__).resolve().parent.parent / "docs" / "proof"
TARGETS = {
    "kupang": (("mean error", 5.5, 4.6), ("median error", 4.0, 3.0), ("bias", 1.5, 1.5), ("later by 10, %", 3, 3),
               ("hidden, %", 10, 17), ("MSE / rolling wait", 0.35, 0.35), ("MSE / ahead x mean", 0.45, 0.45)),
    "tight": (("mean error", 7.2, 6.8), ("median error", 5.0, 4.8), ("bias", 1.5, 1.5), ("later by 10, %", 6.5, 6.5),
              ("hidden, %", 10, 8), ("MSE / rolling wait", 0.35, 0.35), ("MSE / ahead x mean", 0.60, 0.60)),
}  # fmt: skip
COVERED = {"kupang": ((78, 90), 87), "tight": ((78, 88), 84)}


class Guess(NamedTuple):
    """The predictions for one ticket at one moment, and the actual wait, in minutes; wait None: hidden."""

    at_issue: bool
    wait: Wait | None
    waited: float
    rolling: tuple[float, ...]
    ahead: tuple[float, ...]
    all_there: bool


class Watch:
    """Observes a running day, and records the estimate and the baselines' predictions."""

    def __init__(self) -> None:
        self.seen: list[tuple[bool, str, int, Wait | None, tuple[float, ...], tuple[float, ...], bool]] = []
        self.rises: list[bool] = []
        self._last: dict[str, tuple[int, frozenset[str]]] = {}

    def __call__(self, day: Day, now_ms: int, ticket_id: str | None) -> None:
        """Record the predictions for the issued ticket, or for all waiting tickets if ``ticket_id`` is None."""
        tickets = [ticket_id] if ticket_id else waiting(day)
        if not tickets:
            return
        estimates, past = Estimates(scene(day.hall, now_ms)), _Past(day)
        here = frozenset(c for c, opened in day.hall.counters.items() if not opened.pause)
        for number in tickets:
            ticket = day.hall.tickets[number]
            wait = estimates.of(ticket.claim)
            rolling, ahead = past.guess(ticket.service_id, day.hall.ahead(ticket))
            everyone = all(c.id in here for c in past.counters(ticket.service_id))
            self.seen.append((ticket_id is not None, number, now_ms, wait, rolling, ahead, everyone))
            if ticket_id is None and wait is not None and wait.high is not None:
                last = self._last.get(number)
                if last is not None and last[1] == here:
                    self.rises.append(wait.high - last[0] >= 10)
                self._last[number] = wait.high, here

    def guesses(self, day: Day) -> Iterator[Guess]:
        """Yield every record of tickets that were called later, except those called within half a minute."""
        for at_issue, number, now_ms, wait, rolling, ahead, everyone in self.seen:
            if number in day.called:
                waited = day.called[number].waited - (now_ms - day.hall.tickets[number].issued_ms) / MINUTE_MS
                if waited > 0.5:
                    yield Guess(at_issue, wait, waited, rolling, ahead, everyone)


class _Past:
    """The simple baselines: means over the last calls of a service's counters, one for each window."""

    def __init__(self, day: Day) -> None:
        self._day, self._cache = day, dict[str, tuple[list[float], list[float]]]()

    def counters(self, service_id: str) -> Sequence[object]:
        """Return the counters that serve a service today."""
        hall = self._day.hall
        assert hall.house is not None
        return hall.house.counters_serving(hall.venue_id, service_id, hall.service_day)

    def guess(self, service_id: str, ahead: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the rolling means of waits, and ahead × the rolling means of call durations / the open counters."""
        hall = self._day.hall
        assert hall.house is not None
        counters = {c.id for c in hall.house.counters_serving(hall.venue_id, service_id, hall.service_day)}
        key = ",".join(sorted(counters))
        if key not in self._cache:
            done = [t for t in hall.tickets.values() if t.counter_id in counters and t.called_ms is not None]
            done.sort(key=lambda t: t.called_ms or 0)
            waits = [((t.called_ms or 0) - t.issued_ms) / MINUTE_MS for t in done]
            took = [
                (t.since_ms - (t.called_ms or 0)) / MINUTE_MS
                for t in done
                if t.state not in (CALLED, SERVING)
            ]
            self._cache[key] = (
                [mean(waits[-n:]) for n in WINDOWS if waits],
                [mean(took[-n:]) for n in WINDOWS if took],
            )
        waits, took = self._cache[key]
        planned = [float(hall.house.services[service_id].minutes)] * len(WINDOWS)
        here = sum(c in hall.counters and not hall.counters[c].pause for c in counters) or 1
        return tuple(waits or planned), tuple((ahead + 0.5) * one / here for one in took or planned)


def _play(task: tuple[HallShape, int, float]) -> tuple[list[Guess], list[bool]]:
    shape, seed, share = task
    watch = Watch()
    day = Day(shape, seed, priority=share, look=watch).play()
    return list(watch.guesses(day)), watch.rises


def _mse(guesses: Sequence[Guess], guess: Callable[[Guess], float]) -> float:
    return mean((guess(one) - one.waited) ** 2 for one in guesses)


def figures(guesses: list[Guess], rises: list[bool]) -> dict[str, float]:
    """Return every figure of the table for guesses of one kind."""
    visible = [(one, one.wait) for one in guesses if one.wait is not None]
    short = [(one, wait) for one, wait in visible if one.waited < LONG]
    errors = [wait.expected - one.waited for one, wait in short]
    of = [one for one, _ in visible]
    own = _mse(of, lambda one: one.wait.expected if one.wait else 0.0)
    whole = [one for one in of if one.all_there]
    row = {
        "n": float(len(guesses)),
        "mean error": mean(map(abs, errors)), "median error": median(map(abs, errors)), "bias": abs(mean(errors)),
        "raw P80 covers, %": 100 * mean(one.waited <= wait.upper for one, wait in visible),
        "shown end covers, %": 100 * mean(wait.high is None or one.waited <= wait.high for one, wait in visible),
        "later by 10, %": 100 * mean(wait.high is not None and one.waited > wait.high + 10 for one, wait in visible),
        "MSE / rolling wait": own / min(_mse(of, lambda one, n=n: one.rolling[n]) for n in range(len(WINDOWS))),  # type: ignore[misc]
        "MSE / ahead x mean": own / min(_mse(of, lambda one, n=n: one.ahead[n]) for n in range(len(WINDOWS))),  # type: ignore[misc]
        "the same, all there": _mse(whole, lambda one: one.wait.expected if one.wait else 0.0)
        / min(_mse(whole, lambda one, n=n: one.ahead[n]) for n in range(len(WINDOWS))),  # type: ignore[misc]
        "hidden, %": 100 * (1 - len(visible) / len(guesses)),
    }  # fmt: skip
    return row | ({"rises by 10, %": 100 * mean(rises)} if rises else {})


def waits(days: int, pool: Pool) -> list[str]:  # type: ignore[valid-type]
    """Return the tables of the estimate, as lines."""
    lines = []
    for share in (0.0, 0.1):
        columns: dict[str, list[dict[str, float]]] = {}
        for shape in SHAPES:
            count = max(days // 20, 2) if shape.name == "heavy" else days
            tasks = [(shape, SEEDS_FROM + n, share) for n in range(count)]
            played = pool.map(_play, tasks, chunksize=1)  # type: ignore[attr-defined]
            guesses = [one for of, _ in played for one in of]
            rises = [one for _, of in played for one in of]
            columns[shape.name] = [
                figures([g for g in guesses if g.at_issue], []), figures([g for g in guesses if not g.at_issue], rises),
            ]  # fmt: skip
        lines += [
            f"\n{days} days a hall, {share:.0%} with priority; at issue / every 5 minutes while waiting\n"
        ]
        lines += _table(columns)
        lines += _unmet(columns, 0.5 if share else 0.0)
    return lines


def _table(columns: dict[str, list[dict[str, float]]]) -> list[str]:
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name in dict.fromkeys(name for of in columns.values() for row in of for name in row):
        digits = 0 if name == "n" else 2 if "MSE" in name or "same" in name else 1
        cells = (
            " / ".join(f"{row[name]:.{digits}f}" if name in row else "–" for row in of)
            for of in columns.values()
        )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def _unmet(columns: dict[str, list[dict[str, float]]], more: float) -> list[str]:
    """Return lines with the missed targets; more: tolerance added to errors with priority."""
    missed = []
    for hall, targets in TARGETS.items():
        for name, *limits in targets:
            for row, limit in zip(columns[hall], limits, strict=True):
                if row[name] > limit + (more if "MSE" not in name else 0.05 * bool(more)):
                    missed.append(f"{hall}: {name} {row[name]:.2f}, asked at most {limit}")
        (least, most), end_least = COVERED[hall]
        for row in columns[hall]:
            if not least <= row["raw P80 covers, %"] <= most or row["shown end covers, %"] < end_least:
                missed.append(
                    f"{hall}: covers {row['raw P80 covers, %']:.0f} / {row['shown end covers, %']:.0f} %"
                )
    return [
        "",
        "Not met: " + "; ".join(missed)
        if missed
        else "Everything that was asked of kupang and tight is met.",
    ]


def _order_day(task: tuple[int, float, int]) -> tuple[list[float], list[float], int]:
    """Play a day of the tight hall; return the waits with and without priority, and the most often that one was passed."""
    seed, share, between = task
    day = Day(SHAPES[1], SEEDS_FROM + seed, priority=share, between=between).play()
    with_it = [one.waited for one in day.called.values() if one.has_priority]
    return (
        with_it,
        [one.waited for one in day.called.values() if not one.has_priority],
        max(day.passed.values(), default=0),
    )


def p99(days: Iterable[list[float]]) -> float:
    """Return the P99 of the waits of all days."""
    return quantiles((w for day in days for w in day), n=100)[98]


def _margin(days: list[list[float]], base: list[list[float]]) -> float:
    """Return the 95 % margin of the ratio of P99s to another order's on the same days, by a jackknife over groups of days."""
    groups = min(20, len(days))

    def without(group: int, of: list[list[float]]) -> float:
        return p99(day for n, day in enumerate(of) if n % groups != group)

    ratios = [without(group, days) / without(group, base) for group in range(groups)]
    middle = mean(ratios)
    return 1.96 * math.sqrt((groups - 1) / groups * sum((one - middle) ** 2 for one in ratios))


def order(days: int, pool: Pool) -> list[str]:  # type: ignore[valid-type]
    """Return the table of the order of calling: the tight hall, for each share of priority, by arrival and each setting."""
    results: dict[tuple[int, float], tuple[float, float, int]] = {}
    others: dict[tuple[int, float], list[list[float]]] = {}
    for share in SHARES:
        for between in (0, 1, 2, 3, 5):
            played = pool.map(_order_day, [(n, share, between) for n in range(days)], chunksize=4)  # type: ignore[attr-defined]
            others[between, share] = [of for _, of, _ in played]
            prior = [w for one, _, _ in played for w in one]
            results[between, share] = mean(prior), p99(others[between, share]), max(m for _, _, m in played)
    lines = [
        f"\nThe tight hall, {days} days a share, the same days in every order; minutes. P99 is of all visitors without "
        "priority of all days; ±: 95 %, by leaving out a twentieth of the days in turn.\n",
        "| order | priority waits in the mean, × arrival | others P99 × arrival | most passed |",
        "|---|---|---|---|",
    ]
    for between in (0, 1, 2, 3, 5):
        rows = [results[between, share] for share in SHARES]
        base = [results[0, share] for share in SHARES]
        times = " / ".join(f"{r[0]:.1f} ({r[0] / b[0]:.2f})" for r, b in zip(rows, base, strict=True))
        tails = " / ".join(
            f"{r[1] / b[1]:.2f} ± {_margin(others[between, share], others[0, share]):.2f}"
            for r, b, share in zip(rows, base, SHARES, strict=True)
        )
        lines.append(
            f"| {f'K = {between}' if between else 'by arrival'} | {times} | {tails} | {' / '.join(str(r[2]) for r in rows)} |"
        )
    return [*lines, "", "Shares of priority: " + ", ".join(f"{share:.1%}" for share in SHARES) + "."]


def main() -> None:
    """Print both tables, and write them with --keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=200)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with Pool(os.cpu_count()) as pool:
        tables = {"order": order(options.days, pool), "waits": waits(options.days, pool)}
    for name, lines in tables.items():
        text = "\n".join(lines) + "\n"
        print(f"# {name}\n{text}")
        if options.keep:
            path = PROOF / f"{name}.md"
            _, mark, rest = path.read_text("utf-8").partition(BY_HAND)
            path.write_text(f"{TITLES[name]}\n{text}{mark}{rest}", "utf-8")


BY_HAND = "\n## "
"""Start of the handwritten part of a document, which is kept."""
TITLES = {
    "order": "# The order of calling, simulated\n\nMade by `make waits KEEP=1`; the real rules on random days ([rig/history/random_days.py](../../rig/history/random_days.py)).",
    "waits": "# The estimate of waits, simulated\n\nMade by `make waits KEEP=1`; the real rules and the real estimate on random days ([rig/history/random_days.py](../../rig/history/random_days.py)). Errors in minutes, of waits under an hour; seeds that nothing was tuned on.",
}  # fmt: skip

if __name__ == "__main__":
    main()
