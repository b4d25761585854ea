"""
The file out: what a laptop needs to serve a venue's days alone, sealed with a code that is printed once.

    a line that names the format, 16 bytes of salt, 12 of nonce, then AES-256-GCM over the compressed JSON;
    the key is made of the code by scrypt, so that a lost stick tells nobody anything without it
"""

from __future__ import annotations

import json
import secrets
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from waitingroom.devices.pairing import CODE_LETTERS
from waitingroom.log.base import Entry
from waitingroom.outreach.refusals import NoOutreachFile, WrongCode

MAGIC = b"ANTRE OUTREACH OUT 1\n"
FILE_BYTES_MAX = 20_000_000
"""A house of one venue has some 100 kB; what is larger was not written here."""
PLAIN_BYTES_MAX = 100_000_000
CODE_LENGTH = 16
"""80 bits, in groups of four as somebody reads it out."""
SALT_BYTES, NONCE_BYTES = 16, 12
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
"""32 MB and a tenth of a second for a try: RFC 7914, as OWASP has it for passwords."""
KIND = {"kind": "penyerahan hari", "kind_en": "of a handing over"}


@dataclass(frozen=True)
class OutFile:
    """
    What is handed over to a box.

    days: of each day the entries with which its log begins, [id, data, link]; secret: signs what comes home, hex;
    house: the content of the venue alone, house_seq: its sequence at home; accounts: staff who may work there, as
    stored; hall: the house's name; hall_url: where the hall is reached, or empty; at_ms: the hall's time.
    """

    box: str
    venue: str
    days: dict[str, list[list[str]]]
    secret: str
    house: dict[str, Any]
    house_seq: int
    accounts: list[dict[str, Any]]
    hall: str
    hall_url: str
    at_ms: int

    def entries(self, day: str) -> list[Entry]:
        """Give the entries with which a day's log begins."""
        return [Entry(id, data.encode("utf-8", "surrogateescape"), link) for id, data, link in self.days[day]]


def lines_of(entries: list[Entry]) -> list[list[str]]:
    """Give entries as they stand in the file."""
    return [[entry.id, entry.data.decode("utf-8", "surrogateescape"), entry.link] for entry in entries]


def new_code() -> str:
    """Give a code for one file, "ABCD-EFGH-JKLM-NPQR"."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def sealed(content: OutFile, code: str) -> bytes:
    """Give the file: encrypted, and so that any change of it shows."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    plain = zlib.compress(json.dumps(asdict(content)).encode("utf-8"), 9)
    return MAGIC + salt + nonce + AESGCM(_key(code, salt)).encrypt(nonce, plain, MAGIC)


def opened(file: bytes, code: str) -> OutFile:
    """Read a file. Raises NoOutreachFile. WrongCode: or it was changed or cut, which looks the same."""
    if not file.startswith(MAGIC):
        raise NoOutreachFile(**KIND)
    rest = file[len(MAGIC) :]
    salt, nonce, sealed = rest[:SALT_BYTES], rest[SALT_BYTES:][:NONCE_BYTES], rest[SALT_BYTES + NONCE_BYTES :]
    if not sealed:
        raise WrongCode()
    try:
        plain = AESGCM(_key(code, salt)).decrypt(nonce, sealed, MAGIC)
    except (InvalidTag, ValueError) as error:
        raise WrongCode() from error
    return OutFile(**json.loads(zlib.decompressobj().decompress(plain, PLAIN_BYTES_MAX)))


def _key(code: str, salt: bytes) -> bytes:
    """Make the key of a code, however it was typed: capitals, spaces and hyphens do not matter."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return Scrypt(salt=salt, length=32, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P).derive(typed.encode())
