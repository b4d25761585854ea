"""A flood of numbers from one place is stopped, a full lobby and paired kiosks are not; the test sets the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from rig.cast import all_day_content, press
from rig.engines.engine import Engine
from rig.waiting import wait_for
from services.ticketing.app import create_app
from services.ticketing.context import TicketingContext
from services.ticketing.number_limits import NumberLimits
from services.web.settings import Settings
from waitingroom.devices.device import DeviceChange, DeviceSettings
from waitingroom.devices.pairing import token_of
from waitingroom.facts import DeviceRecorded, HelpAsked, TicketIssued
from waitingroom.local_time import iso
from waitingroom.rate_limiter import Bucket
from waitingroom.refusals import TooManyNumbers

LOBBY = 300
"""Phones on the hall's own Wi-Fi, behind one address."""
LOBBY_S = 180
BURST = 300 * 30
"""Numbers at the door, 300 a second for 30 s."""
ONE_TOUCH = "one-touch-of-a-visitors-finger"
TICKETS = "/api/ticketing/v1/venues/hall/tickets"


class Service(NamedTuple):
    """The ticketing service in this process, and the clock of its limits."""

    app: Flask
    now: list[float]

    @property
    def context(self) -> TicketingContext:
        ticketing = self.app.extensions["antre"]
        assert isinstance(ticketing, TicketingContext)
        return ticketing

    def take(self, service: str = "ktp", address: str = "10.0.0.1", **headers: str) -> TestResponse:
        return self.app.test_client().post(
            TICKETS, json={"service": service}, headers={"Accept-Language": "en"} | headers,
            environ_base={"REMOTE_ADDR": address},
        )  # fmt: skip

    def take_with_priority(self, **headers: str) -> TestResponse:
        return self.app.test_client().post(
            TICKETS, json={"service": "ktp", "priority": "pregnant"}, headers=headers
        )

    def leave(self, token: str, address: str = "10.0.0.1", **headers: str) -> TestResponse:
        return self.app.test_client().delete(
            f"/api/ticketing/v1/tickets/{token}", headers=headers, environ_base={"REMOTE_ADDR": address}
        )

    def save_house(self, **venue: Any) -> None:
        def change(content: dict[str, Any] | None) -> dict[str, Any]:
            changed = content or all_day_content()
            changed["venues"][0] = changed["venues"][0] | venue
            return changed

        self.context.halls.save_house(change, press=press(f"house {venue}"))

    def pair(self, name: str = "Kiosk 1", venue: str = "hall") -> str:
        """Pair a kiosk; return its token."""
        registry, house = self.context.devices, self.context.halls.house

        def record(change: DeviceChange) -> None:
            house.record(
                lambda now_ms: DeviceRecorded(
                    at_ms=now_ms, device_id=change.device_id, action=change.action, before=change.before,
                    after=change.after,
                )
            )  # fmt: skip

        pairing = registry.start_pairing("10.0.0.9", throttled=False)
        registry.pair(pairing.code, DeviceSettings(name, "kiosk", venue), record=record)
        return token_of(pairing.secret)


def started(url: str, *, behind_gateway: bool = False) -> Service:
    service = Service(
        create_app(Settings(redis_url=url, behind_gateway=behind_gateway, log_level="error")), [1_000.0]
    )
    service.context.limits = NumberLimits(lambda: service.now[0])
    service.context.halls.house.load()
    service.save_house()
    return service


@pytest.fixture
def service(engine: Engine) -> Iterator[Service]:
    running = started(engine.url)
    yield running
    running.context.stop()


def small(monkeypatch: pytest.MonkeyPatch, **buckets: Bucket) -> None:
    for name, bucket in buckets.items():
        monkeypatch.setattr(f"services.ticketing.number_limits.{name}", bucket)


def fill(answer: Callable[[], TestResponse], times: int) -> list[int]:
    return [answer().status_code for _ in range(times)]


def test_a_full_lobby_behind_one_address_never_meets_the_limit() -> None:
    """300 people within three minutes, each with a second touch and a reload that takes another number."""
    now = [0.0]
    limits = NumberLimits(lambda: now[0])

    for n in range(3 * LOBBY):
        limits.take(kiosk=None, address="10.0.0.1", key=str(n))
        now[0] += LOBBY_S / (3 * LOBBY)


def test_a_lobby_that_touches_at_the_same_moment_is_served_twice_over() -> None:
    limits = NumberLimits(lambda: 0.0)

    for n in range(2 * LOBBY):
        limits.take(kiosk=None, address="10.0.0.1", key=str(n))


def test_three_paired_kiosks_carry_the_burst_at_the_door() -> None:
    now = [0.0]
    limits = NumberLimits(lambda: now[0])

    for n in range(BURST):
        now[0] = n / 300
        limits.take(kiosk=str(n % 3), address="10.0.0.1", key=str(n))


def test_one_outsider_at_full_speed_gets_a_few_hundred_numbers_and_not_ten_thousand() -> None:
    now, taken = [0.0], 0
    limits = NumberLimits(lambda: now[0])

    for n in range(10_000):
        now[0] = 17 * n / 10_000
        try:
            limits.take(kiosk=None, address="10.0.0.1", key=str(n))
        except TooManyNumbers:
            continue
        taken += 1

    assert taken < 700


def test_a_flood_from_one_address_is_refused_in_words_and_with_when_to_come_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, ADDRESS=Bucket(3, 0.1))

    assert fill(service.take, 3) == [201] * 3
    refused = service.take()

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
    assert refused.json
    assert refused.json["slug"] == "too-many-numbers"
    assert refused.json["detail"].startswith("Too many numbers were taken in a short time.")
    assert service.take(address="10.0.0.2").status_code == 201, "another address has a bucket of its own"
    service.now[0] += 10
    assert service.take().status_code == 201


def test_a_retry_of_a_number_already_issued_is_answered_although_the_bucket_is_empty(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, ADDRESS=Bucket(2, 0.1))
    first = service.take(**{"Idempotency-Key": ONE_TOUCH})
    assert fill(service.take, 2) == [201, 429]

    again = [service.take(**{"Idempotency-Key": ONE_TOUCH}) for _ in range(5)]

    assert first.json
    assert [(a.status_code, a.json and a.json["number"]) for a in again] == [(201, first.json["number"])] * 5
    assert service.take(**{"Idempotency-Key": "another-touch-by-a-hurried-finger"}).status_code == 429


def test_retries_of_an_issued_number_take_nothing_from_the_others_of_the_address(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, ADDRESS=Bucket(2, 0.1))

    assert fill(lambda: service.take(**{"Idempotency-Key": ONE_TOUCH}), 9) == [201] * 9
    assert service.take().status_code == 201


def test_retries_of_a_number_that_is_not_issued_yet_starve_neither_themselves_nor_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Redis is down for a minute while a kiosk retries its request repeatedly, and none is recorded."""
    small(monkeypatch, ADDRESS=Bucket(2, 0.001))
    now = [0.0]
    limits = NumberLimits(lambda: now[0])

    for _ in range(90):
        limits.take(kiosk=None, address="10.0.0.1", key="one")
        now[0] += 0.7

    limits.take(kiosk=None, address="10.0.0.1", key="two")
    with pytest.raises(TooManyNumbers):
        limits.take(kiosk=None, address="10.0.0.1", key="three")


def test_one_key_does_not_ask_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, RETRY=Bucket(5, 0.1))
    limits = NumberLimits(lambda: 0.0)

    for _ in range(5):
        limits.take(kiosk="1", address="10.0.0.1", key="one")

    with pytest.raises(TooManyNumbers):
        limits.take(kiosk="1", address="10.0.0.1", key="one")


def test_a_wish_that_arrives_after_its_time_issues_nothing_and_a_key_that_is_recorded_keeps_its_ticket(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, passed_ms = service.context.halls.clock, [0]
    now_ms = clock.now_ms
    monkeypatch.setattr(clock, "now_ms", lambda: now_ms() + passed_ms[0])
    until = iso(now_ms() + 60_000, "Asia/Makassar")

    def take(key: str, until: str = until) -> TestResponse:
        return service.app.test_client().post(
            TICKETS, json={"service": "ktp", "until": until},
            headers={"Accept-Language": "en", "Idempotency-Key": key},
        )  # fmt: skip

    issued = take(ONE_TOUCH)
    passed_ms[0] = 120_000
    again, late = take(ONE_TOUCH), take("another-touch-by-a-hurried-finger")

    assert (issued.status_code, again.status_code) == (201, 201)
    assert again.json
    assert again.json["number"] == (issued.json or {})["number"]
    assert (late.status_code, late.json and late.json["slug"]) == (409, "wish-expired")


@pytest.mark.parametrize("until", ["tomorrow", "2026-06-08T09:00:00", ""])
def test_a_time_that_is_no_moment_is_refused(service: Service, until: str) -> None:
    refused = service.app.test_client().post(TICKETS, json={"service": "ktp", "until": until})

    assert (refused.status_code, refused.json and refused.json["slug"]) == (422, "malformed")


def test_a_paired_kiosk_has_a_bucket_of_its_own(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, ADDRESS=Bucket(1, 0.1), KIOSK=Bucket(3, 0.1))
    service.save_house(only_paired_kiosks=False)
    one, two = service.pair("Kiosk 1"), service.pair("Kiosk 2")

    assert fill(service.take, 2) == [201, 429]
    assert fill(lambda: service.take(**{"X-Device": one}), 4) == [201] * 3 + [429]
    assert service.take(**{"X-Device": two}).status_code == 201


def test_a_priority_is_taken_at_a_paired_kiosk_where_the_house_lets_it_ask_and_by_no_one_else(
    service: Service,
) -> None:
    kiosk = service.pair()
    catalogues = [service.app.test_client().get("/api/ticketing/v1/venues/hall").json or {}]
    refused = service.take_with_priority(**{"X-Device": kiosk})
    service.save_house(kiosk_priority=True, only_paired_kiosks=False)
    catalogues += [service.app.test_client().get("/api/ticketing/v1/venues/hall").json or {}]

    answers = [service.take_with_priority(), service.take_with_priority(**{"X-Device": kiosk})]

    assert [one["asks_priority"] for one in catalogues] == [False, True]
    assert (refused.json and refused.json["slug"]) == "priority-by-staff"
    assert [response.status_code for response in answers] == [403, 201]
    issued = [fact for _, fact in service.context.halls.get("hall").facts() if isinstance(fact, TicketIssued)]
    assert [fact.priority for fact in issued] == ["pregnant"]
    assert "pregnant" not in answers[1].text


def test_leaving_is_limited_too_and_has_a_bucket_of_its_own(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, ADDRESS=Bucket(2, 0.1))
    tokens = [(service.take(address=f"10.0.0.{n}").json or {})["token"] for n in range(3)]

    left = [service.leave(token, **{"Idempotency-Key": f"leave-{n}"}) for n, token in enumerate(tokens)]

    assert [response.status_code for response in left] == [200, 200, 429]
    assert left[2].json
    assert "masih berlaku" in left[2].json["detail"]
    assert service.leave(tokens[0], **{"Idempotency-Key": "leave-0"}).status_code == 200
    assert service.take().status_code == 201


def test_behind_the_gateway_the_address_is_the_client_s(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, ADDRESS=Bucket(1, 0.1))
    service = started(engine.url, behind_gateway=True)
    try:
        phones = [f"192.168.1.{n}" for n in (1, 1, 2)]
        answers = [service.take(**{"X-Forwarded-For": phone}).status_code for phone in phones]
    finally:
        service.context.stop()

    assert answers == [201, 429, 201]


def test_an_issued_number_carries_a_mark_of_its_address_and_never_the_address(service: Service) -> None:
    token = service.pair()
    service.save_house(only_paired_kiosks=False)
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        assert service.take(address=address).status_code == 201
    assert service.take(**{"X-Device": token}).status_code == 201

    issued = [fact for _, fact in service.context.halls.get("hall").facts() if isinstance(fact, TicketIssued)]

    one, same, other, kiosk = [fact.origin for fact in issued]
    assert one == same != other
    assert kiosk is None, "a paired kiosk is its own origin"
    assert "10.0.0" not in repr(issued)


def test_once_a_kiosk_is_paired_the_public_is_sent_to_it_until_it_is_revoked(service: Service) -> None:
    venue = service.app.test_client().get("/api/ticketing/v1/venues/hall").json
    assert venue
    assert venue["kiosks_only"] is False
    assert service.take().status_code == 201
    token = service.pair()

    refused = service.take()

    assert (refused.status_code, refused.json and refused.json["slug"]) == (403, "kiosks-only")
    assert service.take(**{"X-Device": token}).status_code == 201
    venue = service.app.test_client().get("/api/ticketing/v1/venues/hall").json
    assert venue
    assert venue["kiosks_only"] is True

    (kiosk,) = service.context.devices.all()
    service.context.devices.revoke(
        kiosk.id,
        record=lambda change: service.context.halls.house.record(
            lambda now_ms: DeviceRecorded(
                at_ms=now_ms, device_id=kiosk.id, action="revoked", before=change.before
            )
        ),
    )
    wait_for(lambda: service.take().status_code == 201, what="the venue to allow public numbers again")
    assert service.take(**{"X-Device": token}).status_code == 401


def test_a_kiosk_of_another_venue_is_not_one_of_this(service: Service) -> None:
    token = service.pair(venue="elsewhere")

    assert service.take().status_code == 201
    assert service.take(**{"X-Device": token}).status_code == 401


def test_beyond_the_bound_of_the_venue_only_paired_kiosks_issue(service: Service) -> None:
    service.save_house(public_waiting_max=2, only_paired_kiosks=False)
    token = service.pair()
    assert fill(service.take, 2) == [201, 201]

    refused = service.take()

    assert (refused.status_code, refused.json and refused.json["slug"]) == (409, "public-full")
    assert service.take("kk").status_code == 201
    assert service.take(**{"X-Device": token}).status_code == 201


def call_staff(service: Service, token: str, **headers: str) -> TestResponse:
    return service.app.test_client().post(
        "/api/ticketing/v1/venues/hall/help", headers={"X-Device": token, "Accept-Language": "en"} | headers
    )


def test_a_paired_kiosk_calls_staff_by_its_name_once_however_often_it_is_pressed(service: Service) -> None:
    token = service.pair("Mesin 2")

    first, again, retry = [
        call_staff(service, token, **{"Idempotency-Key": key}) for key in ("one", "another", "one")
    ]

    assert [response.status_code for response in (first, again, retry)] == [200] * 3
    assert first.json
    assert (first.json["kiosk"], first.json["coming"]) == ("Mesin 2", False)
    assert retry.json == again.json | {"replayed": True} if again.json else False
    calls = [fact for _, fact in service.context.halls.get("hall").facts() if isinstance(fact, HelpAsked)]
    assert [(fact.device_name, fact.press and fact.press.by.split(":")[0]) for fact in calls] == [
        ("Mesin 2", "device")
    ]


def test_a_kiosk_that_calls_all_the_time_is_sent_to_the_desk_and_another_is_heard(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, CALLS=Bucket(2, 0.1))
    one, two = service.pair("Kiosk 1"), service.pair("Kiosk 2")

    answers = [call_staff(service, one) for _ in range(3)]

    assert [response.status_code for response in answers] == [200, 200, 429]
    assert answers[2].json
    assert "information desk" in answers[2].json["detail"]
    assert call_staff(service, two).status_code == 200


def test_who_is_no_paired_kiosk_calls_nobody(service: Service) -> None:
    refused = call_staff(service, "a-token-that-nobody-was-given")

    assert (refused.status_code, refused.json and refused.json["slug"]) == (401, "device-unknown")
    assert call_staff(service, "").status_code == 401
