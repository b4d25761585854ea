"""Notices of supervisors over HTTP, as kiosks, phones and staff pages show them."""

from __future__ import annotations

from typing import Any

import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for

SERVICE, OTHER = "kia", "jkn-daftar"
UNTIL = "03:59"
"""The last minute of any service day."""


def phone(hall: RunningHall, ticket: dict[str, Any]) -> list[str]:
    view = requests.get(f"{hall.tickets}/tickets/{ticket['token']}", timeout=PATIENCE_S).json()
    return [one["text"]["id"] for one in view["notices"]]


def kiosk(hall: RunningHall) -> list[str]:
    catalogue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    return [one["text"]["en"] for one in catalogue["notices"]]


def test_who_waits_for_the_service_is_told_until_the_notice_is_ended(hall: RunningHall) -> None:
    supervisor = hall.staff("supervisor")
    mine, other = hall.issue(SERVICE).json(), hall.issue(OTHER).json()
    wish = {"text": "Sistem mati.", "en": "The system is down.", "service": SERVICE, "until": UNTIL}

    posted = supervisor.ask("POST", "notices", **wish, key="notice-1")

    assert posted.status_code == 200, posted.text
    (notice,) = posted.json()["notices"]
    assert (notice["text"]["id"], notice["service"], notice["zone"]) == ("Sistem mati.", SERVICE, None)
    wait_for(lambda: phone(hall, mine) == ["Sistem mati."], what="the notice on the phone")
    assert (phone(hall, other), kiosk(hall)) == ([], ["The system is down."])
    again = supervisor.ask("POST", "notices", **wish, key="notice-1").json()
    assert (again["replayed"], len(again["notices"])) == (True, 1)

    ended = supervisor.ask("POST", "notices/end", notice=notice["id"])

    assert ended.json()["notices"] == []
    wait_for(lambda: phone(hall, mine) == [], what="the notice to disappear from the phone")


def test_who_looks_after_some_agencies_tells_only_those_who_wait_for_them(hall: RunningHall) -> None:
    own, whole = hall.staff("supervisor", agencies=["dukcapil"]), hall.staff("supervisor")

    def post_notice(person: Clerk, **to: str) -> tuple[int, str | None]:
        response = person.ask("POST", "notices", text="Mohon tunggu.", until=UNTIL, **to)
        return response.status_code, response.json().get("slug")

    forbidden = (403, "forbidden")
    assert post_notice(own, service=SERVICE) == (200, None)
    zone = whole.ask("GET", "live").json()["zones"][0]["id"]
    assert [post_notice(own, service=OTHER), post_notice(own, zone=zone), post_notice(own)] == [forbidden] * 3
    assert post_notice(whole, zone=zone) == (200, None)
    ids = {one["zone"]: one["id"] for one in whole.ask("GET", "live").json()["notices"]}
    assert own.ask("POST", "notices/end", notice=ids[zone]).status_code == 403
    assert own.ask("POST", "notices/end", notice=ids[None]).json()["notices"][0]["zone"] == zone
    assert whole.ask("POST", "notices/end", notice=ids[zone]).json()["notices"] == []


def test_why_a_notice_is_refused_is_said_in_words(hall: RunningHall) -> None:
    supervisor = hall.staff("supervisor")

    response = supervisor.ask("POST", "notices", text=" \u200b ", until=UNTIL)

    assert (response.status_code, response.json()["slug"]) == (422, "unreadable-notice")
    assert supervisor.ask("POST", "notices", text="a", until=UNTIL, zone="none").status_code == 404
    assert supervisor.ask("POST", "notices", text="a", until="25:00").json()["slug"] == "malformed"


def test_the_story_of_its_minute_tells_a_notice(hall: RunningHall) -> None:
    supervisor = hall.staff("supervisor")
    response = supervisor.ask("POST", "notices", text="Lift rusak.", until=UNTIL).json()
    notice = response["notices"][0]["id"]

    supervisor.ask("POST", "notices/end", notice=notice)

    minutes = {response["now"][11:16], supervisor.ask("GET", "live").json()["now"][11:16]}
    facts = [
        fact for minute in minutes for fact in supervisor.ask("GET", f"story?minute={minute}").json()["facts"]
    ]
    assert {
        fact["kind"]: fact["text"]
        for fact in facts
        if fact["kind"] == "notice-posted" and fact["seq"] == notice
    } == {"notice-posted": "Lift rusak."}
    assert "notice-ended" in {fact["kind"] for fact in facts}
