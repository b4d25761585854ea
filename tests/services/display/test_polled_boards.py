"""Polled boards for old TVs: the same state as the live connection, from any display process, at little cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from rig.devices import post
from rig.running import ROOT, Clerk, RunningHall, free_base_port
from rig.screens import Screen
from rig.waiting import PATIENCE_S, wait_for
from services.display.boards.board_cache import SELECTIONS_MAX, BoardCache
from services.display.boards.polling_boards import POLLED_WITHIN_S, SCREENS_MAX, PollingBoards
from waitingroom.views.board import Selection

COUNTER = "3"


def ask(
    hall: RunningHall, display: str = "", token: str = "", venue: str = "", **query: Any
) -> requests.Response:
    url = f"{display or hall.ready['display']}/api/display/v1/venues/{venue or hall.venue}/board"
    headers = {"X-Device": token} if token else {}
    return requests.get(url, params=query, headers=headers, timeout=PATIENCE_S)


def tip(response: requests.Response) -> dict[str, Any]:
    board = response.json()["board"]
    return {"epoch": board["epoch"], "seq": board["seq"]}


def hear(hall: RunningHall, pressed: requests.Response, display: str = "") -> None:
    """Wait until a display has applied a press."""
    wait_for(
        lambda: tip(ask(hall, display))["seq"] >= pressed.json()["seq"], what="the display to apply the press"
    )


def number_of(pressed: requests.Response) -> str:
    """Return the number that was called."""
    number: str = pressed.json()["ticket"]["number"]
    return number


@pytest.fixture
def call(hall: RunningHall) -> Iterator[Any]:
    """Issue and call one more number; return the response, which the display may not have applied yet."""
    clerk = hall.clerk()
    hear(hall, clerk.press(COUNTER, "open"))

    def press() -> requests.Response:
        assert hall.issue("ktp-el").status_code == 201
        return clerk.press(COUNTER, "next", finish=True)

    yield press
    clerk.press(COUNTER, "finish")
    clerk.press(COUNTER, "close")


def test_who_asks_gets_what_a_live_board_is_sent(hall: RunningHall, call: Any) -> None:
    hear(hall, call())
    response, live = ask(hall), Screen(hall.ready["display"], "/board", {"venue": hall.venue})

    house, board = live.next("house"), live.next("board", seq=tip(response)["seq"])

    of_the_moment = {"now": None, "heard": None}
    assert response.json()["house"] == house
    assert response.json()["board"] | of_the_moment == board | of_the_moment
    assert response.headers["Cache-Control"] == "no-store"
    live.close()


def test_who_has_the_newest_is_told_so_in_no_words_until_something_happens(
    hall: RunningHall, call: Any
) -> None:
    position = tip(ask(hall))
    newest = ask(hall, **position)
    number = number_of(call())

    def has_call() -> bool:
        response = ask(hall, **position)
        return response.status_code == 200 and response.json()["board"]["calls"][0]["number"] == number

    assert (newest.status_code, newest.content, newest.headers["Cache-Control"]) == (204, b"", "no-store")
    assert "Content-Type" not in newest.headers
    wait_for(has_call, what="the call")
    assert ask(hall, epoch="of another life", seq=position["seq"]).status_code == 200


def test_a_board_may_be_for_a_part_of_the_venue(hall: RunningHall, call: Any) -> None:
    number = number_of(call())
    zone = ask(hall).json()["house"]["counters"][COUNTER]["zone"]
    other = next(z for z in ask(hall).json()["house"]["zones"] if z != zone)

    def numbers(**part: str) -> list[str]:
        return [c["number"] for c in ask(hall, **part).json()["board"]["calls"]]

    wait_for(lambda: number in numbers(zone=zone), what="the call")
    assert number in numbers(agency="dukcapil")
    assert number in numbers(counter=COUNTER)
    assert number not in numbers(zone=other)
    assert ask(hall, counter=COUNTER).json()["board"]["desk"]["number"] == number


def test_an_unpaired_board_that_polls_is_counted_once_among_those_that_stand(
    hall: RunningHall, call: Any
) -> None:
    """The clerk's receipt says how many unpaired old TVs display her call."""
    call()
    panel = Screen(hall.ready["display"], "/counter", {"pass": hall.clerk().state(COUNTER)["pass"]})
    open_before = panel.next("counter", where=lambda state: state["receipts"])["receipts"]["open"]
    elsewhere = next(c for c in ask(hall).json()["house"]["counters"] if c != COUNTER)

    for _ in range(3):
        for query in ({"screen": "one"}, {"screen": "two"}, {}, {"screen": "other", "counter": elsewhere}):
            assert ask(hall, **query).ok

    def counts(n: int) -> Any:
        return lambda state: (state["receipts"] or {}).get("open") == open_before + n

    panel.next("counter", where=counts(2))
    panel.next("counter", where=counts(0))
    panel.close()


def test_a_board_counts_while_it_polls_and_made_up_ids_are_bounded() -> None:
    now = [0.0]
    boards, zone = PollingBoards(lambda: now[0]), Selection(zone="east")

    counted = [boards.note("a", Selection()), boards.note("a", Selection()), boards.note("a", zone)]
    now[0] += POLLED_WITHIN_S
    boards.note("b", zone)
    both = boards.count()
    now[0] += 1
    alone = (boards.count(), boards.forget_silent(), boards.forget_silent())
    for n in range(SCREENS_MAX + 9):
        boards.note(f"made up {n}", Selection())

    assert counted == [True, False, True]
    assert both == {zone: 2}
    assert alone == ({zone: 1}, True, False)
    assert boards.count().total() == SCREENS_MAX


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ({"venue": "moon"}, 404, "unknown-venue"),
        ({"zone": "moon"}, 404, "unknown-zone"),
        ({"agency": "moon"}, 404, "unknown-agency"),
        ({"counter": "99"}, 404, "unknown-counter"),
        ({"seq": "many"}, 422, "malformed"),
        ({"token": "forged"}, 401, "device-unknown"),
    ],
)
def test_who_asks_for_what_is_not_there_is_refused_with_a_slug(
    hall: RunningHall, query: dict[str, str], status: int, slug: str
) -> None:
    response = ask(hall, **query)

    assert (response.status_code, response.json()["slug"]) == (status, slug)


def test_a_process_that_never_saw_the_tv_answers_as_the_one_before(hall: RunningHall, call: Any) -> None:
    hear(hall, call())
    position = tip(ask(hall))
    port = free_base_port()
    env = os.environ | {
        "PYTHONPATH": str(ROOT), "ANTRE_REDIS_URL": hall.ready["redis"], "ANTRE_PORT": str(port),
        "ANTRE_LOG_LEVEL": "error",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "services.display.serve"], env=env, stderr=subprocess.DEVNULL
    )
    other = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return ask(hall, other, **position).status_code == 204
        except requests.RequestException:
            return False

    try:
        wait_for(answers, what="the other display")
        assert tip(ask(hall, other)) == position
        hear(hall, call(), other)
        assert ask(hall, other, **position).status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(5)


def test_a_paired_tv_sees_the_zone_of_its_record_and_no_other_venue(
    hall: RunningHall,
    admin: Clerk,
    devices_of: Any,
    call: Any,
) -> None:
    house = ask(hall).json()["house"]
    here = house["counters"][COUNTER]["zone"]
    other = next(zone for zone in house["zones"] if zone != here)
    device, token = devices_of(zone=other)
    _, near = devices_of(zone=here)
    _, kiosks = devices_of(kind="kiosk")
    number = number_of(call())

    def numbers(token: str) -> list[str]:
        return [c["number"] for c in ask(hall, token=token, zone=here).json()["board"]["calls"]]

    wait_for(lambda: number in numbers(near), what="the call")
    assert number not in numbers(token)
    elsewhere = ask(hall, token=token, venue="cfd")
    assert (elsewhere.status_code, elsewhere.json()["slug"]) == (409, "device-elsewhere")
    assert elsewhere.json()["device"]["venue"] == hall.venue
    assert ask(hall, token=kiosks).status_code == 401
    post(hall, admin, f"/devices/{device['id']}/revoke")
    wait_for(lambda: ask(hall, token=token).status_code == 401, what="revoked")


def test_a_hall_without_open_boards_answers_paired_tvs_only(fresh_hall: RunningHall) -> None:
    fresh_hall.edit_house(lambda house: house["venues"][0].update(open_boards=False))

    wait_for(lambda: ask(fresh_hall).status_code == 403, what="refused")

    assert ask(fresh_hall).json()["slug"] == "not-paired"


def test_while_the_log_is_not_heard_the_board_is_given_again_with_its_age(fresh_hall: RunningHall) -> None:
    position = tip(ask(fresh_hall))
    redis = fresh_hall.children()["redis"]
    os.kill(redis, signal.SIGSTOP)
    try:
        wait_for(lambda: ask(fresh_hall, **position).status_code == 200, what="the previous board")
        board = ask(fresh_hall, **position).json()["board"]
        assert board["heard"] < board["now"]
    finally:
        os.kill(redis, signal.SIGCONT)
    wait_for(lambda: ask(fresh_hall, **position).status_code == 204, what="the log to be available again")


class StubHall:
    epoch, seq = "e", 1


class StubLive:
    heard_at = float("inf")

    def read(self, view: Any) -> Any:
        return view(StubHall, 0)


class StubFeed:
    """A feed that counts how often it renders a board."""

    live, made = StubLive(), 0

    def whole_state(self, namespace: str, topic: Any) -> list[tuple[str, Any]]:
        self.made += 1
        return [("house", {}), ("board", {"epoch": "e", "seq": StubHall.seq, "zone": topic.zone})]


def test_one_board_is_made_for_all_who_ask_and_few_are_kept() -> None:
    feed = StubFeed()
    polled = BoardCache(feed)  # type: ignore[arg-type]

    answers = {polled.newer(Selection(), "", -1) for _ in range(50)}
    for n in range(SELECTIONS_MAX + 10):
        polled.newer(Selection(zone=str(n)), "", -1)

    assert len(answers) == 1
    assert feed.made == 1 + SELECTIONS_MAX + 10
    assert len(polled._boards) == SELECTIONS_MAX
    assert polled.newer(Selection(), "e", 1) is None
