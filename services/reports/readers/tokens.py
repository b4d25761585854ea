"""
Tokens of readers: other programs that may read figures and nothing else.

A token is 256 random bits and is shown once; the database stores its SHA-256 hash. Wrong tokens are rate limited by
client address, and each reader has its own rate limit.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from services.reports.readers.tables import readers
from services.reports.refusals import TooManyReaders, TooManyReads, UnknownReader, UnknownToken
from services.staff.sessions import digest
from waitingroom.client_address import network_of
from waitingroom.rate_limiter import Bucket, TokenBuckets

PREFIX = "antre_"
"""Makes a token recognizable to people and to scanners for leaked secrets."""
READERS_MAX = 50
READS = Bucket(tokens_max=60, per_s=1.0)
"""Rate limit of one reader: a dashboard may request every venue at once and then one request per second."""
WRONG = Bucket(tokens_max=20, per_s=0.2)
"""Rate limit of wrong tokens from one client address: a program with a revoked token keeps trying for a while."""
USED_EVERY_MS = 60_000
"""Minimum interval between updates of a reader's last use, since each one is a database write."""


class Readers:
    """The readers in the history database. clock: seconds."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine.execution_options(writes=True)
        self._buckets = TokenBuckets(clock)

    def make(self, name: str, *, by: str, now_ms: int) -> tuple[str, str]:
        """Create a reader; return its id and its token, which cannot be read again. Raises TooManyReaders."""
        id, token = secrets.token_hex(8), PREFIX + secrets.token_urlsafe(32)
        row = {"id": id, "name": name, "token_hash": digest(token), "made_by": by, "made_ms": now_ms}
        with self._engine.begin() as connection:
            active = select(func.count()).select_from(readers).where(readers.c.revoked_ms.is_(None))
            if (connection.scalar(active) or 0) >= READERS_MAX:
                raise TooManyReaders(count_max=READERS_MAX)
            connection.execute(insert(readers), row)
        return id, token

    def revoke(self, id: str, *, by: str, now_ms: int) -> str:
        """Revoke a reader's token; return the reader's name. Raises UnknownReader."""
        with self._engine.begin() as connection:
            name: str | None = connection.scalar(select(readers.c.name).where(readers.c.id == id))
            if name is None:
                raise UnknownReader()
            statement = update(readers).where(readers.c.id == id, readers.c.revoked_ms.is_(None))
            connection.execute(statement.values(revoked_by=by, revoked_ms=now_ms))
        return name

    def all(self) -> list[dict[str, Any]]:
        """List every reader, including revoked ones, oldest first, without token hashes."""
        columns = [column for column in readers.c if column is not readers.c.token_hash]
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(readers.c.made_ms, readers.c.id)).mappings()
            return [
                {str(name): value for name, value in row.items()} for row in rows
            ]  # orjson needs plain str keys

    def check(self, token: str, *, address: str, now_ms: int) -> None:
        """
        Check a token and record that its reader used it.

        Raises UnknownToken; TooManyReads: the limit of the reader, or of wrong tokens from this address, is exceeded.
        """
        with self._engine.connect() as connection:
            query = select(readers.c.id, readers.c.used_ms).where(
                readers.c.token_hash == digest(token), readers.c.revoked_ms.is_(None)
            )
            row = connection.execute(query).first()
        if row is None:
            self._take(f"wrong {network_of(address)}", WRONG)
            raise UnknownToken()
        self._take(f"reader {row.id}", READS)
        if now_ms - (row.used_ms or 0) >= USED_EVERY_MS:
            with self._engine.begin() as connection:
                connection.execute(update(readers).where(readers.c.id == row.id).values(used_ms=now_ms))

    def _take(self, key: str, bucket: Bucket) -> None:
        if wait_s := self._buckets.take(key, bucket):
            raise TooManyReads(retry_after_s=math.ceil(wait_s))
