"""
Files encrypted with a passphrase and authenticated, so that modification and truncation are detected.

    "antre sealed 1\\n"  salt (16)  cost (1)  nonce (16)  check (16)  chunks: ChaCha20-Poly1305, each with its tag (16)

scrypt derives a master key from the passphrase and the salt. HKDF derives from it the ``check``, which distinguishes a
wrong passphrase from a damaged file, and, with the nonce, a key for this file only. A chunk's nonce is its number and
whether it is the last, and the header is authenticated with every chunk, so chunks cannot be reordered, dropped or
moved to another file. The primitives come from the library ``cryptography``.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"antre sealed 1\n"
SALT_BYTES = NONCE_BYTES = CHECK_BYTES = TAG_BYTES = 16
HEADER_BYTES = len(MAGIC) + SALT_BYTES + 1 + NONCE_BYTES + CHECK_BYTES
CHUNK_BYTES = 1 << 20
COST = 16
"""scrypt with N = 2^16, r = 8: each guess takes a quarter of a second and 64 MB."""
COSTS = range(14, 21)
"""Costs accepted from a header: a higher one would exhaust the memory."""


class SealError(Exception):
    """A sealed file cannot be opened; the text says why."""


class WrongPassphraseError(SealError):
    """The passphrase differs from the one the file was sealed with."""


class SealBrokenError(SealError):
    """The file was truncated or modified, or is not a sealed file."""


class _Header(NamedTuple):
    salt: bytes
    cost: int
    nonce: bytes
    check: bytes

    @property
    def raw(self) -> bytes:
        return MAGIC + self.salt + bytes([self.cost]) + self.nonce + self.check


class Sealer:
    """Seals and opens files with one passphrase. Sealed files use the salt of the first file it opened, if any."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase.encode()
        self._masters: dict[tuple[bytes, int], bytes] = {}

    def seal(self, source: BinaryIO, target: BinaryIO) -> None:
        """Seal ``source`` from its current position to its end, into ``target``."""
        salt, cost = next(iter(self._masters), (secrets.token_bytes(SALT_BYTES), COST))
        master = self._master(salt, cost)
        header = _Header(
            salt, cost, secrets.token_bytes(NONCE_BYTES), _derive(master, b"", b"check", CHECK_BYTES)
        )
        cipher = _cipher(master, header.nonce)
        target.write(header.raw)
        number, chunk = 0, source.read(CHUNK_BYTES)
        while True:
            following = source.read(CHUNK_BYTES)
            target.write(cipher.encrypt(_nonce(number, is_last=not following), chunk, header.raw))
            if not following:
                return
            number, chunk = number + 1, following

    def opened(self, source: BinaryIO) -> Iterator[bytes]:
        """Yield the decrypted chunks. Raises WrongPassphraseError, or SealBrokenError, even after some chunks."""
        header = _read_header(source)
        master = self._master(header.salt, header.cost)
        if not hmac.compare_digest(header.check, _derive(master, b"", b"check", CHECK_BYTES)):
            del self._masters[header.salt, header.cost]
            raise WrongPassphraseError("the passphrase is not the one that it was sealed with")
        cipher = _cipher(master, header.nonce)
        number, chunk = 0, source.read(CHUNK_BYTES + TAG_BYTES)
        while True:
            following = source.read(CHUNK_BYTES + TAG_BYTES)
            try:
                yield cipher.decrypt(_nonce(number, is_last=not following), chunk, header.raw)
            except InvalidTag as error:
                raise SealBrokenError("it was cut off or changed") from error
            if not following:
                return
            number, chunk = number + 1, following

    def _master(self, salt: bytes, cost: int) -> bytes:
        if (salt, cost) not in self._masters:
            master = Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(self._passphrase)
            self._masters[salt, cost] = master
        return self._masters[salt, cost]


def _read_header(source: BinaryIO) -> _Header:
    raw = source.read(HEADER_BYTES)
    if len(raw) < HEADER_BYTES or not raw.startswith(MAGIC):
        raise SealBrokenError("it is no sealed file of Antre's, or only the beginning of one")
    rest = raw[len(MAGIC) :]
    header = _Header(rest[:16], rest[16], rest[17:33], rest[33:49])
    if header.cost not in COSTS:
        raise SealBrokenError("its header was changed")
    return header


def _cipher(master: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derive(master, nonce, b"file", 32))


def _derive(master: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=b"antre " + purpose).derive(master)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
