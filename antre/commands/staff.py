"""``antre staff``: manage staff accounts."""

from __future__ import annotations

import argparse

from antre.first_house import command_press
from antre.open_hall import open_halls, open_store
from services.counter.accounts.accounts import FIRST_CODE_S, Accounts
from services.staff.account import AccountChange, RecordChange
from services.staff.permissions import ROLES
from waitingroom.facts import StaffRecorded
from waitingroom.live.halls import Halls
from waitingroom.log.redis_log import RedisStore, Vault

TOMBSTONE_S = 72 * 3600
"""Lifetime of the tombstone of a session ended by a command, in seconds; no session lives longer."""


def add_arguments(staff: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    verbs = staff.add_subparsers(required=True, metavar="VERB")
    add = verbs.add_parser("add", help="add an account, or give it a new password; prints it once")
    add.add_argument("name")
    add.add_argument("--role", action="append", choices=ROLES, required=True)
    add.add_argument("--agency", action="append", default=[], help="only counters of this agency")
    add.add_argument("--calls-numbers", action="store_true", help="may call a waiting number out of its turn")
    add.set_defaults(act=_add)
    verbs.add_parser("list", help="print the accounts").set_defaults(act=_list)
    off = verbs.add_parser("off", help="switch an account off and end its sessions")
    off.add_argument("name")
    off.set_defaults(act=_switch_off)
    first = verbs.add_parser("first-admin", help="print a code that makes one admin, once, within an hour")
    first.set_defaults(act=_first_admin)


def _add(arguments: argparse.Namespace) -> int:
    accounts, record = _accounts()
    password = accounts.add(
        arguments.name, roles=tuple(arguments.role), agencies=tuple(arguments.agency),
        calls_numbers=arguments.calls_numbers, record=record,
    )  # fmt: skip
    print(f"{arguments.name}: {password}\nThis password is shown once.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
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


def accounts_of(store: RedisStore, halls: Halls) -> Accounts:
    """Return the accounts of the house."""
    return Accounts(Vault(store), TOMBSTONE_S, halls.clock.now_ms)


def _accounts() -> tuple[Accounts, RecordChange]:
    """Return the accounts of the house and a function that records account changes with a press of this command."""
    store = open_store()
    halls = open_halls(store)

    def record(change: AccountChange) -> None:
        halls.house.record(
            lambda now_ms: StaffRecorded(
                at_ms=now_ms, press=command_press(), username=change.username,
                action=change.action, before=change.before, after=change.after,
            )
        )  # fmt: skip

    return accounts_of(store, halls), record
