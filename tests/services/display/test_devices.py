"""
Devices: paired by the code on their screen, scoped, revoked; boards' receipts reach the right clerk.

Real services, real Socket.IO clients; each test pairs devices of its own and revokes them.
"""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from rig.devices import listed, poll, post, request_code
from rig.running import Clerk, RunningHall
from rig.screens import Refused, Screen, display_beside
from rig.waiting import PATIENCE_S, wait_for
from services.display.devices.page_report import PageReport, read_report
from services.display.devices.receipts import CALLS_MAX, OPEN, SHOWN, Receipt, Receipts
from waitingroom import keys
from waitingroom.devices import pairing
from waitingroom.devices.device import DeviceSettings, unrecorded
from waitingroom.devices.pairing import CODE_LENGTH, CODE_LETTERS
from waitingroom.devices.refusals import DeviceRevoked, PairingGone, PairWrong, TooManyPairings
from waitingroom.devices.registry import DeviceRegistry
from waitingroom.devices.state import NEVER_ONLINE, DeviceState, legible_m
from waitingroom.log.redis_log import RedisStore, Vault

COUNTER, OTHER = "20", "21"


@pytest.fixture
def store(hall: RunningHall) -> Iterator[RedisStore]:
    store = RedisStore(hall.ready["redis"])
    yield store
    store.stop()


class Clock:
    now_ms = 1_780_880_400_000


@pytest.fixture
def registry(store: RedisStore) -> DeviceRegistry:
    return DeviceRegistry(Vault(store), lambda: Clock.now_ms)


def board_of(hall: RunningHall, token: str | None, display: str = "", **more: Any) -> Screen:
    auth = {"venue": hall.venue} | ({"device": token} if token else {}) | more
    return Screen(display or hall.ready["display"], "/board", auth)


def say(screen: Screen, event: str, payload: Any) -> None:
    screen.client.emit(event, payload, namespace="/board")


def await_receipts(screen: Screen, within_s: float = PATIENCE_S, **receipts: Any) -> dict[str, Any]:
    """Wait for a counter state with these receipts, by name (a number, or the length of a list); return them."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            event, data = screen.events.get(timeout=max(0.01, deadline - time.monotonic()))
        except queue.Empty:
            raise AssertionError(f"no receipts with {receipts} within {within_s} s") from None
        current = (data or {}).get("receipts") if event == "counter" else None
        if current and all(
            (len(current[name]) if isinstance(current[name], list) else current[name]) == expected
            for name, expected in receipts.items()
        ):
            result: dict[str, Any] = current
            return result


@pytest.fixture
def called(hall: RunningHall, admin: Clerk) -> Iterator[Any]:
    """Call a number at a counter; return the sequence of its call and the clerk's live panel."""
    opened: list[tuple[str, Screen]] = []

    def call(counter: str) -> tuple[int, Screen]:
        admin.press(counter, "open")
        venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
        is_open = {s["id"] for agency in venue["agencies"] for s in agency["services"] if s["open"]}
        service = next(s["id"] for s in admin.state(counter)["services"] if s["id"] in is_open)
        assert hall.issue(service).status_code == 201
        pressed = admin.press(counter, "next", finish=True)
        assert pressed.json()["ticket"]["state"] == "called", pressed.text
        panel = Screen(hall.ready["display"], "/counter", {"pass": admin.state(counter)["pass"]})
        opened.append((counter, panel))
        number = pressed.json()["ticket"]["number"]
        state = panel.next(
            "counter", where=lambda state: state["receipts"] and state["ticket"]["number"] == number
        )
        panel.unread("counter", state)
        return state["receipts"]["seq"], panel

    yield call
    for counter, panel in opened:
        panel.close()
        admin.press(counter, "finish")
        admin.press(counter, "close")


# Pairing.


def test_a_screen_is_paired_by_the_code_it_shows_and_gets_its_token_once(
    hall: RunningHall, admin: Clerk
) -> None:
    pairing = request_code(hall)
    assert poll(hall, pairing["secret"]).json() == {"state": "waiting"}

    paired = post(
        hall, admin, "/devices", code=pairing["code"], name="TV 91", kind="tv", venue=hall.venue
    ).json()
    first, second = poll(hall, pairing["secret"]), poll(hall, pairing["secret"])

    assert paired["device"]["name"] == "TV 91"
    assert first.json()["device"]["id"] == paired["device"]["id"]
    assert len(first.json()["token"]) >= 43
    assert (second.status_code, second.json()["slug"]) == (404, "pairing-gone")
    again = post(hall, admin, "/devices", code=pairing["code"], name="TV 92", kind="tv", venue=hall.venue)
    assert (again.status_code, again.json()["slug"]) == (404, "pair-wrong")
    post(hall, admin, f"/devices/{paired['device']['id']}/revoke")


def test_a_code_has_forty_bits_without_lookalikes_and_is_typed_as_people_type(
    registry: DeviceRegistry,
) -> None:
    pairing = registry.start_pairing("192.0.2.1")

    assert len(CODE_LETTERS) ** CODE_LENGTH >= 2**40
    assert not set(CODE_LETTERS) & set("01IO")
    assert re.fullmatch(r"[A-Z2-9]{3} [A-Z2-9]{3} [A-Z2-9]{2}", pairing.code)
    typed = pairing.code.lower().replace(" ", "-")
    device = registry.pair(typed, DeviceSettings(uuid.uuid4().hex, "tv", "mpp-kupang"), record=unrecorded)
    registry.revoke(device.id, record=unrecorded)


def test_a_code_ends_after_ten_minutes(store: RedisStore, registry: DeviceRegistry) -> None:
    pairing = registry.start_pairing("192.0.2.1")
    keys = [k for k in store.commands.keys("antre:{house}:p*") if b":pairing:" in k or b":poll:" in k]
    lives = [store.commands.pttl(key) for key in keys]
    assert keys
    assert all(0 < ms <= 600_000 for ms in lives)

    for key in keys:
        store.commands.delete(key)

    with pytest.raises(PairWrong):
        registry.pair(pairing.code, DeviceSettings("TV 93", "tv", "mpp-kupang"), record=unrecorded)
    with pytest.raises(PairingGone):
        registry.poll_pairing(pairing.secret)


@pytest.mark.parametrize("code", ["", "AAA AAA AA", "4K7", "x" * 40])
def test_a_wrong_code_pairs_nothing(hall: RunningHall, admin: Clerk, code: str) -> None:
    response = post(hall, admin, "/devices", code=code, name="TV 94", kind="tv", venue=hall.venue)

    assert (response.status_code, response.json()["slug"]) == (404, "pair-wrong")
    assert (
        response.json()["detail"] == "The code does not match or has expired. See the new one on the screen."
    )


def test_what_is_wrong_with_the_wish_leaves_the_code_good(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, _ = devices_of()
    pairing = request_code(hall)
    good = {"code": pairing["code"], "name": "TV 95", "kind": "tv", "venue": hall.venue}

    answers = [
        post(hall, admin, "/devices", **(good | wrong)).json()["slug"]
        for wrong in ({"venue": "moon"}, {"zone": "moon"}, {"name": " "}, {"kind": "door"}, {"paper_mm": 60}, {"inches": 0}, {"name": device["name"]})
    ]  # fmt: skip

    assert answers == [
        "unknown-venue",
        "unknown-zone",
        "malformed",
        "malformed",
        "malformed",
        "malformed",
        "device-name-taken",
    ]
    paired = post(hall, admin, "/devices", **good)
    assert paired.status_code == 200
    post(hall, admin, f"/devices/{paired.json()['device']['id']}/revoke")


def test_an_address_that_asks_for_code_after_code_waits(
    registry: DeviceRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "ADDRESS_PAIRINGS_MAX", 2)
    address = uuid.uuid4().hex
    for _ in range(2):
        registry.start_pairing(address)

    with pytest.raises(TooManyPairings):
        registry.start_pairing(address)
    assert registry.start_pairing(uuid.uuid4().hex).code


def test_an_outsider_with_many_addresses_uses_up_nobody_elses_codes(
    registry: DeviceRegistry, store: RedisStore
) -> None:
    """There is no limit for the whole house; requested codes expire by themselves."""
    before = set(Vault(store).keys("p"))
    outsider = [f"198.51.{n // 250}.{n % 250}" for n in range(2_100)]
    for address in outsider:
        registry.start_pairing(address)

    assert registry.start_pairing("192.0.2.77").code
    made = set(Vault(store).keys("p")) - before
    assert len(made) > 2 * len(outsider)
    prefix = keys.VAULT
    assert all(0 < store.commands.pttl(prefix + key) <= 600_000 for key in made)
    store.commands.delete(*(prefix + key for key in made))


def test_a_network_of_ipv6_counts_as_one_address(
    registry: DeviceRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "ADDRESS_PAIRINGS_MAX", 2)
    network = f"2001:db8:{uuid.uuid4().hex[:4]}:1:"
    for host in ("1", "2"):
        registry.start_pairing(f"{network}:{host}")

    with pytest.raises(TooManyPairings):
        registry.start_pairing(f"{network}:3")


# Tokens.


def test_the_token_is_kept_hashed_and_stands_in_no_log_and_no_address(
    hall: RunningHall, store: RedisStore, devices_of: Any
) -> None:
    log_before = hall.logs("display")
    _, token = devices_of()
    screen = board_of(hall, token)
    screen.next("device")
    requests.get(
        f"{hall.ready['display']}/api/display/v1/device", headers={"X-Device": token}, timeout=PATIENCE_S
    )
    screen.close()

    stored = []
    for key in store.commands.scan_iter("antre:*"):
        kind = store.commands.type(key)
        if kind == b"string":
            stored.append(key + b" " + (store.commands.get(key) or b""))
        elif kind == b"stream":
            stored += [json.dumps([str(v) for v in flat]).encode() for _, flat in store.commands.xrange(key)]
    wait_for(lambda: "/api/display/v1/device" in hall.logs("display")[len(log_before) :], what="the log line")
    logged = hall.logs("display") + hall.logs("counter")
    assert stored
    assert not any(token.encode() in text for text in stored)
    assert token not in logged


def test_a_device_is_told_who_it_is_before_its_board(hall: RunningHall, devices_of: Any) -> None:
    device, token = devices_of(inches=43, distance_m=8, speaks=False)
    screen = board_of(hall, token)

    event, data = screen.events.get(timeout=PATIENCE_S)

    assert event == "device"
    assert {
        "id": device["id"],
        "inches": 43,
        "distance_m": 8,
        "speaks": False,
        "muted": False,
    }.items() <= data.items()
    assert data["build"]
    assert screen.next("board")["venue"] == hall.venue
    screen.close()


@pytest.mark.parametrize("token", ["forged", "A" * 43, "A" * 5_000, "é" * 43])
def test_a_forged_token_opens_nothing(hall: RunningHall, token: str) -> None:
    with pytest.raises(Refused, match="device-unknown"):
        board_of(hall, token)
    response = requests.get(
        f"{hall.ready['display']}/api/display/v1/device", headers={"X-Device": token.encode()[:8_000]}, timeout=PATIENCE_S
    )  # fmt: skip
    assert (response.status_code, response.json()["slug"]) == (401, "device-unknown")


def test_a_token_opens_its_own_venue_and_its_own_kind_only(hall: RunningHall, devices_of: Any) -> None:
    _, token = devices_of()
    _, kiosk = devices_of(kind="kiosk")

    with pytest.raises(Refused, match="device-elsewhere"):
        board_of(hall, token, venue="saboak")
    with pytest.raises(Refused, match="device-unknown"):
        board_of(hall, kiosk)
    for namespace in ("/counter", "/ticket"):
        with pytest.raises(Refused, match="pass-unknown"):
            Screen(hall.ready["display"], namespace, {"pass": token})


def test_a_device_that_is_revoked_is_told_so_and_its_token_opens_nothing_any_more(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, token = devices_of()
    screen = board_of(hall, token)
    screen.next("board")

    assert post(hall, admin, f"/devices/{device['id']}/revoke").json() == {"revoked": device["id"]}

    assert screen.next("device", revoked=True)
    wait_for(lambda: not screen.client.connected, what="the end of its connection")
    with pytest.raises(Refused, match="device-unknown"):
        board_of(hall, token)
    assert post(hall, admin, f"/devices/{device['id']}", name="TV 96").status_code == 404


def test_a_hall_without_open_boards_shows_none_to_a_screen_that_is_not_paired(
    fresh_hall: RunningHall,
) -> None:
    hall = fresh_hall
    board_of(hall, None).close()

    hall.edit_house(lambda house: house["venues"][0].update(open_boards=False))

    def is_refused() -> bool:
        try:
            board_of(hall, None).close()
        except Refused as refusal:
            return "not-paired" in str(refusal)
        return False

    wait_for(is_refused, what="the refusal")


# Settings that an admin changes, and state that a device reports.


def test_renamed_moved_muted_and_told_to_test_a_device_knows(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, token = devices_of()
    zone = next(
        iter(requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()["zones"])
    )["id"]
    screen = board_of(hall, token)
    screen.next("device")

    for change in ({"name": f"TV {uuid.uuid4().hex[:6]}"}, {"zone": zone}, {"muted": True}, {"inches": 55}):
        assert post(hall, admin, f"/devices/{device['id']}", **change).status_code == 200
        assert screen.next("device", **change)
    assert post(hall, admin, f"/devices/{device['id']}/test-sound").status_code == 200

    do = screen.next("device", where=lambda payload: payload["do"])["do"]
    assert do["what"] == "test"
    again = board_of(hall, token)
    assert again.next("device")["do"]["id"] == do["id"]
    screen.close()
    again.close()


def test_a_name_is_taken_as_it_is_meant_and_what_nobody_means_is_named(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, _ = devices_of()
    name = f"TV {uuid.uuid4().hex[:6]}"

    taken = post(hall, admin, f"/devices/{device['id']}", name=f" {name}\u00a0Barat \U0001f600")
    refused = post(hall, admin, f"/devices/{device['id']}", name=f"{name}\u202e")

    assert taken.json()["device"]["name"] == f"{name} Barat \U0001f600"
    assert refused.status_code == 422
    assert "U+202E RIGHT-TO-LEFT OVERRIDE at letter 10" in refused.json()["detail"]


def test_every_change_of_a_device_stands_in_the_log_of_changes_without_its_token(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, _ = devices_of()
    post(hall, admin, f"/devices/{device['id']}", name="TV 97")
    post(hall, admin, f"/devices/{device['id']}/heard", heard=True)

    changes = admin.http.get(f"{hall.counters}/audit", timeout=PATIENCE_S).json()["changes"]

    lines = [line for change in changes for line in change["lines"] if line["id"] == device["id"]]
    assert [(line["section"], line["field"], line["after"]) for line in lines[:2]] == [
        ("devices", "heard", None), ("devices", "name", "TV 97"),
    ]  # fmt: skip
    assert lines[2]["after"]["name"] == device["name"]
    assert "hash" not in json.dumps(changes)


def test_what_a_device_says_of_itself_is_in_the_list_at_once(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, token = devices_of(inches=43)
    assert listed(hall, admin, device["id"])["seen_at"] is None
    screen = board_of(hall, token)
    command = screen.next("device")
    board = screen.next("board")

    say(screen, "state", {"build": command["build"], "sound": "locked", "width": 1920, "height": 1080,
                          "seq": max(1, board["seq"] - 3), "epoch": board["epoch"], "capitals_px": 222})  # fmt: skip

    wait_for(
        lambda: listed(hall, admin, device["id"])["sound"] == "locked", what="the sound state in the list"
    )
    entry = listed(hall, admin, device["id"])
    assert entry["online"]
    assert (entry["version"], entry["is_current"], entry["screen"]) == (command["build"], True, [1920, 1080])
    assert entry["behind"] >= 2
    assert entry["legible_m"] == 9.0
    screen.close()
    wait_for(lambda: not listed(hall, admin, device["id"])["online"], what="the device to be offline")


def test_a_locked_sound_is_an_alarm_in_the_live_hall(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    device, token = devices_of()
    screen = board_of(hall, token)
    live_pass = admin.http.get(f"{hall.counters}/venues/{hall.venue}/live", timeout=PATIENCE_S).json()["pass"]
    panel = Screen(hall.ready["display"], "/counter", {"pass": live_pass})

    say(screen, "state", {"sound": "locked"})

    def needs_of(hall: dict[str, Any]) -> list[dict[str, Any]]:
        return [need for need in hall["attention"] if need.get("device") == device["name"]]

    needs = needs_of(panel.next("hall", where=needs_of))
    assert [(n["kind"], n["what"]) for n in needs] == [("device", "sound-locked")]
    screen.close()
    panel.close()


@pytest.mark.parametrize(
    "reported",
    [
        None, 7, "on", [], {"sound": "loud"}, {"build": "<b>"}, {"build": "x" * 400}, {"width": -1}, {"width": True},
        {"height": 10**9}, {"seq": "1"}, {"epoch": 5}, {"capitals_px": "big"}, {"capitals_px": float("inf")},
    ],
)  # fmt: skip
def test_what_a_device_may_not_say_of_itself_is_left_out(reported: Any) -> None:
    assert read_report(reported) == PageReport()


def test_while_redis_is_away_a_device_that_is_known_is_let_in_again(fresh_hall: RunningHall) -> None:
    hall, pairing = fresh_hall, request_code(fresh_hall)
    wish = {"code": pairing["code"], "name": "TV 1", "kind": "tv", "venue": hall.venue}
    assert post(hall, hall.clerk(), "/devices", **wish).status_code == 200
    token = poll(hall, pairing["secret"]).json()["token"]
    board_of(hall, token).close()

    redis = hall.children()["redis"]
    os.kill(redis, signal.SIGSTOP)
    try:
        screen = board_of(hall, token)
        assert screen.next("board")["venue"] == hall.venue
        with pytest.raises(Refused, match="unavailable"):
            board_of(hall, "A" * 43)
        screen.close()
    finally:
        os.kill(redis, signal.SIGCONT)


# Receipts.


def test_shown_and_spoken_reach_the_right_clerk(hall: RunningHall, devices_of: Any, called: Any) -> None:
    (one, first), (two, second) = devices_of(), devices_of()
    boards = [board_of(hall, token) for token in (first, second)]
    for board in boards:
        board.next("board")
    seq, panel = called(COUNTER)
    other_seq, other = called(OTHER)
    await_receipts(panel, listening=2)

    for board in boards:
        say(board, "shown", {"seq": seq})
    assert await_receipts(panel, shown=2)["paired"] >= 2
    say(boards[0], "spoken", {"seq": seq})
    say(boards[1], "silent", {"seq": seq, "why": "muted"})

    receipts = await_receipts(panel, spoken=1, silent=1)
    assert {row["device"] for row in receipts["shown"]} == {one["name"], two["name"]}
    assert receipts["spoken"][0]["device"] == one["name"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", receipts["spoken"][0]["at"])
    say(boards[0], "shown", {"seq": other_seq})
    assert [row["device"] for row in await_receipts(other, shown=1)["shown"]] == [one["name"]]
    for board in boards:
        board.close()


def test_a_screen_that_is_not_paired_a_wrong_call_and_another_zone_do_not_count(
    hall: RunningHall, admin: Clerk, devices_of: Any, called: Any
) -> None:
    here = next(
        c
        for c in admin.http.get(f"{hall.counters}/venues/{hall.venue}", timeout=PATIENCE_S).json()["counters"]
        if c["id"] == COUNTER
    )
    zones = [
        z["id"]
        for z in requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()["zones"]
    ]
    _, token = devices_of()
    far, elsewhere = devices_of(zone=next(z for z in zones if z != here["zone"]))
    paired, open_board, away = board_of(hall, token), board_of(hall, None), board_of(hall, elsewhere)
    for board in (paired, open_board, away):
        board.next("board")
    seq, panel = called(COUNTER)
    assert await_receipts(panel, listening=1)["shown"] == []

    for event in ("shown", "spoken"):
        say(open_board, event, {"seq": seq})
        say(away, event, {"seq": seq})
        for wrong in (
            None,
            {},
            {"seq": 10**18},
            {"seq": str(seq)},
            {"seq": seq - 1},
            {"seq": seq, "day": "1999-01-01"},
            [seq],
        ):
            say(paired, event, wrong)
    say(paired, "shown", {"seq": seq})

    receipts = await_receipts(panel, shown=1)
    assert receipts["shown"][0]["device"] != far["name"]
    assert receipts["spoken"] == []
    for board in (paired, open_board, away):
        board.close()


def test_open_boards_that_show_the_call_are_counted_and_paired_ones_are_not(
    hall: RunningHall, devices_of: Any, called: Any
) -> None:
    _, token = devices_of()
    boards = [board_of(hall, token), *(board_of(hall, None) for _ in range(2))]
    for board in boards:
        board.next("board")
    _, panel = called(COUNTER)

    assert await_receipts(panel, open=2, listening=1)["shown"] == []
    boards[-1].close()
    boards[-2].close()
    await_receipts(panel, open=0, listening=1)
    boards.append(board_of(hall, None))
    await_receipts(panel, open=1)
    for board in (boards[0], boards[-1]):
        board.close()


def test_open_boards_of_another_display_process_are_counted_as_they_were_at_the_call(
    store: RedisStore,
) -> None:
    here, elsewhere = (Receipts(store.stream("{test}:open-boards", 10), lambda: None) for _ in range(2))

    elsewhere.take(Receipt("2026-06-08", 7, elsewhere.process_id, OPEN, 3))
    elsewhere.send()
    here.step()

    assert here.of("2026-06-08", 7).open == {elsewhere.process_id: 3}


def test_without_any_screen_the_clerk_is_told_that_none_listens(
    hall: RunningHall, admin: Clerk, devices_of: Any, called: Any
) -> None:
    devices_of()
    seq, _ = called(COUNTER)

    def has_receipt() -> bool:
        panel = Screen(hall.ready["display"], "/counter", {"pass": admin.state(COUNTER)["pass"]})
        receipts = panel.next("counter", where=lambda state: state["receipts"])["receipts"]
        panel.close()
        assert (receipts["seq"], receipts["listening"]) == (seq, 0)
        return bool(receipts["paired"] >= 1)

    wait_for(has_receipt, what="the paired TV that is switched off")


def test_an_old_tv_says_all_that_by_plain_requests(
    hall: RunningHall, admin: Clerk, devices_of: Any, called: Any
) -> None:
    device, token = devices_of()
    ask = {
        "url": f"{hall.ready['display']}/api/display/v1/device",
        "headers": {"X-Device": token},
        "timeout": 5,
    }
    assert requests.post(json={"state": {"sound": "none"}}, **ask).json()["do"] is None
    seq, panel = called(COUNTER)
    await_receipts(panel, listening=1)

    post(hall, admin, f"/devices/{device['id']}/reload")
    answer = requests.post(json={"shown": [seq], "silent": [{"seq": seq, "why": "off"}]}, **ask).json()

    assert answer["do"]["what"] == "reload"
    assert await_receipts(panel, shown=1, silent=1)["shown"][0]["device"] == device["name"]
    assert requests.post(json={"done": answer["do"]["id"]}, **ask).json()["do"] is None


def test_receipts_are_shared_with_another_display_process(
    hall: RunningHall, devices_of: Any, called: Any
) -> None:
    with display_beside(hall, "eventlet") as display:
        device, token = devices_of()
        board = board_of(hall, token, display)
        board.next("board")
        seq, panel = called(COUNTER)
        await_receipts(panel, listening=1)
        board.next("board", where=lambda state: state["seq"] >= seq)

        say(board, "shown", {"seq": seq})

        assert await_receipts(panel, shown=1)["shown"][0]["device"] == device["name"]
        board.close()


def test_what_is_remembered_of_receipts_is_bounded(store: RedisStore) -> None:
    received: list[None] = []
    receipts = Receipts(store.stream("{test}:receipts", 10), lambda: received.append(None))

    for seq in range(CALLS_MAX + 50):
        assert receipts.take(Receipt("2026-06-08", seq, "tv", SHOWN, 1))
    assert not receipts.take(Receipt("2026-06-08", CALLS_MAX + 49, "tv", SHOWN, 2))
    receipts.send()

    assert len(receipts) == CALLS_MAX
    assert len(received) == CALLS_MAX + 50
    other = Receipts(store.stream("{test}:receipts", 10), lambda: None)
    other.step()
    assert other.of("2026-06-08", CALLS_MAX + 49).shown == {"tv": 1}


def test_a_board_that_says_too_much_is_not_heard(hall: RunningHall, devices_of: Any, called: Any) -> None:
    device, token = devices_of()
    board = board_of(hall, token)
    board.next("board")
    seq, panel = called(COUNTER)
    await_receipts(panel, listening=1)
    for _ in range(205):
        say(board, "shown", {"seq": 1})
    say(board, "shown", {"seq": seq})

    quiet = board_of(hall, token)
    quiet.next("board")
    say(quiet, "spoken", {"seq": seq})

    assert await_receipts(panel, spoken=1)["shown"] == []
    assert device
    board.close()
    quiet.close()


# Sizes.


@pytest.mark.parametrize(("inches", "metres"), [(32, 6.7), (43, 9.0), (50, 10.5), (55, 11.5), (65, 13.7)])
def test_from_how_far_a_called_number_is_legible_follows_from_inches_and_capitals(
    inches: float, metres: float
) -> None:
    assert legible_m(inches, NEVER_ONLINE) == pytest.approx(metres, abs=0.1)
    assert legible_m(inches, DeviceState(1, width=3840, height=2160, capitals_px=444)) == pytest.approx(
        metres, abs=0.1
    )
    assert legible_m(None, NEVER_ONLINE) is None


def test_a_token_that_is_none_is_refused_before_anything_is_looked_up(registry: DeviceRegistry) -> None:
    with pytest.raises(DeviceRevoked):
        registry.get_by_token("")


def test_a_kiosk_takes_numbers_in_its_own_name_and_no_other_device_may(
    hall: RunningHall, admin: Clerk, devices_of: Any
) -> None:
    (kiosk, token), (_, of_tv) = devices_of(kind="kiosk"), devices_of()
    key = {"Idempotency-Key": uuid.uuid4().hex}

    first = hall.issue("kk", **key, **{"X-Device": token})
    again = hall.issue("kk", **key, **{"X-Device": token})
    public = hall.issue("kk", **key)

    assert (first.status_code, again.json()["number"]) == (201, first.json()["number"])
    assert again.json()["replayed"]
    assert public.json()["number"] != first.json()["number"], "keys are per actor"
    for wrong in (of_tv, "x" * 43):
        refused = hall.issue("kk", **{"X-Device": wrong})
        assert (refused.status_code, refused.json()["slug"]) == (401, "device-unknown")
    post(hall, admin, f"/devices/{kiosk['id']}/revoke")
    # Ticketing reads the change from the house's log, a moment after the response.
    wait_for(
        lambda: hall.issue("kk", **{"X-Device": token}).status_code == 401, what="the kiosk to be refused"
    )
