"""``antre outreach``: hand over days of a venue to a laptop, serve them there, bring them home (docs/outreach.md)."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from antre import first_house, lan
from antre.open_hall import open_halls
from antre.outreach.box import RUNS_ALREADY, BoxFolder, OutreachRun, seal
from antre.run import CannotStart
from services.counter.accounts.accounts import Accounts
from services.counter.outreach.out_file import FILE_BYTES_MAX, KIND, OutFile, opened
from services.counter.outreach.outreach import Outreach
from services.web.settings import environment
from waitingroom.live.halls import Halls
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.outreach.days_away import BEGUN, HOME, OUT, OVER
from waitingroom.outreach.drift import words
from waitingroom.outreach.refusals import NoOutreachFile

SESSION_S = 3600
STATES = {
    OUT: "out", BEGUN: "came home in part", HOME: "home", OVER: "taken back",
}  # fmt: skip
TAKE_BACK = """Taken back: {venue}, {day}. If the laptop {box} gave numbers for it already, they count no more: its file will be
refused. Nobody here can know; ask the team before the hall gives numbers."""

HANDED_OVER = """Handed over to {box}: {venue}, {days}. The hall opens these days no more.
File  {file}
Code  {code}   (shown once; without it the file cannot be opened)
Use the file on one laptop only: of two laptops, only the first one's numbers come home."""
PIPE = "-"
"""Stands for standard input or output instead of a file, for containers."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_home_commands(verbs)

    start = verbs.add_parser("start", help="on the laptop: serve a venue that was handed over")
    start.add_argument(
        "what", metavar="FILE|VENUE", help="the file of the handing over, or a venue that was started before"
    )
    start.add_argument("--code", help="the code that opens the file; asked for if it is missing")
    start.add_argument("--port", type=int, default=8000, help="services listen on PORT+1 to PORT+4")
    start.add_argument("--host", default="0.0.0.0", help="127.0.0.1 for this laptop alone")  # noqa: S104
    start.add_argument("--hours", choices=["always", "real"], default="real")
    start.add_argument(
        "--hall", metavar="URL", help="the hall at home, if it is in reach: to compare the clocks"
    )
    start.set_defaults(act=_start)

    sealing = verbs.add_parser(
        "seal", help="on the laptop: close its days, and write the file that comes home"
    )
    sealing.add_argument("venue")
    sealing.add_argument("--to", type=Path, required=True, metavar="FILE")
    sealing.add_argument("--copy", action="store_true", help="leave the day open: a copy for safety")
    sealing.add_argument(
        "--even-so", action="store_true", help="also if somebody still waits: their numbers expire"
    )
    sealing.add_argument(
        "--hall", metavar="URL", help="the hall at home, if it is in reach: to compare the clocks"
    )
    sealing.set_defaults(act=_seal)


def _add_home_commands(verbs: Any) -> None:
    hand = verbs.add_parser(
        "hand-over", help="at the hall: give days of a venue to a laptop, in a sealed file"
    )
    hand.add_argument("venue")
    hand.add_argument(
        "--days", required=True, help="service days, with commas between: 2026-12-05,2026-12-12"
    )
    hand.add_argument("--box", required=True, metavar="NAME", help="the laptop's name: tenda-1")
    hand.add_argument("--to", type=Path, required=True, metavar="FILE", help="- for standard output")
    hand.set_defaults(act=lambda arguments: _hand_over(arguments, open_halls()))

    back = verbs.add_parser("take-back", help="at the hall: take a day back that no laptop has served")
    back.add_argument("venue")
    back.add_argument("day")
    back.set_defaults(act=lambda arguments: _take_back(arguments, open_halls()))

    listed = verbs.add_parser("days", help="at the hall: the days that were handed over, and how they are")
    listed.set_defaults(act=lambda arguments: _days(open_halls()))

    home = verbs.add_parser("bring-home", help="at the hall: take in what a laptop served; twice is once")
    home.add_argument("file", type=Path, help="- for standard input")
    home.set_defaults(act=lambda arguments: _bring_home(arguments, open_halls()))


def _hand_over(arguments: argparse.Namespace, halls: Halls) -> int:
    outreach, to = _outreach(halls), arguments.to
    is_piped = str(to) == PIPE
    if not is_piped and not to.absolute().parent.is_dir():
        raise CannotStart(f"{to.absolute().parent} is no folder: nothing was handed over.")
    if not is_piped and to.exists():
        raise CannotStart(f"{to} is there already: nothing was handed over. Choose another name.")
    days = [day.strip() for day in arguments.days.split(",") if day.strip()]
    handover = outreach.hand_over(arguments.venue, days, arguments.box, first_house.command_press())
    if is_piped:
        sys.stdout.buffer.write(handover.file)
        sys.stdout.buffer.flush()
    else:
        to.touch(mode=0o600)
        to.write_bytes(handover.file)
    message = HANDED_OVER.format(
        box=arguments.box, venue=arguments.venue, days=", ".join(days), file=to, code=handover.code
    )
    print(message, file=sys.stderr if is_piped else sys.stdout)
    return 0


def _take_back(arguments: argparse.Namespace, halls: Halls) -> int:
    outreach = _outreach(halls)
    boxes = [
        of.box for of in outreach.all() for day in of.days
        if of.venue == arguments.venue and day.day == arguments.day and day.state != OVER
    ]  # fmt: skip
    outreach.take_back(arguments.venue, arguments.day, first_house.command_press())
    print(TAKE_BACK.format(venue=arguments.venue, day=arguments.day, box=", ".join(boxes)))
    return 0


def _days(halls: Halls) -> int:
    handovers = _outreach(halls).all()
    for of in handovers:
        for day in of.days:
            print(f"{of.venue:16} {day.day}  {of.box:16} {STATES[day.state]:18} {day.numbers:5} numbers here")
    if not handovers:
        print("No day was handed over yet.")
    return 0


def _bring_home(arguments: argparse.Namespace, halls: Halls) -> int:
    try:
        file = sys.stdin.buffer if str(arguments.file) == PIPE else arguments.file.open("rb")
    except OSError as error:
        raise CannotStart(f"{arguments.file} cannot be read: {error.strerror}") from error
    with file:
        home = _outreach(halls).bring_home(file, first_house.command_press())
    print(f"Brought home from {home.box}: {home.venue}")
    for day in home.days:
        how = f"{day.added} new entries" if day.added else "was here already"
        goes_on = "" if day.is_closed else "; the day goes on in the box, bring the rest home later"
        print(f"  {day.day}  {day.numbers} numbers, {how}{goes_on}")
    for _, drift in home.drifts:
        print(f"  {words(drift)[1]}")
    return 0


def _start(arguments: argparse.Namespace) -> int:
    path = Path(arguments.what)
    if path.is_file():
        out_file = _read(path, arguments.code)
        folder = BoxFolder(out_file.venue)
        folder.take(out_file)
    else:
        folder = BoxFolder(arguments.what)
    right = folder.right()
    _compare_clocks(folder, arguments.hall or right.hall_url)
    try:
        run = OutreachRun(
            right, folder.path, port=arguments.port, host=arguments.host, real_hours=arguments.hours == "real"
        )
    except CannotStart as error:
        if "PORT=" in str(error):
            raise CannotStart(RUNS_ALREADY.format(venue=right.venue)) from error
        raise
    return run.go()


def _read(path: Path, code: str | None) -> OutFile:
    if path.stat().st_size > FILE_BYTES_MAX:
        raise NoOutreachFile(**KIND)
    return opened(path.read_bytes(), code or getpass.getpass("Code: "))


def _seal(arguments: argparse.Namespace) -> int:
    folder = BoxFolder(arguments.venue)
    _compare_clocks(folder, arguments.hall or folder.right().hall_url)
    with folder.store() as store:
        days = seal(folder, store, arguments.to, copy=arguments.copy, even_so=arguments.even_so)
    print(
        f"{'Copied' if arguments.copy else 'Sealed'}: {', '.join(days)}\n"
        f"File  {arguments.to}\n"
        "At the hall: antre outreach bring-home FILE, or Settings, Outreach. Keep the laptop's data until it is home."
    )
    return 0


def _compare_clocks(folder: BoxFolder, hall_url: str | None) -> None:
    """Measure the drift of this box's clock if the hall is reachable; store and print it."""
    drift = lan.measure(hall_url) if hall_url else None
    if drift is not None:
        folder.note_drift(drift)
        print("\n".join(words(drift)), flush=True)


def _outreach(halls: Halls) -> Outreach:
    store = halls.store
    assert isinstance(store, RedisStore)
    vault, folder = Vault(store), environment().get("archive_dir") or ".run/data/archive"
    return Outreach(
        halls, vault, Accounts(vault, SESSION_S, halls.clock.now_ms), archive=ArchiveFolder(Path(folder)),
        public_url=environment().get("public_url", ""),
        alarm=lambda event, **fields: print(event, fields, file=sys.stderr),
    )  # fmt: skip
