"""A connection to the one Redis server that holds a key, and what waits for that server's replicas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis

from waitingroom import keys
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_client import RedisClients, Run

REPLICAS_WITHIN_MS = 1_000
"""How long a replica may take; less than redis_log.COMMAND_TIMEOUT_S, so that Redis is not taken for frozen."""


class Pinned:
    """
    One connection to the server that holds a key: what is sent on it meets that one server, in this order.

    Not thread-safe. Every method may raise redis-py's errors; ``be_sure`` UnavailableError as well.
    """

    def __init__(self, clients: RedisClients, key: str, timeout_s: float, replicas: int) -> None:
        """replicas: how many ``be_sure`` waits for."""
        self._clients, self._key, self._timeout_s, self._replicas = clients, key, timeout_s, replicas
        self._client: redis.Redis | None = None
        self._asks, self._moves_seen = False, 0

    @contextmanager
    def used(self) -> Iterator[None]:
        """Open it if need be; after an error the next one is to the server that holds the key then."""
        clients = self._clients
        if self._client is None or self._moves_seen != clients.moves_seen:
            self._moves_seen = clients.moves_seen
            self._client, self._asks = clients.pinned(self._key, self._timeout_s), False
        try:
            yield
        except (redis.exceptions.RedisError, redis.exceptions.RedisClusterException):
            if clients.moves and self._client is not None:
                self._client.close()
                self._client = None
            raise

    def send(self, *command: Any) -> Any:
        """Send a command, within ``used``; where a slot is half moved (ASK), and all that follow, to its next server."""
        assert self._client is not None
        try:
            if self._asks:
                self._client.execute_command("ASKING")  # type: ignore[no-untyped-call]
            return self._client.execute_command(*command)  # type: ignore[no-untyped-call]
        except redis.exceptions.AskError as error:
            if isinstance(error, redis.exceptions.MovedError) or self._asks:
                raise
            self._client.close()
            self._client, self._asks = self._clients.pinned_where(error, self._timeout_s), True
        return self.send(*command)

    @property
    def run(self) -> Run:
        """The run of the server that this connection was opened to; another object after each opening."""
        assert self._client is not None
        return cast(Run, self._client.connection.run)  # type: ignore[union-attr]

    def be_sure(self, *, wrote: bool = False) -> None:
        """
        Wait until enough replicas have what this connection has just read, or what it wrote.

        What was only read needs a word to be written after it, for WAIT covers no more than what its own connection
        wrote. Where that word leads to another server (ASK), or the connection was lost, nothing is sure.
        Raises UnavailableError: not in time.
        """
        run = self.run
        if not wrote:
            self.send("SET", keys.replicated(self._key), b"")
        if self._clients.knows_waitaof:
            # With WAIT before it: a replica that is asked while it writes would say only a second later that it did.
            self.send("WAIT", self._replicas, REPLICAS_WITHIN_MS)
            on_disk, have = cast("list[int]", self.send("WAITAOF", 1, self._replicas, REPLICAS_WITHIN_MS))
        else:
            on_disk, have = 1, cast(int, self.send("WAIT", self._replicas, REPLICAS_WITHIN_MS))
        if self.run is not run:
            raise redis.exceptions.ConnectionError("another connection than the one that is to be sure")
        if not on_disk or have < self._replicas:
            raise UnavailableError(f"only {have} of {self._replicas} replicas have it in time")
