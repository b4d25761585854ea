"""Connection limits, without sockets: places by kind, newcomers, and how much a screen may send."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from services.display.connections import (
    BYTES_PER_MESSAGE,
    HOUSE,
    MESSAGES_MAX,
    NEWCOMER,
    NEWCOMER_S,
    OTHERS,
    PUBLIC,
    READS_PER_MESSAGE,
    WINDOW_S,
    Connection,
    Connections,
)
from services.display.incoming import is_valid_client_message
from services.display.memory import BUSY_REST_S, LEFT_MIN, QUIET_REST_S, QUIET_S, MemoryReturn


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Raw:
    """A socket that records whether it was shut down."""

    is_shut = False

    def shutdown(self, how: int) -> None:
        self.is_shut = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def connections(clock: Clock, registry: CollectorRegistry) -> Connections:
    return Connections(registry, public_max=3, address_max=2, clock=clock)


def opened(connections: Connections, address: str = "10.0.0.1") -> Connection:
    return connections.open(Raw(), address)


def figure(registry: CollectorRegistry, kind: str) -> float | None:
    return registry.get_sample_value("antre_sockets", {"kind": kind})


def test_the_house_gets_in_when_the_public_part_is_full(connections: Connections) -> None:
    for address in ("a", "b", "c"):
        assert connections.admit(opened(connections, address), "/board", PUBLIC)

    assert not connections.admit(opened(connections, "d"), "/board", PUBLIC)
    assert connections.admit(opened(connections, "d"), "/board", HOUSE)


def test_one_address_does_not_take_all_places_but_the_house_behind_it_gets_in(
    connections: Connections,
) -> None:
    first = opened(connections)
    assert connections.admit(first, "/board", PUBLIC)
    assert connections.admit(opened(connections), "/board", PUBLIC)

    assert not connections.admit(opened(connections), "/board", PUBLIC)
    assert connections.admit(opened(connections), "/counter", HOUSE)
    connections.close(first)
    assert connections.admit(opened(connections), "/board", PUBLIC)


def test_a_screen_in_two_namespaces_has_one_place(
    connections: Connections, registry: CollectorRegistry
) -> None:
    screen = opened(connections)
    assert connections.admit(screen, "/board", PUBLIC)
    assert connections.admit(screen, "/ticket", PUBLIC)
    assert figure(registry, PUBLIC) == 1

    connections.leave(screen, "/board")
    assert figure(registry, PUBLIC) == 1
    connections.leave(screen, "/ticket")

    assert (figure(registry, PUBLIC), figure(registry, NEWCOMER)) == (0, 1)


def test_who_leaves_its_namespace_is_a_newcomer_whose_time_runs(
    connections: Connections, clock: Clock
) -> None:
    screen = opened(connections)
    connections.admit(screen, "/board", PUBLIC)
    clock.now += NEWCOMER_S * 2
    connections.drop_overdue()
    assert not screen.raw.is_shut

    connections.leave(screen, "/board")
    connections.drop_overdue()
    assert not screen.raw.is_shut
    clock.now += NEWCOMER_S
    connections.drop_overdue()

    assert screen.raw.is_shut


def test_newcomers_crowd_out_only_each_other_the_oldest_first(connections: Connections) -> None:
    board = opened(connections)
    connections.admit(board, "/board", PUBLIC)
    first, *others = [opened(connections) for _ in range(3 + OTHERS + 1)]

    assert first.raw.is_shut
    assert not any(connection.raw.is_shut for connection in (board, *others))


@pytest.mark.parametrize("kind", [NEWCOMER, PUBLIC, HOUSE])
def test_what_arrives_is_bounded_within_a_window(kind: str, connections: Connections, clock: Clock) -> None:
    most = MESSAGES_MAX[kind]
    for amounts in (
        {"messages": most}, {"reads": most * READS_PER_MESSAGE}, {"received": most * BYTES_PER_MESSAGE},
    ):  # fmt: skip
        connection = opened(connections)
        if kind != NEWCOMER:
            connections.admit(connection, "/board", kind)
        assert connection.count(clock(), **amounts)
        assert not connection.count(clock(), **dict.fromkeys(amounts, 1))
        clock.now += WINDOW_S
        assert connection.count(clock(), **amounts)
        connections.close(connection)


def test_refusals_are_all_counted_and_logged_once_in_a_while(
    connections: Connections, registry: CollectorRegistry, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[dict[str, object]] = []
    monkeypatch.setattr("services.web.logs.warning", lambda event, **fields: lines.append(fields))

    for _ in range(5):
        connections.drop(opened(connections), "flood")
    clock.now += 60
    connections.drop(opened(connections), "flood")

    flooded = [line for line in lines if line["reason"] == "flood"]
    assert registry.get_sample_value("antre_sockets_refused_total", {"reason": "flood"}) == 6
    assert [line["count"] for line in flooded] == [1, 5]


@pytest.mark.parametrize(
    "message",
    [
        "3", "1", "40/board,", '40/board,{"venue":"x"}', "41/board,", '42/board,["state",{"sound":"on"}]',
        '42/board,7["anything"]',
    ],
)  # fmt: skip
def test_a_screen_sends_that_it_lives_and_packets_of_its_namespace(message: str) -> None:
    assert is_valid_client_message(message)


@pytest.mark.parametrize(
    "message",
    [
        "", "2", "5", "6", "0", "9", "4", "x", "\x00", b"4", b"", "4x", "42", "42/board,", "42/board,[]",
        "42/board,{}", "42/board,[7]", '42/board,["disconnect"]', '42/board,["connect",{}]', "43/board,1[]",
        "44/board,{}", "451-/board,[{}]", "45999999999-/board,[{}]", "46/board,1[]", "47", "40/board,{",
        "4" + "2/board," + "[" * 8_000, "42/board," + "9" * 200,
    ],
)  # fmt: skip
def test_what_no_screen_sends_is_recognised(message: str | bytes) -> None:
    assert not is_valid_client_message(message)


def test_memory_is_given_back_when_the_screens_have_left_and_seldom_while_they_leave(clock: Clock) -> None:
    acts: list[float] = []
    memory = MemoryReturn(clock, act=lambda: acts.append(clock.now))
    began, left = clock.now, LEFT_MIN - 1
    clock.now += QUIET_REST_S
    memory.step(left)
    clock.now += QUIET_S
    memory.step(left)
    assert acts == []

    memory.step(left + 1)
    clock.now += QUIET_S
    memory.step(left + 1)
    assert acts == [clock.now]

    for _ in range(int(BUSY_REST_S)):
        left += LEFT_MIN
        memory.step(left)
        clock.now += 1
    memory.step(left + LEFT_MIN)
    assert acts == [began + QUIET_REST_S + 2 * QUIET_S, clock.now]
