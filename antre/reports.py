"""``antre reports``: rebuild history from the logs, check it against them, print figures."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from antre.open_hall import open_store
from services.reports.figures.comparing import compared
from services.reports.figures.periods import parse
from services.reports.history.checking import differences
from services.reports.history.following import Following
from services.reports.history.history import History
from services.web.settings import environment
from waitingroom.house.live_house import LiveHouse
from waitingroom.local_time import service_day
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.fold import Clock
from waitingroom.log.redis_log import RedisStore

DATA = Path(".run/data")
"""Where ``antre run`` keeps history and archive."""
DIFFERENCES_MAX = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, act, words in (
        ("rebuild", _rebuild, "write the history of a venue anew from its logs and its archive"),
        ("check", _check, "fold every log of a venue and compare it with history"),
        ("show", _show, "print the figures of a day, month or year as JSON"),
    ):  # fmt: skip
        verb = verbs.add_parser(name, help=words)
        verb.add_argument("venue")
        if name == "show":
            verb.add_argument("period", help="2026-06-08, 2026-06 or 2026")
        verb.set_defaults(act=act)


def _rebuild(arguments: argparse.Namespace) -> int:
    history = _history()
    count = _following(open_store(), history).rebuild(arguments.venue)
    print(f"{count} days of {arguments.venue} were read anew.")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    history = _history()
    following = _following(open_store(), history)
    lines = list(differences(history, following, arguments.venue))
    for line in lines[:DIFFERENCES_MAX]:
        print(line)
    if lines:
        print(
            f"{len(lines)} differences. antre reports rebuild {arguments.venue} writes history anew.",
            file=sys.stderr,
        )
        return 1
    print(
        f"History says what the logs say: {len(following.named_days(arguments.venue))} days of {arguments.venue}."
    )
    return 0


def _show(arguments: argparse.Namespace) -> int:
    period = parse(arguments.period)
    if period is None:
        print(f"{arguments.period}: write 2026-06-08, 2026-06 or 2026.", file=sys.stderr)
        return 1
    today = _today(open_store(), arguments.venue)
    with _history().engine.connect() as connection:
        print(
            json.dumps(compared(connection, [arguments.venue], period, today), ensure_ascii=False, indent=2)
        )
    return 0


def _today(store: RedisStore, venue_id: str) -> str:
    """Return the current service day of a venue; by UTC if the house no longer has the venue."""
    live = LiveHouse(store, clock=Clock(), alarm=_alarm)
    live.load()
    house = live.edition.house
    venue = house.venues.get(venue_id) if house else None
    now_ms = round(time.time() * 1000)
    return (
        service_day(now_ms, venue.time_zone, venue.day_starts_at) if venue else service_day(now_ms, "UTC", 0)
    )


def _history() -> History:
    url = environment().get("history_url") or f"sqlite:///{(DATA / 'history.db').absolute()}"
    history = History(url)
    history.migrate()
    return history


def _following(store: RedisStore, history: History) -> Following:
    folder = Path(environment().get("archive_dir") or DATA / "archive")
    archive = ArchiveFolder(folder) if folder.is_dir() else None
    return Following(store, history, alarm=_alarm, archive=archive)


def _alarm(event: str, **fields: Any) -> None:
    print(event, fields, file=sys.stderr)
