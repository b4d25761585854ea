"""
Redis servers with failover: a primary with replicas behind three sentinels, and a cluster.

Each server is an ``Engine`` that may be frozen, killed and restarted, with a password, its data in a folder and
``appendfsync always``. The sentinels have another password.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import redis
from redis.crc import key_slot

from rig.engines.engine import Engine, missing
from rig.engines.tls import Authority
from rig.running import ROOT
from rig.waiting import wait_for

PORTS, PORTS_EACH = 9_600, 300
"""Below those of halls (``running.PORTS``); each of eight pytest workers has its own range. A killed server keeps its port."""
SERVICE = "antre"
DEMOTE = ROOT / "deploy" / "antre-demote"
SLOTS = 16_384
FORMED_WITHIN_S = 60.0
ASKED_AGAIN_S = 4.0
_tried = count(os.getpid() % PORTS_EACH)


def _port() -> int:
    """Return a free port, a different one each time."""
    first = PORTS + PORTS_EACH * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    for n in _tried:
        port = first + n % PORTS_EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError


class Place(NamedTuple):
    """Where a server runs. inside: prefix of a command that runs there."""

    address: str = "127.0.0.1"
    inside: tuple[str, ...] = ()


HERE = Place()


class Server(Engine):
    """One server of a set; ``more``: lines of its configuration; authority: signs its certificate, None: no TLS."""

    def __init__(
        self, executable: Path, folder: Path, password: str, *more: str,
        as_sentinel: bool = False, authority: Authority | None = None, place: Place = HERE,
    ) -> None:  # fmt: skip
        self.port, self.password, self.host = _port(), password, place.address
        folder.mkdir(parents=True)
        config = folder / ("sentinel.conf" if as_sentinel else "redis.conf")
        hosts = " ".join(dict.fromkeys((self.host, HERE.address)))
        lines = [f"bind {hosts}", f"port {self.port}", f"requirepass {password}", f'dir "{folder}"', *more]
        if not as_sentinel:
            lines += [
                "appendonly yes", "appendfsync always", 'save ""', "maxmemory-policy noeviction",
                f"masterauth {password}", "repl-diskless-sync yes", "repl-diskless-sync-delay 0",
            ]  # fmt: skip
        url = f"redis://:{password}@{self.host}:{self.port}/0"
        if authority:
            lines += authority.lines(self.port)
            url = f"{url.replace('redis', 'rediss', 1)}?{authority.option}"
        config.write_text("\n".join(lines) + "\n")
        flags = ["--sentinel"] if as_sentinel else []
        super().__init__([*place.inside, str(executable), str(config), *flags], url)

    def ask(self, *words: Any) -> Any:
        """Send a command and return the raw reply."""
        with self.client() as client:
            client.response_callbacks.clear()
            return client.execute_command(*words)

    def replication(self) -> dict[str, Any]:
        """Return the replication section of INFO. Raises RedisError."""
        with self.client() as client:
            section: dict[str, Any] = client.info("replication")
            return section

    def signal(self, which: int) -> None:
        """Send the process a signal."""
        assert self.process is not None
        self.process.send_signal(which)

    @property
    def runs(self) -> bool:
        """Whether the process is running."""
        return self.process is not None and self.process.poll() is None


class EngineSet:
    """Common base of both sets. url: for ``RedisStore``; servers: those that hold data."""

    url: str
    servers: list[Server]

    def __init__(self, executable: Path, folder: Path, authority: Authority | None) -> None:
        self._executable, self._folder, self.password = executable, folder, secrets.token_urlsafe(12)
        self._authority = authority
        self._scheme = "rediss" if authority else "redis"
        self.servers = []

    def primaries(self) -> list[Server]:
        """Return the running servers that report themselves as primaries."""
        return [one for one in self.servers if one.runs and _role(one) == "master"]

    def replicas_of(self, primary: Server) -> list[Server]:
        """Return the running replicas of a primary that are connected to it."""
        replicas = []
        for one in self.servers:
            info = _replication(one) if one.runs else {}
            if info.get("master_port") == primary.port and info.get("master_link_status") == "up":
                replicas.append(one)
        return replicas

    def holder(self, key: str) -> Server:
        """Return the primary that holds this key. Raises AssertionError if no server reports it."""
        raise NotImplementedError

    def follower_of(self, primary: Server) -> Server:
        """Return a running replica of a primary."""
        wait_for(lambda: self.replicas_of(primary), FORMED_WITHIN_S, "a replica")
        return self.replicas_of(primary)[0]

    def await_replica(self, primary: Server) -> None:
        """Wait until a primary has a replica in sync; until then, presses that wait for a replica are not answered."""
        wait_for(
            lambda: _replication(primary).get("slave0", {}).get("state") == "online",
            FORMED_WITHIN_S,
            "a replica in sync",
        )

    def fail_over_from(self, primary: Server) -> None:
        """Start a planned failover."""
        raise NotImplementedError

    def await_taken_over(self, replica: Server) -> None:
        """Wait until this replica is the primary for all clients."""
        raise NotImplementedError

    def restart_as_replica(self, server: Server) -> None:
        """Restart a killed server, as its container does; it is then made a replica, as is one still running."""
        raise NotImplementedError

    def kill_far_ahead(self, primary: Server, frozen_s: float) -> None:
        """Freeze a primary's replica for ``frozen_s``, then kill -9 the primary, which loses its writes of that time."""
        replica = self.follower_of(primary)
        replica.signal(signal.SIGSTOP)
        primary.ask(
            "CLIENT", "KILL", "TYPE", "replica"
        )  # else the kernel buffers what the replica does not read
        time.sleep(frozen_s)
        primary.kill()
        replica.signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9 all servers."""
        for one in self._all():
            if one.runs:
                one.kill()

    def _all(self) -> Iterator[Server]:
        yield from self.servers

    def _server(self, *more: str, place: Place = HERE) -> Server:
        folder = self._folder / str(len(self.servers))
        one = Server(self._executable, folder, self.password, *more, authority=self._authority, place=place)
        self.servers.append(one)
        return one


class SentinelSet(EngineSet):
    """A primary and its replicas, monitored by three sentinels. places: of the primary, and of all other servers."""

    def __init__(
        self,
        executable: Path,
        folder: Path,
        *,
        replicas: int = 1,
        down_after_ms: int = 3_000,
        more: Sequence[str] = (),
        authority: Authority | None = None,
        places: Sequence[Place] = (HERE, HERE),
    ) -> None:
        if shutil.which("redis-cli") is None:
            missing("no redis-cli on the PATH, which a sentinel's script needs to demote the former primary")
        super().__init__(executable, folder, authority)
        primary = self._server(*more, place=places[0])
        for _ in range(replicas):
            self._server(f"replicaof {primary.host} {primary.port}", *more, place=places[1])
        word = secrets.token_urlsafe(12)
        self.sentinels = [
            Server(
                executable, folder / f"sentinel-{n}", word,
                f"sentinel monitor {SERVICE} {primary.host} {primary.port} 2", f"sentinel auth-pass {SERVICE} {self.password}",
                f"sentinel down-after-milliseconds {SERVICE} {down_after_ms}", f"sentinel failover-timeout {SERVICE} 6000",
                f"sentinel sentinel-pass {word}", f"sentinel client-reconfig-script {SERVICE} {DEMOTE}", as_sentinel=True, authority=authority, place=places[1],
            )
            for n in range(3)
        ]  # fmt: skip
        names = ",".join(f"{one.host}:{one.port}" for one in self.sentinels)
        self.url = f"{self._scheme}+sentinel://:{self.password}@{names}/{SERVICE}?sentinel_password={word}"
        self.url += f"&{authority.option}" if authority else ""
        wait_for(lambda: len(self.replicas_of(primary)) == replicas, FORMED_WITHIN_S, "the replicas")
        wait_for(
            lambda: all(self._knows(one, replicas) for one in self.sentinels),
            FORMED_WITHIN_S,
            "the sentinels",
        )

    def primary(self) -> int:
        """Return the port of the primary that the sentinels name."""
        return _primary_by(self.sentinels[0])

    def holder(self, key: str) -> Server:
        """See EngineSet.holder."""
        return next(one for one in self.servers if one.port == self.primary())

    def fail_over_from(self, primary: Server) -> None:
        """
        See EngineSet.fail_over_from; retried, because a sentinel may abandon a failover.

        Before that, every sentinel must have seen the replicas as replicas. It checks every ten seconds, and would undo a
        failover that follows another too soon, because it demotes a server that it twice finds to be an unexpected primary.
        """
        wait_for(
            lambda: all(map(_sees_replicas, self.sentinels)),
            FORMED_WITHIN_S,
            "the sentinels to see the replicas",
        )
        deadline = time.monotonic() + FORMED_WITHIN_S
        while self.primary() == primary.port and time.monotonic() < deadline:
            with suppress(
                redis.exceptions.ResponseError
            ):  # a failover is in progress, or no replica is suitable yet
                self.sentinels[0].ask("SENTINEL", "FAILOVER", SERVICE)
            with suppress(AssertionError):
                wait_for(lambda: self.primary() != primary.port, ASKED_AGAIN_S, "the failover")

    def await_taken_over(self, replica: Server) -> None:
        """See EngineSet.await_taken_over."""
        wait_for(
            lambda: all(_primary_by(one) == replica.port for one in self.sentinels),
            FORMED_WITHIN_S,
            "the sentinels",
        )

    def restart_as_replica(self, server: Server) -> None:
        """See EngineSet.restart_as_replica: the sentinels' script makes it a replica."""
        if not server.runs:
            server.start()

    def _knows(self, sentinel: Server, replicas: int) -> bool:
        with sentinel.client() as client:
            state = client.sentinel_master(SERVICE)
        return bool(state["num-other-sentinels"] == 2 and state["num-slaves"] == replicas)

    def _all(self) -> Iterator[Server]:
        yield from (*self.servers, *self.sentinels)


class ClusterSet(EngineSet):
    """A cluster of primaries with ``replicas`` replicas each; the slots are split evenly among the primaries."""

    def __init__(
        self, executable: Path, folder: Path, *, primaries: int = 3, replicas: int = 0, node_timeout_ms: int = 5_000,
        more: Sequence[str] = (), authority: Authority | None = None,
    ) -> None:  # fmt: skip
        super().__init__(executable, folder, authority)
        self._more = (
            "cluster-enabled yes",
            f"cluster-node-timeout {node_timeout_ms}",
            "cluster-allow-replica-migration no",
            *more,
        )
        first = [self.add() for _ in range(primaries)]
        for n, one in enumerate(first):
            one.ask("CLUSTER", "ADDSLOTSRANGE", SLOTS * n // primaries, SLOTS * (n + 1) // primaries - 1)
        self._await_meeting(primaries)
        for primary in first:
            for _ in range(replicas):
                self.add_replica(primary)
        self.wait_until_well()
        names = ",".join(f"127.0.0.1:{one.port}" for one in first)
        self.url = f"{self._scheme}+cluster://:{self.password}@{names}" + (
            f"?{authority.option}" if authority else ""
        )

    def add(self) -> Server:
        """Add a server without slots to the cluster."""
        one = self._server(*self._more, f"cluster-port {_port()}")
        bus = _cluster_port(one)
        if self.servers[0] is not one:
            self.servers[0].ask(
                "CLUSTER", "MEET", "127.0.0.1", one.port, _cluster_port(self.servers[0]) and bus
            )
            self._await_meeting(len(self.servers))
        return one

    def add_replica(self, primary: Server) -> Server:
        """Add a server as a replica of this primary."""
        one = self.add()
        one.ask("CLUSTER", "REPLICATE", node_id(primary))
        wait_for(lambda: one in self.replicas_of(primary), FORMED_WITHIN_S, "the replica")
        return one

    def wait_until_well(self) -> None:
        """Wait until every running server reports cluster_state:ok."""
        wait_for(
            lambda: all(b"cluster_state:ok" in one.ask("CLUSTER", "INFO") for one in self.servers if one.runs),
            FORMED_WITHIN_S, "the cluster",
        )  # fmt: skip

    def holder(self, key: str) -> Server:
        """See EngineSet.holder."""
        return self.owner(key_slot(key.encode()))

    def fail_over_from(self, primary: Server) -> None:
        """See EngineSet.fail_over_from; retried, because the replica may abandon a failover."""
        replica, deadline = self.follower_of(primary), time.monotonic() + FORMED_WITHIN_S
        while _role(replica) != "master" and time.monotonic() < deadline:
            with suppress(redis.exceptions.ResponseError):  # its primary is unreachable at the moment
                replica.ask("CLUSTER", "FAILOVER")
            with suppress(AssertionError):
                wait_for(lambda: _role(replica) == "master", ASKED_AGAIN_S, "the failover")

    def await_taken_over(self, replica: Server) -> None:
        """See EngineSet.await_taken_over."""
        wait_for(lambda: _role(replica) == "master", FORMED_WITHIN_S, "the election")

    def restart_as_replica(self, server: Server) -> None:
        """See EngineSet.restart_as_replica: the cluster makes it a replica."""
        if not server.runs:
            server.start()

    def remove(self, server: Server) -> None:
        """Remove a server without slots from the cluster, and kill it."""
        name = node_id(server)
        server.kill()
        self.servers.remove(server)
        for one in self.servers:
            if one.runs:
                one.ask("CLUSTER", "FORGET", name)

    def owner(self, slot: int) -> Server:
        """Return the running primary that reports this slot as its own. Raises AssertionError if none does."""
        for one in self.primaries():
            if slot in _own_slots(one):
                return one
        raise AssertionError(f"no primary has slot {slot}")

    def move_slot(self, slot: int, to: Server, *, keys_at_once: int = 10) -> None:
        """Move a slot with its keys to another primary, as ``redis-cli --cluster reshard`` does."""
        with self.half_moved(slot, to, keys_at_once=keys_at_once):
            pass

    @contextmanager
    def half_moved(self, slot: int, to: Server, *, keys_at_once: int = 10) -> Iterator[None]:
        """Move a slot's keys; the slot itself is reassigned at the end of the context."""
        self.wait_until_well()
        source = self.owner(slot)
        to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", node_id(source))
        source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", node_id(to))
        self._migrate(source, to, slot, keys_at_once)
        yield
        self._migrate(source, to, slot, keys_at_once)
        for one in (to, source, *(other for other in self.primaries() if other not in (to, source))):
            one.ask("CLUSTER", "SETSLOT", slot, "NODE", node_id(to))

    def _migrate(self, source: Server, to: Server, slot: int, keys_at_once: int) -> None:
        while names := source.ask("CLUSTER", "GETKEYSINSLOT", slot, keys_at_once):
            source.ask("MIGRATE", "127.0.0.1", to.port, "", 0, 60_000, "AUTH", self.password, "KEYS", *names)

    def _await_meeting(self, count: int) -> None:
        for one in self.servers[1:]:
            nodes = one.ask("CLUSTER", "NODES").count(b"\n")
            if nodes == 1:
                self.servers[0].ask("CLUSTER", "MEET", "127.0.0.1", one.port, _cluster_port(one))
        wait_for(
            lambda: all(
                one.ask("CLUSTER", "NODES").count(b" connected") >= count for one in self.servers if one.runs
            ),
            FORMED_WITHIN_S, "the servers to know each other",
        )  # fmt: skip


def _primary_by(sentinel: Server) -> int:
    return int(sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)[1])


def _sees_replicas(sentinel: Server) -> bool:
    with sentinel.client() as client:
        return all(one["role-reported"] == "slave" for one in client.sentinel_slaves(SERVICE))


def node_id(server: Server) -> str:
    """Return a server's node id in its cluster."""
    return str(server.ask("CLUSTER", "MYID"), "ascii")


def _cluster_port(server: Server) -> int:
    return int(server.ask("CONFIG", "GET", "cluster-port")[1])


def _own_slots(server: Server) -> set[int]:
    line = next(line for line in server.ask("CLUSTER", "NODES").decode().splitlines() if "myself" in line)
    slots: set[int] = set()
    for part in line.split()[8:]:
        if not part.startswith("["):
            first, _, last = part.partition("-")
            slots.update(range(int(first), int(last or first) + 1))
    return slots


def _replication(server: Server) -> dict[str, Any]:
    try:
        return server.replication()
    except redis.exceptions.RedisError:
        return {}


def _role(server: Server) -> str:
    return str(_replication(server).get("role", ""))
