"""
The file out: what a laptop needs to serve a venue's days alone, sealed with a code that is printed once
(``services/web/sealed_file``), so that a lost stick tells nobody anything without it.
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
"""A house of one venue has some 100 kB; what is larger was not written here."""
PLAIN_BYTES_MAX = 100_000_000
CODE_LENGTH = 16
"""80 bits, in groups of four as somebody reads it out."""
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
        """Return the entries with which a day's log begins."""
        return [Entry(id, data.encode("utf-8", "surrogateescape"), link) for id, data, link in self.days[day]]


def lines_of(entries: list[Entry]) -> list[list[str]]:
    """Return entries as they stand in the file."""
    return [[entry.id, entry.data.decode("utf-8", "surrogateescape"), entry.link] for entry in entries]


def new_code() -> str:
    """Return a code for one file, "ABCD-EFGH-JKLM-NPQR"."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def sealed(content: OutFile, code: str) -> bytes:
    """Return the file: encrypted, and so that any change of it shows."""
    plain, file = zlib.compress(json.dumps(asdict(content)).encode("utf-8"), 9), BytesIO()
    Sealer(_typed(code)).seal(BytesIO(plain), file)
    return file.getvalue()


def opened(file: bytes, code: str) -> OutFile:
    """Read a file. Raises WrongCode. NoOutreachFile: it is none, or was cut or changed."""
    try:
        plain = b"".join(Sealer(_typed(code)).opened(BytesIO(file)))
        return OutFile(**json.loads(zlib.decompressobj().decompress(plain, PLAIN_BYTES_MAX)))
    except WrongPassphraseError as error:
        raise WrongCode() from error
    except (SealBrokenError, zlib.error, ValueError, TypeError) as error:
        raise NoOutreachFile(**KIND) from error


def _typed(code: str) -> str:
    """Return a code however it was typed: capitals, spaces and hyphens do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
