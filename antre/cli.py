"""``antre``: the one command of operations."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from antre import first_house, reports, rush, upgrade, voice
from antre.backup import commands as backup_commands
from antre.backup.restore import is_under_way
from antre.containers import secrets as container_secrets
from antre.doctor import checks as doctor
from antre.hall_data import hall_data
from antre.house_file import HouseFileWrong, read_house_file, sample_path
from antre.outreach import commands as outreach
from antre.redis_server import NoRedis
from antre.run import CannotStart, Run
from services.counter.accounts.accounts import FIRST_CODE_S, Accounts
from services.counter.house.house_file import SAMPLE
from services.staff.account import AccountChange, RecordChange
from services.staff.permissions import ROLES
from services.web.settings import SettingsWrong, read_namespace
from waitingroom.facts import StaffRecorded
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.live.halls import Halls
from waitingroom.local_time import clock_of
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.log.seen_days import SeenDays
from waitingroom.refusals import Refusal
from waitingroom.waits.score import Told, score, score_by, told_of

TOMBSTONE_S = 72 * 3600
"""Lifetime of the tombstone of a session that a command ended: no session lives longer."""


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments say; give the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.act(arguments)
        return status
    except (NoRedis, CannotStart, SettingsWrong, HouseFileWrong, HouseInvalid, rush.CannotPlay) as error:
        print(error, file=sys.stderr)
    except upgrade.CannotUpgrade as error:
        print(error, file=sys.stderr)
    except backup_commands.ERRORS as error:
        print(error, file=sys.stderr)
    except Refusal as refusal:
        print(refusal.text("en"), file=sys.stderr)
    except UnavailableError as error:
        print(
            f"The queue cannot be reached: {error}. Is Redis up, and ANTRE_REDIS_URL right?", file=sys.stderr
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="antre", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run the whole hall on this machine")
    run.add_argument("--port", type=int, default=8000, help="services listen on PORT+1 to PORT+4")
    run.add_argument("--host", default="127.0.0.1", help="0.0.0.0 for the LAN")
    run.add_argument("--hours", choices=["always", "real"], default="always")
    run.set_defaults(act=lambda a: Run(port=a.port, host=a.host, real_hours=a.hours == "real").go())

    house = commands.add_parser("house", help="the house: venues, agencies, services, counters")
    verbs = house.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="save a house file; live at once in every service")
    load.add_argument("file", help="a YAML file, - for standard input, or the name of a sample: mpp-kupang")
    load.set_defaults(act=_load_house)
    verbs.add_parser("show", help="print the house as it is now").set_defaults(act=_show_house)

    _add_staff_commands(commands.add_parser("staff", help="accounts of staff"))
    _add_begin_anew(commands)

    waits = commands.add_parser("waits", help="how good the waits were that visitors were told")
    scored = waits.add_subparsers(required=True).add_parser("score", help="score a day, by service and hour")
    scored.add_argument("venue")
    scored.add_argument("day", nargs="?", help="a service day, 2026-11-30; by default today")
    scored.set_defaults(act=_score_waits)

    _add_secrets(commands)
    backup_commands.add_commands(commands, _store)
    doctor.add_command(commands)
    upgrade.add_command(commands)
    reports.add_commands(commands, _store)
    outreach.add_commands(commands, _halls)
    voice.add_commands(commands, lambda: _halls().house.edition.house)

    play = commands.add_parser("rush", help="play a Monday morning against a running hall")
    _add_morning(play)
    play.add_argument("--ready", type=Path, default=Path(".run/ready.json"))
    play.set_defaults(act=rush.main)

    demo = commands.add_parser("demo", help="the sample house, open whatever the hour, and a rush in it")
    _add_morning(demo)
    demo.add_argument("--ticketing", required=True, metavar="URL")
    demo.add_argument("--counter", required=True, metavar="URL")
    demo.set_defaults(act=_demo)
    return parser


def _add_secrets(commands: Any) -> None:
    make = commands.add_parser("secrets", help="make the containers' secrets, once: a folder a service")
    make.add_argument("folder", type=Path)
    make.set_defaults(act=lambda a: _make_secrets(a.folder))


def _make_secrets(folder: Path) -> int:
    of = {"profiles": "COMPOSE_PROFILES", "engine_name": "ANTRE_ENGINE"}
    chosen = {name: os.environ.get(variable, "") for name, variable in of.items()}
    return container_secrets.make(folder, namespace=read_namespace(), **chosen)


def _add_begin_anew(commands: Any) -> None:
    anew = commands.add_parser(
        "begin-anew", help="go on with what Redis has, though a log is gone or older than seen"
    )
    anew.set_defaults(act=_begin_anew)


def _add_staff_commands(staff: argparse.ArgumentParser) -> None:
    verbs = staff.add_subparsers(required=True, metavar="VERB")
    add = verbs.add_parser("add", help="add an account, or give it a new password; prints it once")
    add.add_argument("name")
    add.add_argument("--role", action="append", choices=ROLES, required=True)
    add.add_argument("--agency", action="append", default=[], help="only counters of this agency")
    add.add_argument("--calls-numbers", action="store_true", help="may call a waiting number out of its turn")
    add.set_defaults(act=_add_staff)
    verbs.add_parser("list", help="print the accounts").set_defaults(act=_list_staff)
    off = verbs.add_parser("off", help="switch an account off and end its sessions")
    off.add_argument("name")
    off.set_defaults(act=_switch_off)
    first = verbs.add_parser("first-admin", help="print a code that makes one admin, once, within an hour")
    first.set_defaults(act=_first_admin)


def morning_of(arguments: list[str]) -> argparse.Namespace:
    """Read the options of a morning."""
    parser = argparse.ArgumentParser()
    _add_morning(parser)
    return parser.parse_args(arguments)


def _add_morning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--speed", type=float, default=60.0, help="simulated seconds per second")
    parser.add_argument("--visitors", type=int, default=240)
    parser.add_argument("--minutes", type=float, default=240.0, help="length of the morning, simulated")
    parser.add_argument("--counters", type=int, default=36)
    parser.add_argument("--seed", type=int, default=None)


def _load_house(arguments: argparse.Namespace) -> int:
    path = Path("/dev/stdin" if arguments.file == "-" else arguments.file)
    content = read_house_file(path if path.exists() else sample_path(arguments.file))
    halls = _halls()
    edition = halls.save_house(lambda now: content, press=first_house.command_press(), even_so=True)
    assert edition.house is not None
    print(
        f"Saved and in effect: {edition.house.name}, {len(edition.house.agencies)} agencies, edition {edition.seq}."
    )
    return 0


def _show_house(arguments: argparse.Namespace) -> int:
    house = _halls().house.edition.house
    if house is None:
        print(
            "There is no house yet: begin one under /admin, or antre house load mpp-kupang", file=sys.stderr
        )
        return 1
    print(json.dumps(house.content, ensure_ascii=False, indent=2))
    return 0


def _begin_anew(arguments: argparse.Namespace) -> int:
    if is_under_way(hall_data().seen):
        print(
            "A backup was restored here, and not to its end: do that again (antre restore), nothing else opens this hall.",
            file=sys.stderr,
        )
        return 1
    seen = _seen_days()
    if seen.is_empty:
        print("Nothing is remembered of another log: there is nothing to forget.")
        return 0
    seen.forget()
    print(
        "Forgotten. The services go on within seconds with the log that Redis has now.\n"
        "If today's log is gone, numbers begin again: collect the slips that people hold."
    )
    return 0


def _add_staff(arguments: argparse.Namespace) -> int:
    accounts, record = _accounts()
    password = accounts.add(
        arguments.name, roles=tuple(arguments.role), agencies=tuple(arguments.agency),
        calls_numbers=arguments.calls_numbers, record=record,
    )  # fmt: skip
    print(f"{arguments.name}: {password}\nThis password is shown once.")
    return 0


def _list_staff(arguments: argparse.Namespace) -> int:
    for account in _accounts()[0].all():
        state = "" if account.active else "  off"
        calls = "  calls numbers" if account.calls_numbers else ""
        print(
            f"{account.username}  {','.join(account.roles)}  {','.join(account.agencies) or 'every agency'}{calls}{state}"
        )
    return 0


def _switch_off(arguments: argparse.Namespace) -> int:
    accounts, record = _accounts()
    accounts.switch_off(arguments.name, record=record)
    print(f"{arguments.name} is off.")
    return 0


def _first_admin(arguments: argparse.Namespace) -> int:
    accounts, _ = _accounts()
    print(
        f"{accounts.first_code()}\nThis code makes one admin, once, within {FIRST_CODE_S // 60} minutes:"
        ' open /admin on the counter service and choose "First admin account".'
    )
    return 0


def _accounts() -> tuple[Accounts, RecordChange]:
    """Give the accounts of the house, and the function that records a change of one as this command's press."""
    store = _store()
    halls = _halls(store)

    def record(change: AccountChange) -> None:
        halls.house.record(
            lambda now_ms: StaffRecorded(
                at_ms=now_ms, press=first_house.command_press(), username=change.username,
                action=change.action, before=change.before, after=change.after,
            )
        )  # fmt: skip

    return Accounts(Vault(store), TOMBSTONE_S, halls.clock.now_ms), record


def _demo(arguments: argparse.Namespace) -> int:
    store = _store()
    halls = _halls(store)
    first_house.load_if_none(halls)
    first_house.open_whatever_the_hour(halls)
    staff = {
        "username": "demo",
        "password": Accounts(Vault(store), TOMBSTONE_S, halls.clock.now_ms).add("demo", roles=ROLES),
    }
    print(f"Staff  demo   {staff['password']}   (made for this demo)", flush=True)
    ready = {"ticketing": arguments.ticketing, "counter": arguments.counter, "venue": SAMPLE}
    return rush.play(ready | {"staff": staff}, arguments)


def _score_waits(arguments: argparse.Namespace) -> int:
    live = _halls().get(arguments.venue)
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


def _store() -> RedisStore:
    data = hall_data()
    if not data.redis_url:
        raise NoRedis("Set ANTRE_REDIS_URL, or start the hall first: make run")
    store = RedisStore(data.redis_url, data.namespace, data.replicas)
    store.start()
    return store


def _seen_days() -> SeenDays:
    return SeenDays(hall_data().seen, "command")


def _halls(store: RedisStore | None = None) -> Halls:
    store = store or _store()
    archive = ArchiveFolder(hall_data().archive)
    halls = Halls(
        store, alarm=lambda event, **fields: print(event, fields, file=sys.stderr), seen=_seen_days(),
        archive=archive,
    )  # fmt: skip
    halls.house.load()
    return halls


if __name__ == "__main__":
    sys.exit(main())
