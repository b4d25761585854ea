"""
Follow-ups: what an agency or the hall does about what visitors said, who, by when, and since when it is done. Pure.

Each change is a fact in the house's own log, with what was before, so that the list can be rebuilt and audited.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, NamedTuple

from waitingroom.house.text import tidy, unmeant
from waitingroom.refusals import INVALID, NOT_FOUND, Malformed, Refusal

TEXT_MAX = 300
FOLLOW_UPS_MAX = 2_000
"""Of a house: more than ten a day for half a year, and all are in memory."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class UnknownFollowUp(Refusal):
    slug, kind = "unknown-follow-up", NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Tindak lanjut ini tidak ada lagi. Muat ulang halaman ini.",
        "This follow-up is gone. Reload this page.",
    )


class TooManyFollowUps(Refusal):
    slug, kind = "too-many-follow-ups", INVALID
    words: ClassVar[tuple[str, str]] = (
        "Daftar ini sudah penuh ({most}). Hapus yang lama dahulu.",
        "This list is full ({most}). Remove old ones first.",
    )


class FollowUp(NamedTuple):
    """
    One follow-up. venue: the place it is about; form, element: of which survey and question, "" of none.

    what, who: in words; due, done: dates, "2026-07-31"; done "": it is not done yet.
    """

    venue: str
    what: str
    who: str
    due: str
    form: str = ""
    element: str = ""
    done: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return bool(self.done)

    def is_late(self, today: str) -> bool:
        """Return whether it is not done although its date is over."""
        return not self.done and self.due < today

    def to_wire(self) -> dict[str, Any]:
        """Return it as its fact has it."""
        return self._asdict()

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> FollowUp:
        """Read what ``to_wire`` gave; what a newer program added is left out."""
        return cls(**{name: wire[name] for name in cls._fields if name in wire})


def checked(follow_up: FollowUp) -> FollowUp:
    """Return a follow-up with tidy words. Raises Malformed: it lacks words, or has a date that is none."""
    what, who = tidy(follow_up.what), tidy(follow_up.who)
    for name, text in (("what", what), ("who", who)):
        if not text or len(text) > TEXT_MAX or unmeant(text):
            raise Malformed(why=f"{name}: 1..{TEXT_MAX}")
    for name, day in (("due", follow_up.due), ("done", follow_up.done)):
        if not (_is_date(day) or (name == "done" and not day)):
            raise Malformed(why=f"{name}: 2026-07-31")
    return follow_up._replace(what=what, who=who)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
