"""
The hall in containers on several Redis servers, by the overlays of ``deploy/``: failover, a killed primary,
restart.

Needs a container engine, as ``test_compose`` does.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator

import pytest
import requests

from rig.composed import Composed, composed, house_open_now, take_a_number
from rig.waiting import wait_for
from services.counter.house.house_file import SAMPLE
from waitingroom import keys

SERVICE = "air-sambungan"
GOES_ON_WITHIN_S = 90.0
"""Seconds from the loss of a Redis to the next number: a few by design, far more on a busy machine."""
SERVERS = ("redis", *(f"redis-{n}" for n in range(2, 7)))

pytestmark = pytest.mark.timeout(900)


class Engine:
    """The Redis servers of an overlay."""

    def __init__(self, hall: Composed) -> None:
        self.hall = hall

    def primary(self) -> str:
        """Return the container of the primary that has the venue's logs."""
        raise NotImplementedError

    def fail_over(self) -> None:
        """Fail over to its replica, as before maintenance of the primary."""
        raise NotImplementedError


class Sentinels(Engine):
    """A primary, its replica and three sentinels."""

    OVERLAY = "deploy/compose.sentinel.yml"

    def primary(self) -> str:
        address = self._ask("get-master-addr-by-name", "antre").split()[0]
        return {"11": "redis", "12": "redis-2"}[address.rpartition(".")[2]]

    def fail_over(self) -> None:
        assert "OK" in self._ask("failover", "antre")

    def _ask(self, *words: str) -> str:
        ask = f"REDISCLI_AUTH=$(sed -n 's/^requirepass //p' /secrets/sentinel.conf) redis-cli -p 26379 sentinel {' '.join(words)}"
        return self.hall("exec", "-T", "sentinel-2", "sh", "-c", ask)


class Cluster(Engine):
    """Three primaries with a replica each."""

    OVERLAY = "deploy/compose.cluster.yml"

    def __init__(self, hall: Composed) -> None:
        super().__init__(hall)
        self._password = ""

    def primary(self) -> str:
        slot = int(self._ask("redis-3", "cluster", "keyslot", keys.PREFIX + keys.DAYS_LOG(SAMPLE)))
        for line in self._nodes():
            ranges = [word.partition("-") for word in line[8:]]
            if any(int(first) <= slot <= int(last or first) for first, _, last in ranges):
                return self._container(line)
        raise AssertionError("no primary has the slot")

    def fail_over(self) -> None:
        primary = next(line[0] for line in self._nodes() if self._container(line) == self.primary())
        replica = next(self._container(line) for line in self._nodes() if line[3] == primary)
        assert "OK" in self._ask(replica, "cluster", "failover")

    def _nodes(self) -> list[list[str]]:
        return [
            line.split() for line in self._ask("redis-3", "cluster", "nodes").splitlines() if line.strip()
        ]

    @staticmethod
    def _container(node: list[str]) -> str:
        return SERVERS[int(node[1].partition(":")[0].rpartition(".")[2]) - 11]

    def _ask(self, container: str, *words: str) -> str:
        if not self._password:
            read = ("run", "--rm", "-T", "--no-deps", "cluster", "cat", "/secrets/password")
            self._password = self.hall(*read).split()[-1]
        secret = ("-e", f"REDISCLI_AUTH={self._password}")
        return self.hall(
            "exec", "-T", *secret, container, "redis-cli", "--user", "form", "--no-auth-warning", *words
        )


@pytest.fixture(scope="module", params=[Sentinels, Cluster])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    kind: type[Sentinels | Cluster] = request.param
    with composed(kind.OVERLAY) as hall:
        yield kind(hall)


def test_the_hall_goes_on_when_another_redis_takes_over_one_is_killed_and_all_restart(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    hall, counted = engine.hall, itertools.count(1)

    def next_number_is_given(after: str) -> None:
        """Assert that the next number is issued, without a gap: a refused request issued none."""
        began, answers = time.monotonic(), list[requests.Response]()

        def is_issued() -> bool:
            answers.append(take_a_number(hall, SERVICE))
            return answers[-1].status_code != 503

        wait_for(is_issued, GOES_ON_WITHIN_S, f"a number after: {after}")
        assert answers[-1].json()["number"] == f"AH-{next(counted):03}", answers[-1].text
        with capsys.disabled():
            print(f"\n  {type(engine).__name__}: {after:<28}{time.monotonic() - began:6.1f} s", end="")

    # Given a house on several Redis servers, started from nothing
    hall("build", "-q", "secrets", "redis", "gateway")
    hall("up", "-d", "--wait")
    hall("exec", "-T", "counter", "antre", "house", "load", "-", given=house_open_now())
    next_number_is_given("up from nothing")

    # When a replica takes over
    before = engine.primary()
    engine.fail_over()
    wait_for(lambda: engine.primary() != before, GOES_ON_WITHIN_S, "another primary")
    next_number_is_given("another one took over")
    # And the primary is killed, and all are stopped and restarted
    hurts: dict[str, Callable[[], None]] = {
        "the primary was killed": lambda: hall.kill(engine.primary()),
        "all down and up": lambda: (hall.down(), hall("up", "-d", "--wait"))[0],
    }
    for hurt, act in hurts.items():
        act()
        next_number_is_given(hurt)

    # Then every hash chain is sound, and the checker finds nothing wrong
    assert "All is well" in hall("exec", "-T", "counter", "antre", "fsck")
    logs = hall("logs", "--no-color", "ticketing", "counter", "display", "reports")
    for word in ("foreign", "Traceback", "past_differs"):
        assert word not in logs
