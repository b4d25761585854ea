"""The table of readers, in the history database. Tokens are stored only as hashes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from services.reports.history.tables import metadata

readers = Table(
    "readers", metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_by", String(80), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Column("revoked_by", String(80)),
    Column("revoked_ms", BigInteger),
)  # fmt: skip
"""token_hash: SHA-256; used_ms: last use, ms UTC, precise to a minute."""
