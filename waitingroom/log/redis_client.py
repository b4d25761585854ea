"""
Redis clients for a URL: a single server, a primary behind Sentinel, or a cluster.

    redis://[user:password@]host[:port][/db][?ssl_…]                      rediss:// with TLS; unix://path
    redis+sentinel://[user:password@]h1[:p1],h2[:p2],…/SERVICE[?…]        rediss+sentinel://
    redis+cluster://[user:password@]h1[:p1],h2[:p2],…[?…]                 rediss+cluster://

redis-py handles finding the primary and the slots, MOVED and ASK (``redis.sentinel``, ``redis.cluster``). Commands are
retried only after a response that means "not here" or "not now", when they were not executed. In a cluster, redis-py
can neither keep several commands on one connection (an append and its WAIT) nor block on one stream; for these,
``pinned`` returns a connection to the server that holds a key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import redis
from redis.backoff import NoBackoff
from redis.cluster import PRIMARY, ClusterNode, RedisCluster
from redis.connection import Connection, parse_url
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

CONNECT_TIMEOUT_S = 0.5
SENTINEL_TIMEOUT_S = 0.5
"""Timeout per sentinel; they are asked for the primary one after the other."""
CONNECTIONS_MAX = 512
"""More than the threads of a process that follows 300 venues, since an exhausted pool looks like a lost Redis."""
REDIS_PORT, SENTINEL_PORT = 6379, 26379
SINGLE, SENTINEL, CLUSTER = "single", "sentinel", "cluster"
KINDS = {
    "redis": SINGLE, "rediss": SINGLE, "unix": SINGLE, "redis+sentinel": SENTINEL, "rediss+sentinel": SENTINEL,
    "redis+cluster": CLUSTER, "rediss+cluster": CLUSTER,
}  # fmt: skip
WAITAOF_SINCE = (7, 2)
"""The first Redis version with WAITAOF; Valkey reports a compatible version."""
RAW_COMMANDS = ("XRANGE", "XREVRANGE", "XREAD")

NOT_EXECUTED = (
    redis.exceptions.AskError,  # and MovedError
    redis.exceptions.TryAgainError, redis.exceptions.ClusterDownError, redis.exceptions.ReadOnlyError,
    redis.exceptions.SlotNotCoveredError,
)  # fmt: skip
"""Errors that mean "not here" or "not now": the command was not executed and may be retried."""
NO_REPLICAS = "NOREPLICAS"
"""Prefix of the error with which a primary refuses writes while it has too few replicas (min-replicas-to-write)."""


class RedisUrlWrong(ValueError):
    """The URL of Redis is invalid; the text says why."""


class Place(NamedTuple):
    """
    The location of Redis. servers: host and port of each server in the URL, which are the sentinels if there are any.

    service: the primary's name in Sentinel; options: for each connection, as for redis.Redis; sentinel_options: for
    connections to the sentinels.
    """

    kind: str
    servers: tuple[tuple[str, int], ...]
    service: str
    options: dict[str, Any]
    sentinel_options: dict[str, Any]


def read_url(url: str) -> Place:
    """Parse a URL (see the module's docstring). Raises RedisUrlWrong."""
    scheme, _, rest = url.partition("://")
    if scheme not in KINDS:
        raise RedisUrlWrong(f"it begins with none of {', '.join(f'{name}://' for name in KINDS)}")
    kind = KINDS[scheme]
    try:
        if kind == SINGLE:
            parsed = parse_url(url)  # type: ignore[no-untyped-call]
            host, port = parsed.get("host", "localhost"), parsed.get("port", REDIS_PORT)
            return Place(kind, () if "path" in parsed else ((host, port),), "", {}, {})
        parts = urlsplit(f"{scheme.partition('+')[0]}://{rest}")
        user, _, names = parts.netloc.rpartition("@")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        login = {name: query.pop(f"sentinel_{name}", None) for name in ("username", "password")}
        servers = tuple(
            _server(name, SENTINEL_PORT if kind == SENTINEL else REDIS_PORT) for name in names.split(",")
        )
        first = urlunsplit((parts.scheme, f"{user}@h" if user else "h", "", urlencode(query), ""))
        options: dict[str, Any] = parse_url(first)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise RedisUrlWrong(str(error)) from error
    options.pop("host")
    options["ssl"] = options.pop("connection_class", None) is not None
    service = parts.path.strip("/")
    _check(kind, service, options)
    tls = {name: value for name, value in options.items() if name.startswith("ssl")}
    return Place(kind, servers, service, options, tls | {name: word for name, word in login.items() if word})


def _check(kind: str, service: str, options: dict[str, Any]) -> None:
    if kind == SENTINEL and (not service or "/" in service):
        raise RedisUrlWrong("after the sentinels it lacks the primary's name: redis+sentinel://h1,h2,h3/NAME")
    if kind == CLUSTER and service not in ("", "0"):
        raise RedisUrlWrong("a cluster has no database but 0: leave out what follows the servers")
    supported = ("username", "password", "db", "ssl")
    if unknown := [name for name in options if name not in supported and not name.startswith("ssl_")]:
        raise RedisUrlWrong(
            f"{', '.join(unknown)}: no such option; there are db, ssl_…, sentinel_username, sentinel_password"
        )
    if kind == CLUSTER and options.pop("db", 0):
        raise RedisUrlWrong("a cluster has no database but 0")


def _server(name: str, port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{name}")
    if not parts.hostname:
        raise RedisUrlWrong("it lacks a server: h1:p1,h2:p2,h3:p3")
    return parts.hostname, parts.port or port


class Run(NamedTuple):
    """A run of a server, as reported when a connection was opened."""

    id: str


class RedisClients:
    """Clients of a Redis at a fixed address. Methods that talk to Redis may raise redis-py's errors."""

    can_fail_over = has_slots = False
    """Whether another server may take over; whether keys are distributed over servers by slot."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._runs: dict[str, str] = {}
        self.supports_waitaof = False
        self.failovers_seen = 0
        """Number of failovers noticed without a connection error."""

    def shared(self, timeout_s: float) -> Any:
        """Return a client for use by many threads."""
        return _raw(redis.Redis.from_url(self._url, **self._common(timeout_s)))

    def pinned(self, key: str, timeout_s: float) -> redis.Redis:
        """Open a connection to the server that holds this key; return its client. Raises RedisError."""
        return _raw(redis.Redis.from_url(self._url, **self._common(timeout_s), single_connection_client=True))

    def pinned_redirect(self, error: redis.exceptions.AskError, timeout_s: float) -> redis.Redis:
        """Open a connection to the server that this redirect names; return its client. Raises RedisError."""
        raise error

    def run_id(self, key: str) -> str:
        """Return the run id of the server that holds this key, "" before the first connection."""
        return self._runs.get("", "")

    def learn(self, error: Exception, key: str = "") -> None:
        """Refresh the topology after this error about a key."""

    def page(self, client: Any, key: str, after: str, count: int) -> tuple[Any, tuple[int, int]]:
        """Return up to ``count`` entries of a stream after this id, and the time of the server that holds it."""
        pipe = client.pipeline(transaction=False)
        pipe.xrange(key, min=f"({after}", count=count)
        pipe.time()
        entries, now = pipe.execute()
        return entries, now

    def now(self, client: Any, key: str) -> tuple[int, int]:
        """Return the time of the server that holds this key, in seconds and microseconds."""
        return cast("tuple[int, int]", client.time())

    def ping(self, client: Any) -> bool:
        """Return whether a primary responds."""
        return bool(client.ping())

    def infos(self, client: Any, section: str) -> list[dict[str, Any]]:
        """Return this section of INFO from every primary."""
        return [client.info(section)]

    def settings(self, client: Any, name: str) -> dict[Any, Any]:
        """Return the configuration parameters that match this name, from a primary."""
        return cast("dict[Any, Any]", client.config_get(name))

    def groups(self, names: list[str]) -> list[list[str]]:
        """Group these keys so that each group can be used in one MULTI."""
        return [names]

    def servers(self) -> set[tuple[str, int]]:
        """Return host and port of every known server, including sentinels and replicas."""
        return set(read_url(self._url).servers)

    def _common(self, timeout_s: float) -> dict[str, Any]:
        return _timing(timeout_s) | {"redis_connect_func": self._on_connect}

    def _on_connect(self, connection: Connection) -> None:
        connection.on_connect()  # type: ignore[no-untyped-call]
        self._note_run(connection, "")

    def _note_run(self, connection: Connection, address: str) -> None:
        """Read the server's version and run id on a new connection. Raises ConnectionError if the run id changed."""
        connection.send_command("INFO", "server")  # type: ignore[no-untyped-call]
        lines = cast(bytes, connection.read_response()).decode().splitlines()
        info = dict(line.split(":", 1) for line in lines if ":" in line)
        self.supports_waitaof = tuple(int(n) for n in info["redis_version"].split(".")[:2]) >= WAITAOF_SINCE
        run = connection.run = Run(info["run_id"].strip())  # type: ignore[attr-defined]
        before, self._runs[address] = self._runs.get(address, ""), run.id
        if before and before != run.id:
            raise redis.exceptions.ConnectionError("Redis was restarted, or a failover happened")


class SentinelClients(RedisClients):
    """
    Clients of the current primary according to the sentinels.

    After a planned failover the old primary accepts commands for about ten more seconds; so the sentinels are asked
    at every ping, not only when a connection breaks.
    """

    can_fail_over = True

    def __init__(self, url: str, place: Place) -> None:
        super().__init__(url)
        self._place = place
        self._pools: list[SentinelConnectionPool] = []
        self._address: Any = None
        self._sentinel = Sentinel(  # type: ignore[no-untyped-call]
            place.servers, sentinel_kwargs=_timing(SENTINEL_TIMEOUT_S) | place.sentinel_options,
        )  # fmt: skip

    def shared(self, timeout_s: float) -> Any:
        """See RedisClients.shared."""
        pool = self._pool(timeout_s)
        self._pools.append(pool)
        return _raw(redis.Redis.from_pool(pool))

    def pinned(self, key: str, timeout_s: float) -> redis.Redis:
        """See RedisClients.pinned."""
        return _raw(redis.Redis(connection_pool=self._pool(timeout_s), single_connection_client=True))

    def ping(self, client: Any) -> bool:
        """See RedisClients.ping."""
        for pool in self._pools:
            address = pool.get_master_address()  # type: ignore[no-untyped-call]  # closes connections to another primary
        if address != self._address:
            self._address, self.failovers_seen = address, self.failovers_seen + 1
        return super().ping(client)

    def servers(self) -> set[tuple[str, int]]:
        """See RedisClients.servers; only the sentinels if none of them responds."""
        servers = set(self._place.servers)
        with suppress(redis.exceptions.RedisError):
            servers.add(self._sentinel.discover_master(self._place.service))  # type: ignore[no-untyped-call]
            servers.update(self._sentinel.discover_slaves(self._place.service))  # type: ignore[no-untyped-call]
        return servers

    def _pool(self, timeout_s: float) -> SentinelConnectionPool:
        return SentinelConnectionPool(  # type: ignore[no-untyped-call]
            self._place.service, self._sentinel, **self._common(timeout_s), **self._place.options
        )


class _Cluster(RedisCluster):
    """redis-py's class, which fails on a redirect to a server without slots, because it does not know that server."""

    def get_node(self, host: Any = None, port: Any = None, node_name: Any = None) -> ClusterNode | None:
        """Return the server of this name, even if it has no slots."""
        node = cast("ClusterNode | None", super().get_node(host, port, node_name))  # type: ignore[no-untyped-call]
        if node is None and node_name:
            host, _, port = node_name.rpartition(":")
            node = self.nodes_manager.nodes_cache.setdefault(node_name, ClusterNode(host, int(port), PRIMARY))  # type: ignore[no-untyped-call]
        return node


class ClusterClients(RedisClients):
    """Clients of a cluster; its slots are loaded on first use, and again after they moved."""

    can_fail_over = has_slots = True

    def __init__(self, url: str, place: Place) -> None:
        super().__init__(url)
        self._place = place
        self._clusters: list[RedisCluster] = []
        self._connecting = threading.Lock()

    def shared(self, timeout_s: float) -> Any:
        """See RedisClients.shared. Raises RedisError: no server of the cluster can be reached."""
        cluster = _Cluster(
            startup_nodes=[ClusterNode(*server) for server in self._place.servers], require_full_coverage=False,  # type: ignore[no-untyped-call]
            reinitialize_steps=1, **_timing(timeout_s), **self._place.options,
            redis_connect_func=lambda connection: self._note_run(connection, _address(connection)),
        )  # fmt: skip
        self._clusters.append(cluster)
        return cluster

    def pinned(self, key: str, timeout_s: float) -> redis.Redis:
        """See RedisClients.pinned."""
        node = self._node(key)
        return self._pinned_to(node.host, node.port, timeout_s)

    def pinned_redirect(self, error: redis.exceptions.AskError, timeout_s: float) -> redis.Redis:
        """See RedisClients.pinned_redirect."""
        return self._pinned_to(error.host, error.port, timeout_s)

    def _pinned_to(self, host: str, port: int, timeout_s: float) -> redis.Redis:
        def on_connect(connection: Connection) -> None:
            connection.on_connect()  # type: ignore[no-untyped-call]
            self._note_run(connection, f"{host}:{port}")

        return _raw(
            redis.Redis(
                host=host, port=port, **_timing(timeout_s), **self._place.options,
                redis_connect_func=on_connect, single_connection_client=True,  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def run_id(self, key: str) -> str:
        """See RedisClients.run_id. Raises RedisError: that server cannot be reached."""
        node = self._node(key)
        if node.name not in self._runs:
            self._clusters[0].get_redis_connection(node).ping()
        return self._runs[node.name]

    def learn(self, error: Exception, key: str = "") -> None:
        """See RedisClients.learn."""
        for cluster in self._clusters:
            with suppress(redis.exceptions.RedisError, redis.exceptions.RedisClusterException):
                if isinstance(error, redis.exceptions.MovedError):
                    cluster.nodes_manager.move_slot(error)
                elif not isinstance(error, redis.exceptions.AskError | redis.exceptions.TryAgainError):
                    failed = self._node(key).name if key else None
                    cluster.nodes_manager.initialize(last_failed_node_name=failed)

    def page(self, client: Any, key: str, after: str, count: int) -> tuple[Any, tuple[int, int]]:
        """See RedisClients.page."""
        return client.xrange(key, min=f"({after}", count=count), self.now(client, key)

    def now(self, client: Any, key: str) -> tuple[int, int]:
        """See RedisClients.now."""
        return cast("tuple[int, int]", client.time(target_nodes=self._node(key)))

    def ping(self, client: Any) -> bool:
        """See RedisClients.ping."""
        return bool(client.ping(target_nodes=client.get_random_primary_node()))

    def infos(self, client: Any, section: str) -> list[dict[str, Any]]:
        """See RedisClients.infos."""
        return [client.info(section, target_nodes=node) for node in client.get_primaries()]

    def settings(self, client: Any, name: str) -> dict[Any, Any]:
        """See RedisClients.settings."""
        return cast("dict[Any, Any]", client.config_get(name, target_nodes=client.get_random_primary_node()))

    def groups(self, names: list[str]) -> list[list[str]]:
        """See RedisClients.groups: one group per slot, ordered by first key."""
        by_slot: dict[int, list[str]] = {}
        for name in names:
            by_slot.setdefault(self._cluster.keyslot(name), []).append(name)  # type: ignore[no-untyped-call]
        return list(by_slot.values())

    def servers(self) -> set[tuple[str, int]]:
        """See RedisClients.servers."""
        nodes = {(node.host, node.port) for cluster in self._clusters for node in cluster.get_nodes()}  # type: ignore[no-untyped-call]
        return {*self._place.servers, *nodes}

    @property
    def _cluster(self) -> RedisCluster:
        if not self._clusters:
            with self._connecting:
                return (
                    self._clusters[0]
                    if self._clusters
                    else cast(RedisCluster, self.shared(CONNECT_TIMEOUT_S))
                )
        return self._clusters[0]

    def _node(self, key: str) -> ClusterNode:
        return cast(ClusterNode, self._cluster.get_node_from_key(key))  # type: ignore[no-untyped-call]


def redis_clients(url: str) -> RedisClients:
    """Return the clients for a URL without connecting. Raises RedisUrlWrong."""
    place = read_url(url)
    if place.kind == SINGLE:
        return RedisClients(url)
    return (SentinelClients if place.kind == SENTINEL else ClusterClients)(url, place)


def _timing(timeout_s: float) -> dict[str, Any]:
    """Return the options of all connections: RESP2, timeouts, no automatic retries."""
    return {
        "protocol": 2, "socket_timeout": timeout_s, "socket_connect_timeout": CONNECT_TIMEOUT_S,
        "retry": Retry(NoBackoff(), 0), "health_check_interval": 0, "max_connections": CONNECTIONS_MAX,
        "driver_info": None,
    }  # fmt: skip


def _raw(client: redis.Redis) -> redis.Redis:
    """Disable the parsing of stream entries, [id, [f, fact, h, link]], because a day has 120,000 of them."""
    unparsed: Callable[..., Any] = lambda response, **options: response  # noqa: E731
    for command in RAW_COMMANDS:
        client.set_response_callback(command, unparsed)
    return client


def _address(connection: Connection) -> str:
    return f"{connection.host}:{connection.port}"
