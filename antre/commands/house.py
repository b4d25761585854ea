"""``antre house``: load a house file, show the house."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from antre.first_house import command_press
from antre.house_file import read_house_file, sample_path
from antre.open_hall import open_halls


def add_arguments(house: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    verbs = house.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="save a house file; live at once in every service")
    load.add_argument("file", help="a YAML file, - for standard input, or the name of a sample: mpp-kupang")
    load.set_defaults(act=_load)
    verbs.add_parser("show", help="print the house as it is now").set_defaults(act=_show)


def _load(arguments: argparse.Namespace) -> int:
    path = Path("/dev/stdin" if arguments.file == "-" else arguments.file)
    content = read_house_file(path if path.exists() else sample_path(arguments.file))
    halls = open_halls()
    edition = halls.save_house(lambda now: content, press=command_press(), even_so=True)
    assert edition.house is not None
    print(
        f"Saved and in effect: {edition.house.name}, {len(edition.house.agencies)} agencies, edition {edition.seq}."
    )
    return 0


def _show(arguments: argparse.Namespace) -> int:
    house = open_halls().house.edition.house
    if house is None:
        print(
            "There is no house yet: begin one under /admin, or antre house load mpp-kupang", file=sys.stderr
        )
        return 1
    print(json.dumps(house.content, ensure_ascii=False, indent=2))
    return 0
