"""First hour API for the admin page: choose how the house begins, and list what it still lacks."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from flask import Blueprint
from pydantic import Field

from services.counter.context import context
from services.counter.house.house_file import CATALOGUE, SAMPLE, read_house_bytes
from services.counter.house.saving import SAVE_REFUSALS, Content, read_large, save, saved_response
from services.counter.shapes import HouseSavedResponse, StartResponse
from services.staff.permissions import permissions_of
from services.staff.refusals import SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web.openapi import CSRF, Answer, documented
from services.web.request_body import Body
from waitingroom import refusals
from waitingroom.devices.device import TV
from waitingroom.facts import DayOpened, TicketIssued
from waitingroom.house import first_hour
from waitingroom.house.model import CHOOSE, NAME_MAX
from waitingroom.live.live_hall import LiveHall
from waitingroom.refusals import Malformed, Refusal

routes = Blueprint("start_api", __name__, url_prefix="/api/counter/v1")

DAYS_MAX = 400
"""Past days searched for an issued number."""


class StartRequest(Body):
    """
    How the house begins, or the end of its first hour.

    sample: begin with the sample; empty: with only a name and an id; done: end the first hour and keep the house.
    """

    begin: Literal["sample", "empty", "done"]
    id: Annotated[str, Field(max_length=60)] = ""
    name: Annotated[str, Field(max_length=NAME_MAX)] = ""


class HouseInUse(Refusal):
    """A house was already chosen, or numbers were already taken in it."""

    slug, kind = "house-in-use", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Pengaturan ini sudah dipakai, jadi tidak diganti dengan yang kosong. Ubah isinya satu per satu, atau muat"
        " berkas di bagian Berkas.",
        "These settings are in use already, so they are not replaced. Change them one by one, or load a file under"
        " File.",
    )


@routes.get("/house/start")
@documented(
    answers={200: Answer("Progress of the first hour", StartResponse)},
    refuses=(*SESSION_REFUSALS, refusals.Unavailable, refusals.NotReady, refusals.LogLost), may="house",
)  # fmt: skip
def start() -> dict[str, Any]:
    """Return the phase of the first hour, and what is missing before the hall can open."""
    required_session()
    house = context().halls.house.edition.house
    phase = house.first_hour if house else CHOOSE
    lacks = first_hour.lacks(house, has_clerk=_has_clerk(), has_tv=_has_tv()) if house else []
    return {
        "phase": phase,
        "can_begin": phase == CHOOSE and not _is_used(),
        "has_house": house is not None,
        "steps": [
            {
                "step": step,
                "lacks": [
                    {"slug": lack.slug, "section": lack.section, "id": lack.id}
                    for lack in lacks if lack.step == step
                ],
            }
            for step in (first_hour.STEPS if house else ())
        ],
    }  # fmt: skip


@routes.post("/house/start")
@documented(
    answers={200: Answer("Saved and in effect", HouseSavedResponse)}, bodies=(StartRequest,), headers=(CSRF,),
    refuses=(*SAVE_REFUSALS, HouseInUse), may="house-edit",
)  # fmt: skip
def begin() -> dict[str, Any]:
    """Begin with the sample or an empty house, or end the first hour."""
    session = required_session(csrf=True)
    body = read_large(StartRequest)
    if body.begin == "done":
        return saved_response(save(_end_first_hour, session=session, even_so=False))
    content = _sample() if body.begin == "sample" else first_hour.empty_house(body.id, body.name)
    is_used = _is_used()

    def change(now: Content) -> Content:
        if now and (is_used or now.get("first_hour") != CHOOSE):
            raise HouseInUse()
        return content

    return saved_response(save(change, session=session, even_so=False))


def _end_first_hour(now: Content) -> Content:
    if not now:
        raise Malformed(why="begin: sample or empty; there is no house yet")
    return first_hour.begun(now)


def _sample() -> Content:
    path = CATALOGUE / f"{SAMPLE}.yaml"
    return read_house_bytes(path.read_bytes(), path.name)


def _has_clerk() -> bool:
    accounts = context().accounts.all()
    return any(account.active and "next" in permissions_of(account.roles) for account in accounts)


def _has_tv() -> bool:
    return any(device.settings.kind == TV for device in context().devices.all())


def _is_used() -> bool:
    """Return whether a number was ever issued in this house."""
    return any(_has_issued(hall) for hall in context().halls.all())


def _has_issued(hall: LiveHall) -> bool:
    day: str | None = None
    for _ in range(DAYS_MAX):
        previous_day = None
        try:
            for _, fact in hall.facts(day):
                if isinstance(fact, TicketIssued):
                    return True
                if isinstance(fact, DayOpened):
                    previous_day = fact.previous_day
        except refusals.DayDamaged:
            return True
        if previous_day is None:
            return False
        day = previous_day
    return True
