"""
Role × verb × agency: whose tickets an account may touch, and whose reasons and stories it may read.

The table for people is docs/permissions.md; an account that names no agency has them all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from rig.running import Clerk, RunningHall

MINE, MY_SERVICE = "air-minum", "air-tagihan"
OTHER, OTHER_SERVICE, OTHER_COUNTER = "dukcapil", "ktp-el", "3"

TOUCHES = {
    "find": ("GET", "", {}), "code": ("GET", "/qr.svg", {}), "reason": ("GET", "/reason", {}),
    "story": ("GET", "/story", {}), "priority": ("POST", "/priority", {"priority": "elderly"}),
    "reprint": ("POST", "/reprint", {}), "return": ("POST", "/return", {"place": "last"}),
    "cancel": ("POST", "/cancel", {}),
}  # fmt: skip
"""Every route that takes a ticket's number, except the verbs of a counter; the last one ends the ticket."""
PERMITTED = {
    "clerk": {"reason"}, "supervisor": set(TOUCHES), "reception": set(TOUCHES) - {"story"},
    "admin": {"story"}, "auditor": {"story"},
}  # fmt: skip
WHOLE_HOUSE = {"reception", "admin", "auditor"}
"""Roles that reach all agencies by design, whatever agencies their accounts name."""


@pytest.fixture(scope="module")
def people(hall: RunningHall) -> dict[str, Clerk]:
    """One account per role, all of one agency."""
    return {role: hall.staff(role, agencies=[MINE]) for role in PERMITTED}


@pytest.fixture(scope="module")
def numbers(people: dict[str, Clerk]) -> Callable[[], list[str]]:
    """Issue a number of each of the two agencies, at the counter service, so that it knows them at once."""
    return lambda: [
        people["reception"].ask("POST", "tickets", service=service).json()["number"]
        for service in (MY_SERVICE, OTHER_SERVICE)
    ]


def touch(person: Clerk, what: str, number: str) -> tuple[int, str]:
    """Request an action on a ticket; return the status and the slug."""
    method, path, body = TOUCHES[what]
    response = person.ask(method, f"tickets/{number}{path}", **body)
    is_json = "json" in response.headers["Content-Type"]
    return response.status_code, response.json().get("slug", "") if is_json else ""


@pytest.mark.parametrize("what", TOUCHES)
@pytest.mark.parametrize("role", PERMITTED)
def test_an_account_of_one_agency_touches_anothers_ticket_only_in_a_role_of_the_whole_house(
    people: dict[str, Clerk], numbers: Callable[[], list[str]], role: str, what: str
) -> None:
    mine, other = numbers()

    allowed, reached = touch(people[role], what, mine), touch(people[role], what, other)

    forbidden = (403, "forbidden")
    assert (allowed == forbidden) is (what not in PERMITTED[role])
    assert (reached == forbidden) is (what not in PERMITTED[role] or role not in WHOLE_HOUSE)


def test_a_supervisor_of_one_agency_takes_numbers_for_it_alone_and_reception_for_all(
    people: dict[str, Clerk],
) -> None:
    def status(role: str, service: str) -> int:
        return people[role].ask("POST", "tickets", service=service).status_code

    assert [status("supervisor", service) for service in (MY_SERVICE, OTHER_SERVICE)] == [201, 403]
    assert [status("reception", service) for service in (MY_SERVICE, OTHER_SERVICE)] == [201, 201]


def test_the_story_of_a_minute_tells_a_supervisor_of_one_agency_nothing_of_the_others(
    hall: RunningHall, people: dict[str, Clerk], numbers: Callable[[], list[str]]
) -> None:
    mine, other = numbers()
    boss = hall.staff("supervisor")
    boss.press(OTHER_COUNTER, "open")
    boss.press(OTHER_COUNTER, "close")
    minutes = {
        boss.ask("GET", f"tickets/{number}/story").json()["facts"][0]["at"][11:16] for number in (mine, other)
    }

    def read(person: Clerk) -> tuple[set[str], set[str]]:
        facts = [
            fact for minute in minutes for fact in person.ask("GET", f"story?minute={minute}").json()["facts"]
        ]
        return {fact["number"] for fact in facts}, {fact["counter"] for fact in facts}

    numbers, counters = read(people["supervisor"])
    assert mine in numbers
    assert other not in numbers
    assert OTHER_COUNTER not in counters
    assert {mine, other} <= read(people["auditor"])[0]


def test_a_ticket_that_went_to_another_agency_is_touched_there_and_its_story_told_at_both(
    hall: RunningHall, people: dict[str, Clerk]
) -> None:
    boss, counter = hall.staff("supervisor"), "22"
    boss.press(counter, "open")
    while boss.press(counter, "next", finish=True).json()["ticket"]:
        pass
    number = boss.ask("POST", "tickets", service=MY_SERVICE).json()["number"]
    boss.press(counter, "next")
    boss.press(counter, "transfer", service=OTHER_SERVICE)
    boss.press(counter, "close")

    assert touch(people["supervisor"], "find", number) == (403, "forbidden")
    assert touch(people["supervisor"], "story", number) == (200, "")


def test_a_counter_of_several_agencies_keeps_all_its_tickets_in_its_clerks_reach(hall: RunningHall) -> None:
    """Clerks who may call a ticket may also read its priority reason."""
    boss, clerk = hall.staff("supervisor"), hall.staff("clerk", agencies=[MINE])
    number = boss.ask("POST", "tickets", service=OTHER_SERVICE, priority="elderly").json()["number"]
    key = uuid.uuid4().hex

    def assign(*agencies: str) -> int:
        wish = {"agencies": list(agencies), "even_so": True} if agencies else {"even_so": True}
        return boss.ask("POST", "counters/22/assignment", key=key, **wish).status_code

    assert touch(clerk, "reason", number) == (403, "forbidden")
    assert assign(MINE, OTHER) == 200
    try:
        assert touch(clerk, "reason", number) == (200, "")
    finally:
        key = uuid.uuid4().hex
        assert assign() == 200
