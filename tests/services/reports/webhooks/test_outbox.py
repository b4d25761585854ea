"""The outbox has every event once, with the position of its log, whatever fails on the way."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select, update

from rig.cast import DAY, MINUTE
from rig.history.played import append_facts
from rig.receiver import Receiver
from services.reports.history.history import History
from services.reports.webhooks import outbox
from services.reports.webhooks.events import CALLED, CLOSED, ISSUED, SERVED
from services.reports.webhooks.tables import DROPPED, WAITING, webhook_deliveries, webhook_events, webhooks
from tests.services.reports.test_history import dying
from tests.services.reports.webhooks.conftest import Site
from waitingroom import keys
from waitingroom.log.base import UnavailableError


def queued(history: History) -> list[tuple[str, str]]:
    """List type and number of every event in the outbox, in order."""
    e, d = webhook_events, webhook_deliveries
    query = select(e.c.type, e.c.number).join(d, d.c.event_id == e.c.id).order_by(d.c.at_ms, d.c.seq)
    with history.engine.connect() as connection:
        return [(type, number) for type, number in connection.execute(query)]


def test_each_thing_that_happens_is_queued_once_for_each_webhook(site: Site, receiver: Receiver) -> None:
    site.add(receiver)
    site.add(receiver, ISSUED)
    number = site.serve()
    site.follow()
    site.follow()

    assert queued(site.history) == [(ISSUED, number), (ISSUED, number), (CALLED, number), (SERVED, number)]


def test_without_a_webhook_nothing_is_kept(site: Site) -> None:
    site.serve()
    site.follow()

    with site.history.engine.connect() as connection:
        assert connection.execute(select(webhook_events)).all() == []


def test_a_webhook_is_not_told_of_what_was_before_it(site: Site, receiver: Receiver) -> None:
    site.hall.issue("ktp")
    site.follow()
    site.hall.now_ms += MINUTE
    site.webhooks.add(receiver.url, (), (), by="staff:ani", now_ms=site.hall.now_ms)
    second = site.hall.issue("ktp")
    site.follow()
    site.following.rebuild("hall")

    assert queued(site.history) == [(ISSUED, second)]


def test_a_webhook_of_another_venue_or_switched_off_is_told_nothing(site: Site, receiver: Receiver) -> None:
    site.add(receiver, venues=("elsewhere",))
    off = site.add(receiver)
    site.webhooks.switch(off, is_on=False, now_ms=site.now_ms)
    site.serve()
    site.follow()

    assert queued(site.history) == []


def test_a_rebuild_queues_nothing_twice(site: Site, receiver: Receiver) -> None:
    site.add(receiver)
    site.serve()
    site.follow()
    before = queued(site.history)
    site.following.rebuild("hall")
    site.new_following().step(["hall"])

    assert queued(site.history) == before
    assert len(before) == 3


def test_killed_at_any_statement_every_event_is_queued_once(site: Site, receiver: Receiver) -> None:
    site.add(receiver)
    for n in range(24):
        number = site.serve()
        site.write()
        with dying(site.history, after=n), suppress(UnavailableError):
            site.following.step(["hall"])
        if n % 3 == 2:
            site.following = site.new_following()  # killed and restarted
    site.follow()

    events = queued(site.history)
    assert len(events) == len(set(events)) == 24 * 3
    assert events[-1] == (SERVED, number)


def test_killed_at_any_statement_while_a_day_is_closed_nothing_of_it_is_left_out(
    site: Site, receiver: Receiver
) -> None:
    """A closed day is not read again once its position is written, so its events must be written with it."""
    site.add(receiver)
    served, waits = site.serve(), site.hall.issue("ktp")
    site.hall.close_day()
    site.write()
    for n in range(60):
        with dying(site.history, after=n), suppress(UnavailableError):
            site.following.step(["hall"])
        site.following = site.new_following()

    assert queued(site.history) == [
        (ISSUED, served), (CALLED, served), (SERVED, served), (ISSUED, waits), (CLOSED, waits),
    ]  # fmt: skip


def test_two_processes_queue_nothing_twice_and_leave_nothing_out(site: Site, receiver: Receiver) -> None:
    site.add(receiver)
    both = [site.following, site.new_following()]
    for n in range(12):
        site.serve()
        site.write()
        both[n % 2].step(["hall"])
    for one in both * 2:
        one.step(["hall"])

    events = queued(site.history)
    assert len(events) == len(set(events)) == 36


def test_a_log_that_lost_its_end_and_goes_on_otherwise_queues_what_is_new_alone(
    site: Site, receiver: Receiver
) -> None:
    site.add(receiver)
    first = site.serve()
    site.follow()
    length = len(site.hall.facts)
    lost = site.hall.issue("kk")
    site.follow()
    log = site.store.log(keys.DAY_LOG("hall", DAY))
    del log.entries[length:]
    anew = Site(site.history)  # the hall as it continues from the backup
    anew.hall.open("1")
    assert anew.serve() == first
    anew.hall.now_ms += MINUTE
    again = anew.hall.issue("kk")
    append_facts(site.store, keys.DAY_LOG("hall", DAY), anew.hall.facts[length:])
    site.following.step(["hall"])

    assert lost == again
    assert queued(site.history) == [
        (ISSUED, first), (CALLED, first), (SERVED, first), (ISSUED, lost), (ISSUED, again),
    ]  # fmt: skip


def test_what_is_older_than_is_kept_is_not_queued_and_is_forgotten(site: Site, receiver: Receiver) -> None:
    site.add(receiver)
    site.serve()
    site.follow()
    late_ms = site.hall.now_ms + outbox.FORGET_MS + MINUTE
    with site.history.engine.execution_options(writes=True).begin() as connection:
        given_up = outbox.sweep(connection, late_ms)
    site.hall.now_ms = late_ms
    site.following.rebuild("hall")

    assert given_up == 3
    assert queued(site.history) == []
    assert [one.webhook.lost for one in site.webhooks.all()] == [3]


def test_more_than_may_wait_displaces_the_oldest_and_is_counted(
    site: Site, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "WAITING_MAX", 4)
    site.add(receiver)
    for _ in range(3):
        site.serve()
        site.follow()

    d = webhook_deliveries
    with site.history.engine.connect() as connection:
        states = connection.scalars(select(d.c.status).order_by(d.c.at_ms, d.c.seq)).all()
        lost = connection.scalar(select(webhooks.c.lost))
    assert (states, lost) == ([DROPPED] * 5 + [WAITING] * 4, 5)


def test_the_outbox_stops_nothing_from_being_followed(site: Site, receiver: Receiver) -> None:
    """No receiver responds, and history still follows its log to the end."""
    receiver.close()
    site.add(receiver)
    site.serve()
    site.follow()
    site.send()
    site.serve()
    site.follow()

    positions: dict[str, Any] = site.history.positions("hall")
    assert positions[DAY][0].seq == len(site.hall.facts)


def test_the_secret_of_a_webhook_is_in_no_row_and_one_from_before_keeps_its_own(
    site: Site, receiver: Receiver
) -> None:
    hook, other = site.add(receiver), site.add(receiver)
    with site.history.engine.execution_options(writes=True).begin() as connection:
        stored = connection.scalars(select(webhooks.c.secret)).all()
        connection.execute(update(webhooks).where(webhooks.c.id == other).values(secret="whsec_before"))

    assert stored == ["", ""]
    assert site.webhooks.secret(hook).startswith("whsec_")
    assert site.webhooks.secret(hook) != site.secret_of(other, "")
    assert site.webhooks.secret(other) == "whsec_before"
