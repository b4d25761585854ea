"""Sealed files open only with their passphrase, and only unchanged."""

from __future__ import annotations

import io

import pytest

from services.web.sealed_file import CHUNK_BYTES, HEADER_BYTES, SealBrokenError, Sealer, WrongPassphraseError

SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES)
CONTENT = b"figures of a day" * (3 * CHUNK_BYTES // 16)


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    return Sealer("five words nobody will guess")


def sealed(sealer: Sealer, content: bytes) -> bytes:
    target = io.BytesIO()
    sealer.seal(io.BytesIO(content), target)
    return target.getvalue()


def opened(sealer: Sealer, content: bytes) -> bytes:
    return b"".join(sealer.opened(io.BytesIO(content)))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_as_it_was(sealer: Sealer, size: int) -> None:
    file = sealed(sealer, CONTENT[:size])

    assert opened(sealer, file) == CONTENT[:size]
    assert b"figures" not in file
    assert sealed(sealer, CONTENT[:size]) != file


def test_another_passphrase_is_told_from_a_damaged_file(sealer: Sealer) -> None:
    file = sealed(sealer, CONTENT)

    with pytest.raises(WrongPassphraseError, match="not the one"):
        opened(Sealer("another one"), file)
    with pytest.raises(SealBrokenError, match="cut off or changed"):
        opened(sealer, file[:-1])


@pytest.mark.parametrize(
    "keep", [0, 5, HEADER_BYTES, HEADER_BYTES + 5, HEADER_BYTES + CHUNK_BYTES + 16, -17, -1]
)
def test_a_file_that_was_cut_anywhere_does_not_open(sealer: Sealer, keep: int) -> None:
    with pytest.raises(SealBrokenError):
        opened(sealer, sealed(sealer, CONTENT)[:keep])


@pytest.mark.parametrize("at", [3, 32, HEADER_BYTES + 1, HEADER_BYTES + CHUNK_BYTES + 20, -1])
def test_a_byte_that_was_changed_is_noticed(sealer: Sealer, at: int) -> None:
    file = bytearray(sealed(sealer, CONTENT))
    file[at] ^= 1

    with pytest.raises(SealBrokenError):
        opened(sealer, bytes(file))


def test_chunks_cannot_change_places_or_be_left_out(sealer: Sealer) -> None:
    file = sealed(sealer, CONTENT)
    head, chunk = file[:HEADER_BYTES], CHUNK_BYTES + 16
    first, second, third = (file[HEADER_BYTES + n * chunk :][:chunk] for n in range(3))

    for moved in (second + first + third, first + third, second + third):
        with pytest.raises(SealBrokenError):
            opened(sealer, head + moved)
