"""
The real log: Redis streams, one generic append script (``append.lua``), one that takes an archived
day out (``drop.lua``), and the vault.

Everything about Redis stands in this file; its library's errors become ``UnavailableError`` here. No command is
repeated by itself: whoever appends at a fixed tip may try again, and decides so.

Time-outs: commands 1.5 s, connecting 0.5 s. Blocking reads have connections of their own. A PING every 0.5 s
notices when a frozen Redis answers again.
"""

from __future__ import annotations

import importlib.resources
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.connection import Connection
from redis.retry import Retry

from waitingroom import keys
from waitingroom.batcher import Batcher
from waitingroom.log.base import (
    PAGE,
    TURN_MS,
    Answer,
    Appended,
    Behind,
    Entry,
    Missing,
    NotYourTurn,
    PastDiffers,
    Tip,
    UnavailableError,
    link_bytes,
)

COMMAND_TIMEOUT_S = 1.5
CONNECT_TIMEOUT_S = 0.5
FOLLOW_TIMEOUT_S = 5.0
PING_INTERVAL_S = 0.5
CONNECTIONS_MAX = 512
"""More than the threads of a process that follows 300 venues: one that finds no connection takes Redis for gone."""
SCAN_COUNT = 1_000
PROBE_EVERY_S = 1.0
"""A probe of whether Redis takes writes is a write to its disk, so there is at most one in so long."""

SAVING = ("aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status")
"""Redis's ways of writing to disk; each says "ok", or that its last try failed."""
WHY_REFUSED = {
    "OutOfMemoryError": "its memory is full",
    "ReadOnlyError": "it is a read-only replica",
    "BusyLoadingError": "it is loading its data",
    "NoPermissionError": "this service's user lacks a right",
}
"""By redis-py's errors, in words for operations."""


def _script(name: str) -> str:
    return importlib.resources.files("waitingroom.log").joinpath(name).read_text("utf-8")


class RedisStore:
    """
    One Redis: its logs, its vault, its run id, and whether it answers.

    namespace: of the house, among several that share this Redis; prefix: what stands before all its keys.
    """

    def __init__(self, url: str, namespace: str = "") -> None:
        """Raises ValueError: no namespace (``keys.prefix_of``)."""
        self.url, self.namespace, self.prefix = url, namespace, keys.prefix_of(namespace)
        self.run_id = ""
        self.commands = self._client(COMMAND_TIMEOUT_S)
        self._health = self._client(PING_INTERVAL_S)
        self._frozen = False
        self._answers = threading.Event()
        self._stopped = threading.Event()
        self._pulse: threading.Thread | None = None
        self._append = self.commands.register_script(_script("append.lua"))
        self._drop = self.commands.register_script(_script("drop.lua"))
        self._refused: dict[str, str] = {}
        self._probed_at, self._probe_found, self._probing = float("-inf"), "", threading.Lock()

    def log(self, name: str) -> RedisLog:
        """Give the log of this name (see keys)."""
        return RedisLog(name, self)

    def start(self) -> None:
        """Begin the pulse: a PING every PING_INTERVAL_S tells whether Redis answers."""
        self._pulse = threading.Thread(target=self._beat, name="redis-pulse", daemon=True)
        self._pulse.start()

    def stop(self) -> None:
        """End the pulse and close the connections."""
        self._stopped.set()
        for client in (self.commands, self._health):
            client.close()

    def await_available(self, deadline: float) -> bool:
        """See Store.await_available."""
        if self._frozen:
            return False
        return self._answers.wait(max(0.0, deadline - time.monotonic()))

    def ping(self) -> bool:
        """Say whether Redis answers now and takes writes (PING shows MISCONF and LOADING)."""
        try:
            with self.translated():
                return bool(self._health.ping())
        except UnavailableError:
            return False

    def memory(self) -> tuple[int, int]:
        """Give how many bytes Redis uses, and how many it may use (0: no limit but the machine's). Raises UnavailableError."""
        with self.translated():
            found: dict[str, Any] = self.commands.info("memory")
        return int(found["used_memory"]), int(found["maxmemory"] or found.get("total_system_memory", 0))

    def namespace_memory(self) -> int:
        """
        Give how many bytes the keys of this house use, each sampled as MEMORY USAGE does. Raises UnavailableError.

        It looks through the names of all keys of this Redis, so it is asked seldom, and by one service.
        """
        found = 0
        with self.translated():
            names = list(self.commands.scan_iter(match=f"{self.prefix}*", count=SCAN_COUNT))
            for start in range(0, len(names), SCAN_COUNT):
                pipe = self.commands.pipeline(transaction=False)
                for name in names[start : start + SCAN_COUNT]:
                    pipe.memory_usage(name)
                found += sum(used or 0 for used in pipe.execute())
        return found

    def not_saved(self) -> tuple[str, ...]:
        """Give the ways of writing to disk that fail, by their names in Redis's INFO. Raises UnavailableError."""
        with self.translated():
            found: dict[str, Any] = self.commands.info("persistence")
        return tuple(name for name in SAVING if found.get(name, "ok") != "ok")

    def why_no_facts(self) -> str:
        """
        Say why Redis takes no facts now, in words for operations; "" if it does.

        It is asked to write, for PING shows neither a full memory nor a replica; and what refused the last
        append to a log stands until the log takes one.
        """
        with self._probing:
            if time.monotonic() >= self._probed_at + PROBE_EVERY_S:
                self._probe_found = self._probe()
                self._probed_at = time.monotonic()
            return self._probe_found or next(iter(self._refused.copy().values()), "")

    def noted_append(self, log: str, error: redis.exceptions.ResponseError | None) -> None:
        """Note why an append was refused, unless a probe shows it as well; None: it was not."""
        if error is None:
            self._refused.pop(log, None)
        elif type(error).__name__ not in WHY_REFUSED and "MISCONF" not in str(error):
            self._refused[log] = f"Redis refuses facts of {log}: {error}"

    def _probe(self) -> str:
        try:
            with self.translated():
                self.commands.xadd(self.prefix + keys.PROBE(), {"d": b""}, maxlen=1, approximate=False)
        except UnavailableError as error:
            cause = type(error.__cause__).__name__
            if cause in WHY_REFUSED:
                return f"Redis refuses writes: {WHY_REFUSED[cause]}: docs/runbook.md"
            return f"Redis does not answer, or refuses writes ({error}): docs/runbook.md"
        return ""

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn redis-py's errors into UnavailableError; remember a frozen or lost Redis."""
        try:
            yield
        except redis.exceptions.TimeoutError as error:
            self._frozen = True
            self._answers.clear()
            raise UnavailableError("Redis did not answer in time", frozen=True) from error
        except redis.exceptions.ConnectionError as error:
            self._answers.clear()
            raise UnavailableError(f"Redis is away: {error}") from error
        except redis.exceptions.RedisError as error:
            raise UnavailableError(f"Redis refused: {error}") from error

    def drop_archived(self, venue_id: str, day: str, tip: Tip) -> bool:
        """
        Take a day's log out of Redis if it ends with ``tip``, the tip of its archive; say whether it is gone.

        What else must be so that a day may go stands in ``archive.days_to_drop``. Raises UnavailableError.
        """
        assert tip != Tip()
        key = self.prefix + keys.DAY_LOG(venue_id, day)
        with self.translated():
            return bool(self._drop(keys=[key, keys.press_turn(key)], args=[tip.id, link_bytes(tip.link)]))

    def stream(self, name: str, length: int) -> BoundedStream:
        """Give the bounded stream of this name (see keys), of about ``length`` entries."""
        return BoundedStream(name, length, self)

    def follower_client(self) -> redis.Redis:
        """Give a client of one connection for blocking reads, never shared with commands."""
        return self._client(FOLLOW_TIMEOUT_S, single_connection_client=True)

    def appender_client(self) -> redis.Redis:
        """Give a client of one connection for a log's appends, which come one after the other."""
        return self._client(COMMAND_TIMEOUT_S, single_connection_client=True)

    def _client(self, timeout_s: float, **more: Any) -> redis.Redis:
        client = redis.Redis.from_url(
            self.url, protocol=2, socket_timeout=timeout_s, socket_connect_timeout=CONNECT_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0), health_check_interval=0, max_connections=CONNECTIONS_MAX,
            redis_connect_func=self._on_connect, driver_info=None, **more,
        )  # fmt: skip
        for command in ("XRANGE", "XREVRANGE", "XREAD"):
            client.set_response_callback(command, _as_it_came)
        return client

    def _on_connect(self, connection: Connection) -> None:
        """Read on every new connection which run of Redis this is."""
        connection.on_connect()  # type: ignore[no-untyped-call]
        connection.send_command("INFO", "server")  # type: ignore[no-untyped-call]
        info = cast(bytes, connection.read_response()).decode()
        run_id = next(line[7:].strip() for line in info.splitlines() if line.startswith("run_id:"))
        before, self.run_id = self.run_id, run_id
        if before and before != run_id:
            raise redis.exceptions.ConnectionError("Redis was restarted")

    def _beat(self) -> None:
        while not self._stopped.wait(PING_INTERVAL_S if self._answers.is_set() else PING_INTERVAL_S / 5):
            if self.ping():
                self._frozen = False
                self._answers.set()


class _Follower:
    """Blocking reads of one stream, on a connection of their own."""

    def __init__(self, store: RedisStore, key: str) -> None:
        self._store, self._key = store, key
        self._client: redis.Redis | None = None

    def wait(self, after: str, timeout_ms: int) -> list[Any]:
        """Give what follows this id as Redis has it, [id, [field, value, …]], waiting for the first."""
        if self._client is None:
            self._client = self._store.follower_client()
        try:
            streams = _list(self._client.xread({self._key: after}, count=PAGE, block=timeout_ms))
        except redis.exceptions.RedisError as error:
            raise UnavailableError(f"no news from Redis: {error}") from error
        return cast("list[Any]", streams[0][1]) if streams else []


class RedisLog:
    """A log in a Redis stream."""

    def __init__(self, name: str, store: RedisStore) -> None:
        self.name = name
        self._key = store.prefix + name
        self._store, self._follower = store, _Follower(store, self._key)
        self._appender: redis.Redis | None = None

    def append(
        self, tip: Tip, payloads: Sequence[tuple[bytes, str]], *,
        turn: str, take_turn: bool = False, last_seq: int = 0,
    ) -> Answer:  # fmt: skip
        """See Log.append."""
        flat = [part for payload in payloads for part in payload]
        with self._store.translated():
            if self._appender is None:
                self._appender = self._store.appender_client()
            try:
                raw = self._store._append(
                    client=self._appender,
                    keys=[self._key, keys.press_turn(self._key)],
                    args=[
                        tip.id,
                        link_bytes(tip.link),
                        turn,
                        TURN_MS if take_turn else 0,
                        PAGE,
                        last_seq,
                        *flat,
                    ],
                )
            except redis.exceptions.ResponseError as error:
                self._store.noted_append(self.name, error)
                raise
        self._store.noted_append(self.name, None)
        kind, now_ms = raw[0], int(raw[1])
        if kind == b"appended":
            return Appended(now_ms)
        if kind == b"behind":
            return Behind(now_ms, [_entry(*e) for e in raw[2]])
        if kind == b"turn":
            return NotYourTurn(now_ms, int(raw[2]))
        if kind == b"missing":
            return Missing(now_ms, int(raw[2]))
        return PastDiffers(now_ms)

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """See Log.read."""
        with self._store.translated():
            pipe = self._store.commands.pipeline(transaction=False)
            pipe.xrange(self._key, min=f"({after}", count=count)
            pipe.time()
            entries, (seconds, micros) = pipe.execute()
        return seconds * 1000 + micros // 1000, [_entry(*e) for e in entries]

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """See Log.read_back."""
        with self._store.translated():
            raw = self._store.commands.xrevrange(
                self._key, max=before if before == "+" else f"({before}", count=count
            )
        return [_entry(*e) for e in _list(raw)]

    def entry(self, id: str) -> Entry | None:
        """See Log.entry."""
        with self._store.translated():
            raw = _list(self._store.commands.xrange(self._key, id, id))
        return _entry(*raw[0]) if raw else None

    def tip(self) -> Tip:
        """See Log.tip."""
        last = self.read_back("+", 1)
        return Tip(last[0].id, last[0].stored_link) if last else Tip()

    def wait(self, after: str, timeout_ms: int) -> list[Entry]:
        """See Log.wait."""
        return [_entry(*raw) for raw in self._follower.wait(after, timeout_ms)]


def _as_it_came(answer: Any, **options: Any) -> Any:
    """Leave entries as Redis gives them, [id, [f, fact, h, link]]: a day has 120,000 of them."""
    return answer


def _list(answer: Any) -> list[Any]:
    """RESP2 gives lists (protocol is pinned); None when a blocking read ran out of time."""
    return cast("list[Any]", answer or [])


def _entry(id: bytes, flat: list[bytes]) -> Entry:
    """Make an entry of what Redis gives; rubbish has no ``f`` and no ``h``: its first value stands for it."""
    if len(flat) == 4 and flat[0] == b"f" and flat[2] == b"h":
        return Entry(id.decode(), flat[1], flat[3].decode("utf-8", "surrogateescape"))
    fields = dict(zip(flat[::2], flat[1::2], strict=True))
    data = fields.get(b"f") or next(iter(fields.values()), b"")
    return Entry(id.decode(), data, fields.get(b"h", b"").decode("utf-8", "surrogateescape"))


class BoundedStream:
    """
    News between processes that need not be kept: only the latest entries stay.

    Entries are bytes with the ids that Redis gives them. Every method may raise UnavailableError.
    """

    def __init__(self, name: str, length: int, store: RedisStore) -> None:
        self._key, self._length, self._store = store.prefix + name, length, store
        self._follower = _Follower(store, self._key)

    def append(self, data: bytes) -> None:
        """Add an entry; the oldest ones are dropped."""
        with self._store.translated():
            self._store.commands.xadd(self._key, {"d": data}, maxlen=self._length, approximate=True)

    def wait(self, after: str, timeout_ms: int) -> list[tuple[str, bytes]]:
        """Give (id, data) of the entries after this id, waiting for the first; empty if none came in time."""
        return [(id.decode(), flat[1]) for id, flat in self._follower.wait(after, timeout_ms)]


class Vault:
    """
    What must not stand in a log: accounts, sessions, one-use passes, secrets.

    Keys are those under ``keys.IN_VAULT``; values are bytes. Every method may raise UnavailableError.
    """

    def __init__(self, store: RedisStore) -> None:
        self._store = store
        self._get = Batcher(self.get_all)

    def get(self, key: str) -> bytes | None:
        """Give a value. Threads that ask at the same time share a round trip: every press reads its session."""
        return self._get(key)

    def put(self, key: str, value: bytes, *, ttl_s: int | None = None, only_new: bool = False) -> bool:
        """Keep a value, for ttl_s seconds if set; False if there is one already and ``only_new`` is set."""
        with self._store.translated():
            return bool(self._store.commands.set(self._key(key), value, ex=ttl_s, nx=only_new))

    def get_all(self, keys: Sequence[str]) -> list[bytes | None]:
        """Give the values of these keys, in their order, in one go."""
        if not keys:
            return []
        with self._store.translated():
            return cast("list[bytes | None]", self._store.commands.mget([self._key(key) for key in keys]))

    def put_all(self, values: dict[str, bytes], *, ttl_s: int) -> None:
        """Keep several values for ttl_s seconds, in one go."""
        if not values:
            return
        with self._store.translated():
            pipe = self._store.commands.pipeline(transaction=False)
            for key, value in values.items():
                pipe.set(self._key(key), value, ex=ttl_s)
            pipe.execute()

    def take(self, key: str) -> bytes | None:
        """Give a value and delete it, so that only one caller gets it."""
        with self._store.translated():
            return cast("bytes | None", self._store.commands.getdel(self._key(key)))

    def drop(self, key: str) -> None:
        """Delete a value."""
        with self._store.translated():
            self._store.commands.delete(self._key(key))

    def renewed(self, key: str, ttl_s: int) -> bytes | None:
        """Give a value and keep it for ttl_s seconds from now."""
        with self._store.translated():
            return cast("bytes | None", self._store.commands.getex(self._key(key), ex=ttl_s))

    def count(self, key: str, ttl_s: int, by: int = 1) -> int:
        """Count up, or down by a negative number, and give the count; it starts anew ttl_s seconds after the first."""
        with self._store.translated():
            pipe = self._store.commands.pipeline(transaction=True)
            pipe.set(self._key(key), 0, ex=ttl_s, nx=True)
            pipe.incr(self._key(key), by)
            return int(pipe.execute()[1])

    def left_s(self, key: str) -> int:
        """Give how long a value is still kept, in whole seconds rounded up; 0 if there is none."""
        with self._store.translated():
            left_ms = self._store.commands.pttl(self._key(key))
        return -(-max(0, left_ms) // 1000)

    def keys(self, under: str) -> list[str]:
        """Give the keys that begin like this, in no order: a scan, so never on a press's way."""
        prefix = self._key("")
        with self._store.translated():
            keys_found = self._store.commands.scan_iter(match=f"{prefix}{under}*", count=SCAN_COUNT)
            return [key.decode().removeprefix(prefix) for key in keys_found]

    def join(self, key: str, member: str) -> None:
        """Put a member into a set."""
        with self._store.translated():
            self._store.commands.sadd(self._key(key), member)

    def leave(self, key: str, member: str) -> None:
        """Take a member out of a set."""
        with self._store.translated():
            self._store.commands.srem(self._key(key), member)

    def members(self, key: str) -> list[str]:
        """Give the members of a set, sorted."""
        with self._store.translated():
            members = cast("set[bytes]", self._store.commands.smembers(self._key(key)))
        return sorted(member.decode() for member in members)

    def secret(self, name: str) -> bytes:
        """Give the house's secret of this name, 32 random bytes; the first caller makes it."""
        return self.secret_at(keys.SECRET(name))

    def secret_at(self, key: str) -> bytes:
        """Give the 32 random bytes that stand at a key; the first caller makes them."""
        secret = self.get(key)
        if secret is None:
            self.put(key, secrets.token_bytes(32), only_new=True)
            secret = self.get(key)
        assert secret is not None
        return secret

    def _key(self, key: str) -> str:
        return self._store.prefix + keys.IN_VAULT + key
