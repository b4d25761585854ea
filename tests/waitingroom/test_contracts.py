"""
External formats as golden JSON in ``tests/contracts``: facts as stored in the log, and views.

A change here is a change of the contract: add, never rename. ``UPDATE_CONTRACTS=1`` rewrites them.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from rig.cast import MINUTE, OpenHall, house_content
from rig.example_facts import EXAMPLES
from waitingroom import facts as f
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import KINDS, UnknownFactError, decode, encode
from waitingroom.views import hall as hall_views
from waitingroom.views import staff, visitor
from waitingroom.views.board import board, house_event

CONTRACTS = Path(__file__).parents[1] / "contracts"


def golden(name: str, made: Any) -> Any:
    """Return the stored golden value of this name."""
    file = CONTRACTS / f"{name}.json"
    if os.environ.get("UPDATE_CONTRACTS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    return json.loads(file.read_text())


def test_every_kind_of_fact_has_its_golden_example() -> None:
    assert list(dict.fromkeys(type(example).__name__ for example in EXAMPLES)) == list(KINDS)

    assert golden("facts", [json.loads(encode(e)) for e in EXAMPLES]) == [
        json.loads(encode(e)) for e in EXAMPLES
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{type(e).__name__}{n}" for n, e in enumerate(EXAMPLES)])
def test_a_fact_comes_back_from_its_wire_form_as_it_was(example: f.Fact) -> None:
    wire = encode(example)

    assert decode(wire) == example
    assert encode(decode(wire)) == wire
    assert set(json.loads(wire)) <= {"kind", "v", *(field.name for field in fields(example))}


def test_every_field_of_a_fact_is_in_an_example_of_its_kind() -> None:
    for kind in KINDS.values():
        covered = {name for one in EXAMPLES if type(one) is kind for name in json.loads(encode(one))}

        assert covered == {"kind", "v", *(field.name for field in fields(kind))}


@pytest.mark.parametrize(
    "wire",
    [
        b"", b"[]", b"null", b"{}", b'{"kind":"TicketIssued"}', b'{"kind":"Teleported","v":1,"at_ms":1}',
        b'{"kind":"TicketCancelled","v":2,"at_ms":1,"ticket_id":"A-001"}',
        b'{"kind":"TicketCancelled","v":1,"at_ms":1,"ticket_id":"A-001","why":"new"}',
        b'{"kind":"TicketCancelled","v":1,"at_ms":1}', b'{"kind":"TicketCancelled","v":1,"at_ms":1,"ticket_id":"A","press":[1]}',
        b"\xff\xfe",
    ],
)  # fmt: skip
def test_what_this_program_does_not_know_is_never_guessed(wire: bytes) -> None:
    with pytest.raises(UnknownFactError):
        decode(wire)


def busy() -> OpenHall:
    """A hall with a ticket in every state."""
    opened = OpenHall(house_content())
    for service in ("ktp", "ktp", "kk", "jkn", "jkn", "ktp"):
        opened.issue(service)
        opened.now_ms += MINUTE
    opened.open("1", "siti")
    opened.open("3", "rudi")
    opened.press("next", "1", "siti")
    opened.press("recall", "1", "siti")
    opened.press("next", "3", "rudi")
    opened.press("no-show", "3", "rudi")
    opened.press("next", "3", "rudi")
    opened.press("start", "3", "rudi")
    opened.cancel("A-003")
    return opened


def test_the_views_have_the_shapes_of_the_contract() -> None:
    opened = busy()
    hall, now_ms = opened.hall, opened.now_ms
    views = {
        "board": board(hall, now_ms),
        "house": house_event(hall),
        "venue": visitor.venue(hall, now_ms),
        "ticket-waiting": visitor.ticket(hall, hall.tickets["A-002"], "token", now_ms),
        "ticket-called": visitor.ticket(hall, hall.tickets["A-001"], "token", now_ms),
        "ticket-missed": visitor.ticket(hall, hall.tickets["L-001"], "token", now_ms),
        "counter": staff.counter(hall, now_ms, counter_id="3", session_id="rudi"),
        "hall": hall_views.hall(hall, now_ms, session_id="rudi", access=CounterAccess(acts=True)),
    }

    for name, made in views.items():
        assert golden(f"views/{name}", made) == json.loads(json.dumps(made)), name


def test_no_view_for_the_public_names_a_priority_or_a_person() -> None:
    opened = busy()
    opened.issue("ktp", priority="disabled")
    hall, now_ms = opened.hall, opened.now_ms

    catalogue = {
        name: value for name, value in visitor.venue(hall, now_ms).items() if name != "asks_priority"
    }
    dumped = json.dumps([board(hall, now_ms), catalogue, *(
        visitor.ticket(hall, ticket, "token", now_ms) for ticket in hall.tickets.values()
    )])  # fmt: skip

    for word in ("disabled", "priority", "siti", "rudi"):
        assert word not in dumped
