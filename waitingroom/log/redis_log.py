"""
The log in Redis: streams, a generic script that appends (``append.lua``), one that removes an archived day
(``drop.lua``), and the vault.

This module has the operations on Redis, ``redis_client`` its location; redis-py's errors are translated to
``UnavailableError`` here. No command is retried automatically: an append at a fixed tip can be retried, which the caller
decides (only ``LiveHall`` does, until a press's deadline).

Timeouts: 1.5 s for commands, 0.5 s for connecting. Blocking reads use separate connections. A PING every 0.5 s
detects when a frozen Redis responds again.

With ``replicas``, entries are read from a log, and appends are confirmed, only once that many replicas have them
(docs/adr/0033). WAIT covers only writes of its own connection, so a reader writes a marker key first.
"""

from __future__ import annotations

import importlib.resources
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha1
from typing import Any, cast

import redis

from waitingroom import keys
from waitingroom.live.batcher import Batcher
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
from waitingroom.log.pinned import Pinned
from waitingroom.log.redis_client import NO_REPLICAS, NOT_EXECUTED, redis_clients

COMMAND_TIMEOUT_S = 1.5
FOLLOW_TIMEOUT_S = 5.0
PING_INTERVAL_S = 0.5
SCAN_COUNT = 1_000
PROBE_INTERVAL_S = 1.0
"""Minimum time between two probes of whether Redis accepts writes, because each one writes to its disk."""

SAVING = ("aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status")
"""INFO fields with the status of each kind of write to disk: "ok", or that the last attempt failed."""
WHY_REFUSED = {
    "OutOfMemoryError": "its memory is full",
    "ReadOnlyError": "it is a read-only replica",
    "BusyLoadingError": "it is loading its data",
    "NoPermissionError": "this service's user lacks a right",
}
"""Reasons for refused writes, for operators, by the name of redis-py's error."""
NOT_TRUSTED = "the certificate of Redis is not trusted"


def _script(name: str) -> str:
    return importlib.resources.files("waitingroom.log").joinpath(name).read_text("utf-8")


APPEND, DROP = _script("append.lua"), _script("drop.lua")
APPEND_SHA = sha1(APPEND.encode(), usedforsecurity=False).hexdigest()
"""The script's hash, for EVALSHA."""


class RedisStore:
    """
    A Redis, possibly behind Sentinel or a cluster: its logs, its vault, and whether it responds.

    url: see redis_client; namespace: of the house, if several share this Redis; prefix: of all its keys;
    replicas: number of replicas that must have a fact before it is confirmed.
    """

    def __init__(self, url: str, namespace: str = "", replicas: int = 0) -> None:
        """Connect on first use. Raises RedisUrlWrong, ValueError: invalid namespace (``keys.prefix_of``)."""
        self.url, self.namespace, self.prefix, self.replicas = (
            url,
            namespace,
            keys.prefix_of(namespace),
            replicas,
        )
        self.clients = redis_clients(url)
        self._shared: dict[float, Any] = {}
        self._connecting = threading.Lock()
        self._frozen = False
        self._available = threading.Event()
        self._stopped = threading.Event()
        self._pulse: threading.Thread | None = None
        self._refusals: dict[str, str] = {}
        self._probed_at, self._probe_result, self._probing = float("-inf"), "", threading.Lock()
        self._witness, self._witnessing = (
            self.pinned(self.prefix + keys.PROBE(), COMMAND_TIMEOUT_S),
            threading.Lock(),
        )

    @property
    def commands(self) -> Any:
        """The shared client for non-blocking commands. Raises redis-py's errors, to be handled by ``translated``."""
        return self._client(COMMAND_TIMEOUT_S)

    def log(self, name: str) -> RedisLog:
        """Return the log of this name (see keys)."""
        return RedisLog(name, self)

    def pinned(self, key: str, timeout_s: float) -> Pinned:
        """Return a connection to the server that holds this key; it opens on first use."""
        return Pinned(self.clients, key, timeout_s, self.replicas)

    def start(self) -> None:
        """Start the pulse: a PING every PING_INTERVAL_S to detect whether Redis responds."""
        self._pulse = threading.Thread(target=self._beat, name="redis-pulse", daemon=True)
        self._pulse.start()

    def stop(self) -> None:
        """Stop the pulse and close the connections."""
        self._stopped.set()
        for client in list(self._shared.values()):  # the pulse may be opening one
            client.close()

    def await_available(self, deadline: float) -> bool:
        """See Store.await_available."""
        if self._frozen:
            return False
        return self._available.wait(max(0.0, deadline - time.monotonic()))

    def ping(self) -> bool:
        """Return whether Redis responds and can write (PING reports MISCONF and LOADING)."""
        try:
            with self.translated():
                return self.clients.ping(self._client(PING_INTERVAL_S))
        except UnavailableError:
            return False

    def memory(self) -> tuple[int, int]:
        """
        Return the used memory of the fullest primary and its limit (its machine's memory if unset; 0: unknown), bytes.

        Raises UnavailableError.
        """
        with self.translated():
            infos = self.clients.infos(self.commands, "memory")
        sizes = [
            (int(one["used_memory"]), int(one["maxmemory"] or one.get("total_system_memory", 0)))
            for one in infos
        ]
        return max(sizes, key=lambda size: size[0] / size[1] if size[1] else 0.0)

    def namespace_memory(self) -> int:
        """
        Return the memory used by this house's keys, bytes, as estimated by MEMORY USAGE. Raises UnavailableError.

        It scans all keys of this Redis, so it should be called rarely and by only one service.
        """
        total = 0
        with self.translated():
            names = list(self.commands.scan_iter(match=f"{self.prefix}*", count=SCAN_COUNT))
            for start in range(0, len(names), SCAN_COUNT):
                pipe = self.commands.pipeline(transaction=False)
                for name in names[start : start + SCAN_COUNT]:
                    pipe.memory_usage(name)
                total += sum(used or 0 for used in pipe.execute())
        return total

    def failed_saves(self) -> tuple[str, ...]:
        """List the INFO fields of failed writes to disk (see SAVING), of all primaries. Raises UnavailableError."""
        with self.translated():
            infos = self.clients.infos(self.commands, "persistence")
        return tuple(name for name in SAVING if any(one.get(name, "ok") != "ok" for one in infos))

    def why_writes_fail(self) -> str:
        """
        Return why Redis currently accepts no facts, in words for operators; "" if it does.

        This needs a test write, because PING reports neither full memory nor a read-only replica. The reason of a
        refused append stays until an append to the same log succeeds.
        """
        with self._probing:
            if time.monotonic() >= self._probed_at + PROBE_INTERVAL_S:
                self._probe_result = self._probe()
                self._probed_at = time.monotonic()
            return self._probe_result or next(iter(self._refusals.copy().values()), "")

    def note_append(self, log: str, error: redis.exceptions.ResponseError | None) -> None:
        """Record why an append to a log was refused, unless a probe also detects it; None: it was accepted."""
        if error is None:
            self._refusals.pop(log, None)
        elif type(error).__name__ not in WHY_REFUSED and "MISCONF" not in str(error):
            self._refusals[log] = f"Redis refuses facts of {log}: {error}"

    def _probe(self) -> str:
        try:
            with self.replicated(self.prefix + keys.PROBE()):
                self.commands.xadd(self.prefix + keys.PROBE(), {"d": b""}, maxlen=1, approximate=False)
        except UnavailableError as error:
            cause = type(error.__cause__).__name__
            if cause in WHY_REFUSED:
                return f"Redis refuses writes: {WHY_REFUSED[cause]}: docs/runbook.md"
            if str(error).startswith(NOT_TRUSTED):
                return f"{error}: docs/operating.md"
            return f"Redis does not answer, or refuses writes ({error}): docs/runbook.md"
        return ""

    @contextmanager
    def translated(self, key: str = "") -> Iterator[None]:
        """Translate redis-py's errors about a key to UnavailableError; note a frozen or lost Redis and moved slots."""
        try:
            yield
        except redis.exceptions.TimeoutError as error:
            self._frozen = True
            self._available.clear()
            self.clients.learn(error, key)
            raise UnavailableError("Redis did not answer in time", frozen=True) from error
        except (redis.exceptions.ConnectionError, redis.exceptions.RedisClusterException) as error:
            self._available.clear()
            self.clients.learn(error, key)
            raise UnavailableError(_why_disconnected(error)) from error
        except NOT_EXECUTED as error:
            self.clients.learn(error, key)
            if not isinstance(error, redis.exceptions.MovedError):
                self._available.clear()  # retry at the next pulse, not immediately
            raise UnavailableError(f"Redis moves: {error}") from error
        except redis.exceptions.RedisError as error:
            if str(error).startswith(NO_REPLICAS):
                self._available.clear()
            raise UnavailableError(f"Redis refused: {error}") from error

    @contextmanager
    def replicated(self, key: str) -> Iterator[None]:
        """
        Ensure on exit that writes within the block, in the slot of this key, are replicated. Raises UnavailableError.

        The same server must respond before and after the block; otherwise replication is not confirmed.
        """
        with self.translated(key):
            if not self.replicas:
                yield
                return
            with self._witnessing, self._witness.used():
                run_id = self._witness.run.id
            yield
            with self._witnessing, self._witness.used():
                self._witness.confirm_replicated()
                if self._witness.run.id != run_id:
                    raise redis.exceptions.ConnectionError("another server took over")

    def drop_archived(self, venue_id: str, day: str, tip: Tip) -> bool:
        """
        Remove a day's log from Redis if it ends with ``tip``, the tip of its archive; return whether it is gone.

        ``archive.days_to_drop`` has the other conditions. Raises UnavailableError.
        """
        assert tip != Tip()
        key = self.prefix + keys.DAY_LOG(venue_id, day)
        with self.translated(key):
            drop = self.commands.register_script(DROP)
            return bool(drop(keys=[key, keys.press_turn(key)], args=[tip.id, link_bytes(tip.link)]))

    def stream(self, name: str, length: int) -> BoundedStream:
        """Return the bounded stream of this name (see keys), of about ``length`` entries."""
        return BoundedStream(name, length, self)

    def _client(self, timeout_s: float) -> Any:
        client = self._shared.get(timeout_s)
        if client is None:
            with self._connecting:
                client = self._shared.get(timeout_s)
                if client is None:
                    client = self._shared[timeout_s] = self.clients.shared(timeout_s)
        return client

    def _beat(self) -> None:
        while not self._stopped.wait(PING_INTERVAL_S if self._available.is_set() else PING_INTERVAL_S / 5):
            if self.ping():
                self._frozen = False
                self._available.set()


class _Follower:
    """Blocking reads of one stream on a separate connection."""

    def __init__(self, store: RedisStore, key: str, *, replicated: bool) -> None:
        """replicated: return only entries that are on the replicas, if the store requires any."""
        self._store, self._key, self._replicated = store, key, replicated and store.replicas > 0
        self._pinned = store.pinned(key, FOLLOW_TIMEOUT_S)

    def wait(self, after: str, timeout_ms: int) -> list[Any]:
        """Return the entries after this id in Redis's form, [id, [field, value, …]]; wait for the first."""
        try:
            with self._pinned.used():
                streams = _rows(
                    self._pinned.send(
                        "XREAD", "COUNT", PAGE, "BLOCK", timeout_ms, "STREAMS", self._key, after
                    )
                )
                if streams and self._replicated:
                    self._pinned.confirm_replicated()
        except (redis.exceptions.RedisError, redis.exceptions.RedisClusterException) as error:
            self._store.clients.learn(error, self._key)
            raise UnavailableError(f"blocking read from Redis failed: {error}") from error
        return cast("list[Any]", streams[0][1]) if streams else []


class RedisLog:
    """A log in a Redis stream."""

    def __init__(self, name: str, store: RedisStore) -> None:
        self.name = name
        self._key = store.prefix + name
        self._store, self._follower = store, _Follower(store, self._key, replicated=True)
        self._appender = store.pinned(self._key, COMMAND_TIMEOUT_S)
        self._reader, self._reading = store.pinned(self._key, COMMAND_TIMEOUT_S), threading.Lock()

    @property
    def run_id(self) -> str:
        """See Log.run_id."""
        if not self._store.clients.has_slots:
            return self._store.clients.run_id(self._key)
        with self._store.translated(self._key):
            return self._store.clients.run_id(self._key)

    def append(
        self, tip: Tip, payloads: Sequence[tuple[bytes, str]], *,
        turn: str, take_turn: bool = False, last_seq: int = 0,
    ) -> Answer:  # fmt: skip
        """See Log.append."""
        arguments = [
            tip.id, link_bytes(tip.link), turn, TURN_MS if take_turn else 0, PAGE, last_seq,
            *(part for payload in payloads for part in payload),
        ]  # fmt: skip
        with self._store.translated(self._key), self._appender.used():
            try:
                raw = self._run_append(arguments)
            except redis.exceptions.ResponseError as error:
                self._store.note_append(self.name, error)
                raise
            if self._store.replicas and raw[0] in (b"appended", b"behind"):
                self._appender.confirm_replicated(wrote=raw[0] == b"appended")
        self._store.note_append(self.name, None)
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

    def _run_append(self, arguments: list[Any]) -> Any:
        try:
            return self._appender.send("EVALSHA", APPEND_SHA, 1, self._key, *arguments)
        except redis.exceptions.NoScriptError:
            self._appender.send("SCRIPT LOAD", APPEND)
            return self._appender.send("EVALSHA", APPEND_SHA, 1, self._key, *arguments)

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """See Log.read."""
        with self._store.translated(self._key):
            if self._store.replicas:
                entries, (seconds, micros) = self._read_replicated(after, count)
            else:
                entries, (seconds, micros) = self._store.clients.page(
                    self._store.commands, self._key, after, count
                )
        return seconds * 1000 + micros // 1000, [_entry(*e) for e in entries]

    def _read_replicated(self, after: str, count: int) -> tuple[list[Any], tuple[int, int]]:
        """Read entries that are on the replicas; retry once immediately if the slot has moved."""
        for may_retry in (True, False):
            try:
                with self._reading, self._reader.used():
                    entries = _rows(self._reader.send("XRANGE", self._key, f"({after}", "+", "COUNT", count))
                    now = self._reader.send("TIME")
                    if entries:
                        self._reader.confirm_replicated()
                    return entries, cast("tuple[int, int]", now)
            except redis.exceptions.MovedError as error:
                if not may_retry:
                    raise
                self._store.clients.learn(error, self._key)
        raise AssertionError

    def confirm_replicated(self) -> None:
        """See Log.confirm_replicated."""
        if self._store.replicas:
            with self._store.translated(self._key), self._reading, self._reader.used():
                self._reader.confirm_replicated()

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """See Log.read_back."""
        with self._store.translated(self._key):
            raw = self._store.commands.xrevrange(
                self._key, max=before if before == "+" else f"({before}", count=count
            )
        return [_entry(*e) for e in _rows(raw)]

    def entry(self, id: str) -> Entry | None:
        """See Log.entry."""
        with self._store.translated(self._key):
            raw = _rows(self._store.commands.xrange(self._key, id, id))
        return _entry(*raw[0]) if raw else None

    def tip(self) -> Tip:
        """See Log.tip."""
        last = self.read_back("+", 1)
        return Tip(last[0].id, last[0].stored_link) if last else Tip()

    def wait(self, after: str, timeout_ms: int) -> list[Entry]:
        """See Log.wait."""
        return [_entry(*raw) for raw in self._follower.wait(after, timeout_ms)]


def _why_disconnected(error: Exception) -> str:
    """Return why the connection failed; for an untrusted certificate, only OpenSSL's reason."""
    _, untrusted, reason = str(error).partition("certificate verify failed: ")
    return f"{NOT_TRUSTED} ({reason.partition(' (_ssl')[0]})" if untrusted else f"Redis is away: {error}"


def _rows(answer: Any) -> list[Any]:
    """Return the list in a response; RESP2 returns None when a blocking read times out."""
    return cast("list[Any]", answer or [])


def _entry(id: bytes, flat: list[bytes] | dict[bytes, bytes]) -> Entry:
    """Build an entry from Redis's raw list, or from redis-py's dict in a cluster."""
    if isinstance(flat, dict):
        return entry_of(id, flat)
    if len(flat) == 4 and flat[0] == b"f" and flat[2] == b"h":
        return Entry(id.decode(), flat[1], flat[3].decode("utf-8", "surrogateescape"))
    return entry_of(id, dict(zip(flat[::2], flat[1::2], strict=True)))


def entry_of(id: bytes, fields: dict[bytes, bytes]) -> Entry:
    """
    Return an entry whose fields may be anybody's.

    The first one counts as the data, whatever its name: ``append.lua`` must find the same link, else nothing could be
    appended behind an entry added by hand.
    """
    data = next(iter(fields.values()), b"")
    return Entry(id.decode(), data, fields.get(b"h", b"").decode("utf-8", "surrogateescape"))


class BoundedStream:
    """
    A stream for short-lived messages between processes: only the latest entries are retained.

    Entries are bytes with the ids assigned by Redis. Every method may raise UnavailableError.
    """

    def __init__(self, name: str, length: int, store: RedisStore) -> None:
        self._key, self._length, self._store = store.prefix + name, length, store
        self._follower = _Follower(store, self._key, replicated=False)

    def append(self, data: bytes) -> None:
        """Append an entry; the oldest ones are trimmed."""
        with self._store.translated(self._key):
            self._store.commands.xadd(self._key, {"d": data}, maxlen=self._length, approximate=True)

    def wait(self, after: str, timeout_ms: int) -> list[tuple[str, bytes]]:
        """Wait for entries after this id and return their (id, data); empty on timeout."""
        return [(id.decode(), flat[1]) for id, flat in self._follower.wait(after, timeout_ms)]


class Vault:
    """
    Storage for what must not be in a log: accounts, sessions, one-time passes, secrets.

    Keys are under ``keys.IN_VAULT``, one slot of a cluster; values are bytes. Like facts, writes are replicated before
    they are confirmed, except counts and renewals. Every method may raise UnavailableError.
    """

    def __init__(self, store: RedisStore) -> None:
        self._store = store
        self._get = Batcher(self.get_all)

    def get(self, key: str) -> bytes | None:
        """Return a value. Concurrent calls share a round trip, because every press reads its session."""
        return self._get(key)

    def put(self, key: str, value: bytes, *, ttl_s: int | None = None, only_new: bool = False) -> bool:
        """Store a value, for ttl_s seconds if set; return False if ``only_new`` is set and the key exists."""
        with self._store.replicated(self._key("")):
            return bool(self._store.commands.set(self._key(key), value, ex=ttl_s, nx=only_new))

    def get_all(self, keys: Sequence[str]) -> list[bytes | None]:
        """Return the values of these keys, in order, in one round trip."""
        if not keys:
            return []
        with self._store.translated(self._key("")):
            return cast("list[bytes | None]", self._store.commands.mget([self._key(key) for key in keys]))

    def put_all(self, values: dict[str, bytes], *, ttl_s: int) -> None:
        """Store several values for ttl_s seconds in one round trip."""
        if not values:
            return
        with self._store.replicated(self._key("")):
            pipe = self._store.commands.pipeline(transaction=False)
            for key, value in values.items():
                pipe.set(self._key(key), value, ex=ttl_s)
            pipe.execute()

    def take(self, key: str) -> bytes | None:
        """Return and delete a value atomically, so that only one caller gets it."""
        with self._store.replicated(self._key("")):
            return cast("bytes | None", self._store.commands.getdel(self._key(key)))

    def drop(self, key: str) -> None:
        """Delete a value."""
        with self._store.replicated(self._key("")):
            self._store.commands.delete(self._key(key))

    def renewed(self, key: str, ttl_s: int) -> bytes | None:
        """Return a value and set its expiry to ttl_s seconds from now."""
        with self._store.translated(self._key("")):
            return cast("bytes | None", self._store.commands.getex(self._key(key), ex=ttl_s))

    def count(self, key: str, ttl_s: int, by: int = 1) -> int:
        """Add ``by`` (may be negative) to a counter and return it; it resets ttl_s seconds after the first call."""
        with self._store.translated(self._key("")):
            pipe = self._store.commands.pipeline(transaction=True)
            pipe.set(self._key(key), 0, ex=ttl_s, nx=True)
            pipe.incr(self._key(key), by)
            return int(pipe.execute()[1])

    def left_s(self, key: str) -> int:
        """Return the remaining lifetime of a value in whole seconds, rounded up; 0 if there is none."""
        with self._store.translated(self._key("")):
            left_ms = int(self._store.commands.pttl(self._key(key)))
        return -(-max(0, left_ms) // 1000)

    def keys(self, under: str) -> list[str]:
        """Return the keys with this prefix, unordered; a slow scan, not to be used while handling a press."""
        prefix = self._key("")
        with self._store.translated(self._key("")):
            matches = self._store.commands.scan_iter(match=f"{prefix}{under}*", count=SCAN_COUNT)
            return [key.decode().removeprefix(prefix) for key in matches]

    def join(self, key: str, member: str) -> None:
        """Add a member to a set."""
        with self._store.replicated(self._key("")):
            self._store.commands.sadd(self._key(key), member)

    def leave(self, key: str, member: str) -> None:
        """Remove a member from a set."""
        with self._store.replicated(self._key("")):
            self._store.commands.srem(self._key(key), member)

    def members(self, key: str) -> list[str]:
        """Return the members of a set, sorted."""
        with self._store.translated(self._key("")):
            members = cast("set[bytes]", self._store.commands.smembers(self._key(key)))
        return sorted(member.decode() for member in members)

    def secret(self, name: str) -> bytes:
        """Return the house's secret of this name, 32 random bytes; the first call creates it."""
        return self.secret_at(keys.SECRET(name))

    def secret_at(self, key: str) -> bytes:
        """Return the 32 random bytes stored at a key; the first call creates them."""
        secret = self.get(key)
        if secret is None:
            self.put(key, secrets.token_bytes(32), only_new=True)
            secret = self.get(key)
        assert secret is not None
        return secret

    def _key(self, key: str) -> str:
        return self._store.prefix + keys.IN_VAULT + key
