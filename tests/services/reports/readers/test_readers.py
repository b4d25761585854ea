"""Readers: a token gives access to figures until it is revoked, and is never stored."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from services.reports.history.history import History
from services.reports.readers import tokens
from services.reports.readers.tokens import PREFIX, READS, USED_EVERY_MS, WRONG, Readers
from services.reports.refusals import TooManyReaders, TooManyReads, UnknownReader, UnknownToken

NOW_MS = 1_780_000_000_000
HERE = "192.168.1.5"


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def readers(history: History, clock: Clock) -> Readers:
    return Readers(history.engine, clock)


def test_a_token_is_let_in_and_its_use_is_noted(readers: Readers) -> None:
    id, token = readers.make("Dinas Kominfo", by="staff:ani", now_ms=NOW_MS)
    readers.check(token, address=HERE, now_ms=NOW_MS + 5)
    readers.check(token, address=HERE, now_ms=NOW_MS + USED_EVERY_MS)

    (one,) = readers.all()
    assert (one["id"], one["name"], one["made_by"], one["made_ms"]) == (
        id,
        "Dinas Kominfo",
        "staff:ani",
        NOW_MS,
    )
    assert one["used_ms"] == NOW_MS + 5
    assert token.startswith(PREFIX)


def test_nobody_reads_a_token_again(history: History, readers: Readers) -> None:
    _, token = readers.make("Dinas", by="staff:ani", now_ms=NOW_MS)

    with history.engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM readers")).all())
    assert token not in stored
    assert token.removeprefix(PREFIX) not in stored
    assert "token_hash" not in readers.all()[0]


@pytest.mark.parametrize("token", ["", "antre_", "x" * 4_000, "antre_öäü", "antre_\udcff"])
def test_another_token_is_refused(readers: Readers, token: str) -> None:
    readers.make("Dinas", by="staff:ani", now_ms=NOW_MS)

    with pytest.raises(UnknownToken):
        readers.check(token, address=HERE, now_ms=NOW_MS)


def test_a_revoked_token_opens_nothing_and_who_revoked_it_is_kept(readers: Readers) -> None:
    id, token = readers.make("Dinas", by="staff:ani", now_ms=NOW_MS)
    assert readers.revoke(id, by="staff:budi", now_ms=NOW_MS + 1) == "Dinas"
    readers.revoke(id, by="staff:citra", now_ms=NOW_MS + 2)

    with pytest.raises(UnknownToken):
        readers.check(token, address=HERE, now_ms=NOW_MS + 3)
    assert [(one["revoked_by"], one["revoked_ms"]) for one in readers.all()] == [("staff:budi", NOW_MS + 1)]
    with pytest.raises(UnknownReader):
        readers.revoke("nobody", by="staff:ani", now_ms=NOW_MS)


def test_a_reader_that_asks_too_often_waits_and_no_other_does(readers: Readers, clock: Clock) -> None:
    _, busy = readers.make("Papan", by="staff:ani", now_ms=NOW_MS)
    _, other = readers.make("Dinas", by="staff:ani", now_ms=NOW_MS)
    for _ in range(READS.tokens_max):
        readers.check(busy, address=HERE, now_ms=NOW_MS)

    with pytest.raises(TooManyReads) as refused:
        readers.check(busy, address=HERE, now_ms=NOW_MS)
    readers.check(other, address=HERE, now_ms=NOW_MS)
    clock.now_s += refused.value.values["retry_after_s"]
    readers.check(busy, address=HERE, now_ms=NOW_MS)


def test_wrong_tokens_of_one_address_are_limited_and_right_ones_are_not(readers: Readers) -> None:
    _, token = readers.make("Dinas", by="staff:ani", now_ms=NOW_MS)
    for _ in range(WRONG.tokens_max):
        with pytest.raises(UnknownToken):
            readers.check("antre_wrong", address=HERE, now_ms=NOW_MS)

    with pytest.raises(TooManyReads):
        readers.check("antre_wrong", address=HERE, now_ms=NOW_MS)
    readers.check(token, address=HERE, now_ms=NOW_MS)


def test_there_are_so_many_readers_and_a_revoked_one_makes_room(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "READERS_MAX", 2)
    first, _ = readers.make("Satu", by="staff:ani", now_ms=NOW_MS)
    readers.make("Dua", by="staff:ani", now_ms=NOW_MS)

    with pytest.raises(TooManyReaders):
        readers.make("Tiga", by="staff:ani", now_ms=NOW_MS)
    readers.revoke(first, by="staff:ani", now_ms=NOW_MS)
    readers.make("Tiga", by="staff:ani", now_ms=NOW_MS)
