"""``antre waits score``: score the accuracy of the wait estimates given to visitors."""

from __future__ import annotations

import argparse

from antre.open_hall import open_halls
from antre.score_table import score_table
from waitingroom.local_time import clock_of
from waitingroom.views.waits import score_view
from waitingroom.waits.score import predictions_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand."""
    scored = parser.add_subparsers(required=True).add_parser("score", help="score a day, by service and hour")
    scored.add_argument("venue")
    scored.add_argument("day", nargs="?", help="a service day, 2026-11-30; by default today")
    scored.set_defaults(act=_score)


def _score(arguments: argparse.Namespace) -> int:
    live = open_halls().get(arguments.venue)
    live.settle()
    zone = live.read(lambda hall, _: hall.house.venues[hall.venue_id].time_zone if hall.house else "UTC")
    facts = (fact for _, fact in live.facts(arguments.day))
    estimates = predictions_of(facts, lambda at_ms: int(clock_of(at_ms, zone)[:2]))
    print("\n".join(score_table(score_view(list(estimates)))))
    return 0
