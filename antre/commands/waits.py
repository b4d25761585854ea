"""``antre waits score``: how good the waits were that visitors were told."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from antre.open_hall import open_halls
from waitingroom.local_time import clock_of
from waitingroom.waits.score import Told, score, score_by, told_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb."""
    scored = parser.add_subparsers(required=True).add_parser("score", help="score a day, by service and hour")
    scored.add_argument("venue")
    scored.add_argument("day", nargs="?", help="a service day, 2026-11-30; by default today")
    scored.set_defaults(act=_score)


def _score(arguments: argparse.Namespace) -> int:
    live = open_halls().get(arguments.venue)
    live.settle()
    zone = live.read(lambda hall, _: hall.house.venues[hall.venue_id].time_zone if hall.house else "UTC")
    facts = (fact for _, fact in live.facts(arguments.day))
    told = told_of(facts, lambda at_ms: int(clock_of(at_ms, zone)[:2]))
    print("\n".join(score_table(told)))
    return 0


def score_table(told: Sequence[Told]) -> list[str]:
    """Give the lines that score what visitors were told: all, by service, and by the hour of telling."""
    whole = score(told)
    if whole is None:
        return ["Nobody who was told a wait has been called and waited for it."]
    rows = {"all": whole} | score_by(told, lambda one: one.service_id)
    rows |= {f"{hour:02d}.00": one for hour, one in score_by(told, lambda one: one.hour).items()}
    head = f"{'':24} {'n':>6} {'bias':>6} {'median':>6} {'mean':>6} {'inside':>7} {'under':>7} {'late':>7}"
    return [head] + [
        f"{name:24} {one.n:6} {one.bias:+6.1f} {one.median_error:6.1f} {one.mean_error:6.1f} "
        f"{one.inside:7.0%} {one.under:7.0%} {one.late:7.0%}"
        for name, one in rows.items()
    ]
