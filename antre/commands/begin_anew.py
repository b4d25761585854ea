"""``antre begin-anew``: continue with the logs in Redis, although one is missing or older than seen before."""

from __future__ import annotations

import argparse
import sys

from antre.backup.restore import is_under_way
from antre.hall_data import hall_data
from antre.open_hall import seen_days


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Set the action; the command has no arguments."""
    parser.set_defaults(act=_begin_anew)


def _begin_anew(arguments: argparse.Namespace) -> int:
    if is_under_way(hall_data().seen):
        print(
            "A backup was restored here, and not to its end: do that again (antre restore), nothing else opens this hall.",
            file=sys.stderr,
        )
        return 1
    seen = seen_days()
    if seen.is_empty:
        print("Nothing is remembered of another log: there is nothing to forget.")
        return 0
    seen.forget()
    print(
        "Forgotten. The services go on within seconds with the log that Redis has now.\n"
        "If today's log is gone, numbers begin again: collect the slips that people hold."
    )
    return 0
