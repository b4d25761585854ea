"""
The tokens of readers: other programs that may read figures, and nothing else.

A token is 256 random bits, shown once; the database has its SHA-256 hash. Wrong tokens are limited by address, and
each reader by its own bucket.
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
"""So that somebody, or a program that looks for leaked secrets, sees what a token is."""
READERS_MAX = 50
READS = Bucket(tokens_max=60, per_s=1.0)
"""Of one reader: a dashboard that asks for every venue at once, and then each second."""
WRONG = Bucket(tokens_max=20, per_s=0.2)
"""Wrong tokens of one client address: a program with a revoked token asks on for a while."""
USED_EVERY_MS = 60_000
"""The last use is written down so often at most: each time is a write."""


class Readers:
    """The readers in the database of history. clock: seconds."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine.execution_options(writes=True)
        self._buckets = TokenBuckets(clock)

    def make(self, name: str, *, by: str, now_ms: int) -> tuple[str, str]:
        """Make a reader; return its id and its token, which nobody can read again. Raises TooManyReaders."""
        id, token = secrets.token_hex(8), PREFIX + secrets.token_urlsafe(32)
        row = {"id": id, "name": name, "token_hash": digest(token), "made_by": by, "made_ms": now_ms}
        with self._engine.begin() as connection:
            active = select(func.count()).select_from(readers).where(readers.c.revoked_ms.is_(None))
            if (connection.scalar(active) or 0) >= READERS_MAX:
                raise TooManyReaders(count_max=READERS_MAX)
            connection.execute(insert(readers), row)
        return id, token

    def revoke(self, id: str, *, by: str, now_ms: int) -> str:
        """Let a reader's token open nothing any more; return its name. Raises UnknownReader."""
        with self._engine.begin() as connection:
            name: str | None = connection.scalar(select(readers.c.name).where(readers.c.id == id))
            if name is None:
                raise UnknownReader()
            of = update(readers).where(readers.c.id == id, readers.c.revoked_ms.is_(None))
            connection.execute(of.values(revoked_by=by, revoked_ms=now_ms))
        return name

    def all(self) -> list[dict[str, Any]]:
        """Give every reader, also revoked ones, oldest first; without its hash."""
        columns = [column for column in readers.c if column is not readers.c.token_hash]
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(readers.c.made_ms, readers.c.id)).mappings()
            return [
                {str(name): value for name, value in row.items()} for row in rows
            ]  # orjson wants plain names

    def check(self, token: str, *, address: str, now_ms: int) -> None:
        """
        Let a token in, and note that its reader used it.

        Raises UnknownToken; TooManyReads: of its reader, or of wrong tokens from this address.
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
