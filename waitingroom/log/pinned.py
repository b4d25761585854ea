"""A connection to the Redis server that holds a key, which can wait for that server's replicas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis

from waitingroom import keys
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_client import RedisClients, Run

REPLICAS_WITHIN_MS = 1_000
"""Timeout for replicas; less than redis_log.COMMAND_TIMEOUT_S, so that Redis is not considered frozen."""


class Pinned:
    """
    One connection to the server that holds a key: all commands reach that server, in order.

    Not thread-safe. Every method may raise redis-py's errors; ``confirm_replicated`` also UnavailableError.
    """

    def __init__(self, clients: RedisClients, key: str, timeout_s: float, replicas: int) -> None:
        """Connect on first use; replicas: number of replicas that ``confirm_replicated`` waits for."""
        self._clients, self._key, self._timeout_s, self._replicas = clients, key, timeout_s, replicas
        self._client: redis.Redis | None = None
        self._is_redirected, self._failovers_seen = False, 0

    @contextmanager
    def used(self) -> Iterator[None]:
        """Open the connection if needed; after an error, reconnect next time to the server that then holds the key."""
        clients = self._clients
        if self._client is None or self._failovers_seen != clients.failovers_seen:
            self._failovers_seen = clients.failovers_seen
            self._client, self._is_redirected = clients.pinned(self._key, self._timeout_s), False
        try:
            yield
        except (redis.exceptions.RedisError, redis.exceptions.RedisClusterException):
            if clients.can_fail_over and self._client is not None:
                self._client.close()
                self._client = None
            raise

    def send(self, *command: Any) -> Any:
        """Send a command, within ``used``; on an ASK redirect send it and all later ones to the slot's next server."""
        assert self._client is not None
        try:
            if self._is_redirected:
                self._client.execute_command("ASKING")  # type: ignore[no-untyped-call]
            return self._client.execute_command(*command)  # type: ignore[no-untyped-call]
        except redis.exceptions.AskError as error:
            if isinstance(error, redis.exceptions.MovedError) or self._is_redirected:
                raise
            self._client.close()
            self._client, self._is_redirected = self._clients.pinned_redirect(error, self._timeout_s), True
        return self.send(*command)

    @property
    def run(self) -> Run:
        """The run of the connected server; a new object after each connect."""
        assert self._client is not None
        return cast(Run, self._client.connection.run)  # type: ignore[union-attr]

    def confirm_replicated(self, *, wrote: bool = False) -> None:
        """
        Wait until enough replicas have what this connection has just read or written.

        After a read, a marker key is written first, because WAIT covers only writes of its own connection. If the marker
        is redirected to another server (ASK), or the connection is lost, replication is not confirmed.
        Raises UnavailableError: on timeout.
        """
        run = self.run
        if not wrote:
            self.send("SET", keys.replicated(self._key), b"")
        if self._clients.supports_waitaof:
            # WAIT first: a replica that is still writing when asked by WAITAOF confirms only a second later.
            self.send("WAIT", self._replicas, REPLICAS_WITHIN_MS)
            on_disk, have = cast("list[int]", self.send("WAITAOF", 1, self._replicas, REPLICAS_WITHIN_MS))
        else:
            on_disk, have = 1, cast(int, self.send("WAIT", self._replicas, REPLICAS_WITHIN_MS))
        if self.run is not run:
            raise redis.exceptions.ConnectionError("the connection was reopened before replicas confirmed")
        if not on_disk or have < self._replicas:
            raise UnavailableError(f"only {have} of {self._replicas} replicas confirmed in time")
