"""``antre demo``: play a rush in the sample house, open at any hour."""

from __future__ import annotations

import argparse

from antre import first_house, rush
from antre.commands.staff import accounts_of
from antre.open_hall import open_halls, open_store
from services.counter.house.house_file import SAMPLE
from services.staff.permissions import ROLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a morning and the URLs of the services."""
    rush.add_morning(parser)
    parser.add_argument("--ticketing", required=True, metavar="URL")
    parser.add_argument("--counter", required=True, metavar="URL")
    parser.set_defaults(act=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    store = open_store()
    halls = open_halls(store)
    first_house.load_if_none(halls)
    first_house.open_whatever_the_hour(halls)
    staff = {
        "username": "demo",
        "password": accounts_of(store, halls).add("demo", roles=ROLES),
    }
    print(f"Staff  demo   {staff['password']}   (made for this demo)", flush=True)
    ready = {"ticketing": arguments.ticketing, "counter": arguments.counter, "venue": SAMPLE}
    return rush.play(ready | {"staff": staff}, arguments)
