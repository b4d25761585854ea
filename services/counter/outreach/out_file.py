"""
The file out: what a box needs to serve a venue's days alone, sealed with a code that is displayed once
(``services/web/sealed_file``), so that a lost USB stick reveals nothing.
"""

from __future__ import annotations

import json
import secrets
import zlib
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from services.web.sealed_file import SealBrokenError, Sealer, WrongPassphraseError
from waitingroom.devices.pairing import CODE_LETTERS
from waitingroom.log.base import Entry
from waitingroom.outreach.refusals import NoOutreachFile, WrongCode

FILE_BYTES_MAX = 20_000_000
"""A house of one venue takes about 100 kB."""
PLAIN_BYTES_MAX = 100_000_000
CODE_LENGTH = 16
"""80 bits, in groups of four letters."""
KIND = {"kind": "penyerahan hari", "kind_en": "of a handing over"}


@dataclass(frozen=True)
class OutFile:
    """
    The content of a handover.

    days: the first entries of each day's log, [id, data, link]; secret: signs the file home, hex; house: the venue's
    slice of the house; house_seq: its edition at home; accounts: staff who may work there, as stored; hall: the house's
    name; hall_url: the hall's public URL, or empty; at_ms: the hall's time, ms UTC.
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
        """Return the first entries of a day's log."""
        return [Entry(id, data.encode("utf-8", "surrogateescape"), link) for id, data, link in self.days[day]]


def lines_of(entries: list[Entry]) -> list[list[str]]:
    """Return entries in the file's format."""
    return [[entry.id, entry.data.decode("utf-8", "surrogateescape"), entry.link] for entry in entries]


def new_code() -> str:
    """Generate a code for one file, "ABCD-EFGH-JKLM-NPQR"."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def sealed(content: OutFile, code: str) -> bytes:
    """Return the file, encrypted and authenticated."""
    plain, file = zlib.compress(json.dumps(asdict(content)).encode("utf-8"), 9), BytesIO()
    Sealer(_normalized(code)).seal(BytesIO(plain), file)
    return file.getvalue()


def opened(file: bytes, code: str) -> OutFile:
    """Decrypt and read a file. Raises WrongCode, or NoOutreachFile if it is of another kind, truncated or modified."""
    try:
        plain = b"".join(Sealer(_normalized(code)).opened(BytesIO(file)))
        return OutFile(**json.loads(zlib.decompressobj().decompress(plain, PLAIN_BYTES_MAX)))
    except WrongPassphraseError as error:
        raise WrongCode() from error
    except (SealBrokenError, zlib.error, ValueError, TypeError) as error:
        raise NoOutreachFile(**KIND) from error


def _normalized(code: str) -> str:
    """Normalize a typed code: case, spaces and hyphens do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
