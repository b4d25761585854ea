"""A hall's outreach boxes, each with the secret that signs its file home, and its days."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from waitingroom import keys
from waitingroom.log.redis_log import Vault
from waitingroom.refusals import Malformed

BOX_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")
SECRET_BYTES = 32


@dataclass(frozen=True)
class Box:
    """A box: its name, its secret, and the days ever handed over to it, in order, by venue."""

    name: str
    secret: bytes
    days: dict[str, list[str]] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Encode the box for the vault."""
        return json.dumps({"name": self.name, "secret": self.secret.hex(), "days": self.days}).encode()

    @classmethod
    def decode(cls, raw: bytes) -> Box:
        """Decode a stored box."""
        stored = json.loads(raw)
        return cls(stored["name"], bytes.fromhex(stored["secret"]), stored["days"])


class Boxes:
    """The boxes in the vault. Every method may raise UnavailableError."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._changing = threading.Lock()

    def get(self, name: str) -> Box | None:
        """Return a box, or None if there is no box of this name."""
        raw = self._vault.get(keys.OUTREACH(name)) if BOX_NAME.fullmatch(name) else None
        return Box.decode(raw) if raw else None

    def all(self) -> list[Box]:
        """List every box, sorted by name."""
        names = sorted(key.removeprefix(keys.OUTREACH("")) for key in self._vault.keys(keys.OUTREACH("")))
        return [box for name in names if (box := self.get(name))]

    def note(self, name: str, venue_id: str, days: Sequence[str]) -> Box:
        """Add days to a box, and create it if it is new. Raises Malformed if the name is invalid."""
        check_name(name)
        with self._changing:
            before = self.get(name) or Box(name, secrets.token_bytes(SECRET_BYTES))
            all_days = sorted({*before.days.get(venue_id, []), *days})
            box = Box(name, before.secret, before.days | {venue_id: all_days})
            self._vault.put(keys.OUTREACH(name), box.encode())
        return box

    def forget(self, name: str, venue_id: str, days: Sequence[str]) -> None:
        """Remove days that were not handed over after all."""
        with self._changing:
            if (box := self.get(name)) is not None:
                remaining = [day for day in box.days.get(venue_id, []) if day not in days]
                self._vault.put(
                    keys.OUTREACH(name), Box(name, box.secret, box.days | {venue_id: remaining}).encode()
                )


def check_name(name: str) -> None:
    """Raise Malformed if a box name is invalid."""
    if not BOX_NAME.fullmatch(name):
        raise Malformed(why="box: 2 to 32 of a-z, 0-9, '-'")
