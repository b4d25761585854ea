"""The sender: signed deliveries, retried until accepted, at least once and always under the same id."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from rig.receiver import Received, Receiver, receiving
from services.reports.webhooks.events import CALLED, CLOSED, ISSUED, SERVED, TEST
from services.reports.webhooks.posting import Answer, Post
from services.reports.webhooks.sender import (
    ATTEMPTS_MAX,
    FAILING,
    LEASE_MS,
    REST_MAX_MS,
    RETRY_AFTER_MAX_MS,
    RETRY_AFTER_S,
    STEP_MAX,
    SWEEP_EVERY_MS,
    Delivery,
    Sender,
    pause_ms,
)
from services.reports.webhooks.tables import DELIVERED, GIVEN_UP, WAITING
from tests.services.reports.webhooks.conftest import Site
from waitingroom.log.base import UnavailableError

LONG_S = max(RETRY_AFTER_S) * 2


@pytest.fixture
def hook(site: Site, receiver: Receiver) -> str:
    return site.add(receiver)


def states(site: Site, hook: str) -> list[tuple[str, int, int | None]]:
    """List status, attempts and response of every delivery, oldest first."""
    deliveries = site.webhooks.deliveries(hook)[::-1]
    return [(one["status"], one["attempts"], one["answer"]) for one in deliveries]


def answering(
    *statuses: int, headers: dict[str, str] | None = None
) -> Callable[[Received], tuple[int, dict[str, str]]]:
    """Make the receiver respond with these statuses in turn, then repeat the last one."""
    left = list(statuses)
    return lambda received: (left.pop(0) if len(left) > 1 else left[0], headers or {})


def test_a_receiver_verifies_what_it_gets_and_has_it_in_order(
    site: Site, receiver: Receiver, hook: str
) -> None:
    number = site.serve()
    site.follow()
    assert site.send() == 3

    assert [one.event["type"] for one in receiver.received] == [ISSUED, CALLED, SERVED]
    assert {one.event["data"]["number"] for one in receiver.received} == {number}
    assert len(set(receiver.ids)) == 3
    assert states(site, hook) == [(DELIVERED, 1, 204)] * 3
    assert site.send() == 0


def test_a_signature_that_was_made_with_another_secret_is_noticed(
    site: Site, receiver: Receiver, hook: str
) -> None:
    """Otherwise the test above would verify nothing."""
    receiver.secret = site.secret_of("another", "")
    site.webhooks.send_test(hook, time_zone="UTC", now_ms=site.now_ms)
    with suppress(UnavailableError):
        site.send()

    assert receiver.received == []
    assert states(site, hook) == [(WAITING, 1, None)]


def test_a_receiver_that_is_down_gets_everything_once_it_is_up(
    site: Site, receiver: Receiver, hook: str
) -> None:
    receiver.answer = answering(500, 503, 204)
    site.serve()
    site.follow()

    assert site.send() == 1  # while the receiver fails, only one waiting delivery is tried
    assert site.send() == 0
    assert states(site, hook)[0] == (WAITING, 1, 500)
    first = receiver.ids[0]
    while site.send(after_s=REST_MAX_MS / 1000):
        pass
    site.send(after_s=LONG_S)

    assert states(site, hook) == [(DELIVERED, 3, 204), (DELIVERED, 1, 204), (DELIVERED, 1, 204)]
    assert receiver.ids.count(first) == 3
    assert site.webhooks.all()[0].webhook.failures == 0


def test_a_receiver_that_is_not_there_is_tried_again(site: Site, receiver: Receiver, hook: str) -> None:
    receiver.close()
    site.hall.issue("ktp")
    site.follow()
    site.send()

    assert states(site, hook) == [(WAITING, 1, None)]
    assert site.webhooks.deliveries(hook)[0]["why"] == "unreachable"


def test_what_is_never_taken_is_given_up_after_three_days_and_said(
    site: Site, receiver: Receiver, hook: str
) -> None:
    receiver.answer = answering(400)
    site.hall.issue("ktp")
    site.follow()
    tries = sum(
        site.send(after_s=RETRY_AFTER_S[min(n, len(RETRY_AFTER_S)) - 1] * 1.25 if n else 0)
        for n in range(ATTEMPTS_MAX + 3)
    )

    assert tries == ATTEMPTS_MAX == len(receiver.received)
    assert states(site, hook) == [(GIVEN_UP, ATTEMPTS_MAX, 400)]
    assert "webhook_given_up" in site.alarms
    assert site.webhooks.all()[0].webhook.lost == 1
    assert sum(RETRY_AFTER_S) > 2.5 * 24 * 3600


def test_one_event_that_is_refused_holds_up_no_other(site: Site, receiver: Receiver, hook: str) -> None:
    receiver.answer = answering(422, 204)
    site.serve()
    site.follow()

    assert site.send() == 3
    assert states(site, hook) == [(WAITING, 1, 422), (DELIVERED, 1, 204), (DELIVERED, 1, 204)]


def test_a_receiver_that_is_gone_is_told_nothing_more(site: Site, receiver: Receiver, hook: str) -> None:
    receiver.answer = answering(410)
    site.serve()
    site.follow()

    assert site.send() == 1
    assert site.send(after_s=LONG_S) == 0
    webhook = site.webhooks.all()[0].webhook
    assert (webhook.is_on, webhook.why_off) == (False, "gone")
    assert "webhook_off" in site.alarms


def test_a_redirect_is_not_followed(site: Site, receiver: Receiver, hook: str) -> None:
    receiver.answer = answering(307, headers={"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"})
    site.hall.issue("ktp")
    site.follow()
    site.send()

    assert len(receiver.received) == 1
    assert site.webhooks.deliveries(hook)[0]["why"] == "redirect"


def test_a_receiver_that_asks_for_a_rest_gets_it_within_bounds(
    site: Site, receiver: Receiver, hook: str
) -> None:
    receiver.answer = answering(429, headers={"Retry-After": "99999"})
    site.serve()
    site.follow()
    site.send()

    assert site.send(after_s=RETRY_AFTER_MAX_MS / 1000 - 1) == 0
    assert site.send(after_s=2) == 1


def test_an_answer_that_never_ends_is_given_up(site: Site, receiver: Receiver, hook: str) -> None:
    receiver.drips.set()
    post = Post(within_s=0.3)
    secret = site.webhooks.secret(hook)

    assert post(receiver.url, secret, "evt_1", "{}", site.now_ms) == Answer(None, "timeout")
    assert receiver.ids == ["evt_1"]


def test_killed_between_sending_and_writing_that_down_it_sends_again_under_the_same_id(
    site: Site, receiver: Receiver, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.hall.issue("ktp")
    site.follow()
    killed = site.new_sender()
    monkeypatch.setattr(killed, "_record", _die)
    with suppress(KeyboardInterrupt):
        killed.step()

    assert site.send() == 0  # leased: another process may still be sending it
    assert site.send(after_s=LEASE_MS / 1000 + 1) == 1
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    assert states(site, hook) == [(DELIVERED, 1, 204)]


def test_killed_before_sending_it_sends_later(
    site: Site, receiver: Receiver, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.serve()
    site.follow()
    killed = site.new_sender()
    monkeypatch.setattr(killed, "_post", _die)
    with suppress(KeyboardInterrupt):
        killed.step()

    assert site.send(after_s=LEASE_MS / 1000 + 1) == 3
    assert len(set(receiver.ids)) == 3


def test_two_senders_at_once_send_each_event_once(site: Site, receiver: Receiver, hook: str) -> None:
    for _ in range(8):
        site.serve()
    site.follow()
    senders = [site.new_sender() for _ in range(3)]
    begin = threading.Barrier(len(senders))

    def send(one: int) -> None:
        begin.wait()
        while senders[one].step():
            pass

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(senders))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(receiver.ids) == len(set(receiver.ids)) == 24
    assert states(site, hook) == [(DELIVERED, 1, 204)] * 24


def test_webhooks_take_turns_so_that_none_waits_for_all_of_anothers(
    site: Site, receiver: Receiver, hook: str
) -> None:
    with receiving() as other:
        site.add(other)
        site.serve()
        site.follow()
        for _ in range(2):
            site.now_ms += 1
            site.sender._record(*_next(site.sender))

        assert (len(receiver.received), len(other.received)) == (1, 1)


def _next(sender: Sender) -> tuple[Delivery, Answer]:
    """Send the next delivery."""
    delivery = sender._claim()
    assert delivery is not None
    return delivery, sender._post(delivery.url, delivery.secret, delivery.event_id, delivery.body, 0)


def test_a_test_event_is_sent_at_once_also_while_the_receiver_rests(
    site: Site, receiver: Receiver, hook: str
) -> None:
    receiver.answer = answering(500, 204)
    site.hall.issue("ktp")
    site.follow()
    site.send()
    site.webhooks.send_test(hook, time_zone="Asia/Makassar", now_ms=site.now_ms)

    assert site.send() == 1
    assert receiver.received[-1].event["type"] == TEST
    assert receiver.received[-1].event["timestamp"].endswith("+08:00")


def test_what_was_sent_is_sent_again_on_request_under_its_id(
    site: Site, receiver: Receiver, hook: str
) -> None:
    number = site.serve()
    site.follow()
    site.send()
    (one,) = [d for d in site.webhooks.deliveries(hook) if d["type"] == CALLED]
    assert site.webhooks.replay(hook, event_id=one["event_id"], now_ms=site.now_ms) == 1
    site.send()
    assert receiver.ids[3:] == [one["event_id"]]

    assert site.webhooks.replay(hook, since_ms=0, now_ms=site.now_ms) == 3
    site.send()
    assert receiver.ids[4:] == receiver.ids[:3]
    assert receiver.received[-1].event["data"]["number"] == number


def test_a_webhook_added_later_is_sent_what_is_kept_only_on_request(
    site: Site, receiver: Receiver, hook: str
) -> None:
    site.serve()
    site.follow()
    site.send()
    later = site.webhooks.add(receiver.url, (CALLED, CLOSED), (), by="staff:ani", now_ms=site.now_ms)
    assert site.send() == 0

    assert site.webhooks.replay(later, since_ms=0, now_ms=site.now_ms) == 1
    assert site.send() == 1


def test_no_step_is_longer_than_so_many_tries(site: Site, receiver: Receiver, hook: str) -> None:
    for _ in range(STEP_MAX // 3 + 1):
        site.serve()
    site.follow()

    assert site.send() == STEP_MAX
    assert site.send() == len(site.webhooks.deliveries(hook)) - STEP_MAX


def test_operations_are_told_of_a_receiver_that_gives_no_good_answer_without_its_whole_address(
    site: Site, receiver: Receiver, hook: str
) -> None:
    receiver.answer = answering(500)
    site.hall.issue("ktp")
    site.follow()
    for _ in range(FAILING):
        assert site.sender.warns == []
        assert site.send() == 1
        site.webhooks.replay(hook, since_ms=0, now_ms=site.now_ms)
    site.now_ms += SWEEP_EVERY_MS
    site.sender.step()

    (warning,) = site.sender.warns
    assert "127.0.0.1" in warning
    assert "hook?of" not in warning


def test_pauses_grow_and_differ() -> None:
    for n, pause_s in enumerate(RETRY_AFTER_S, 1):
        drawn = {pause_ms(n) for _ in range(20)}
        assert all(pause_s * 1000 <= one <= pause_s * 1200 for one in drawn)
        assert len(drawn) > 1


def _die(*_: object) -> Answer:
    raise KeyboardInterrupt
