"""
Follow-ups: what an agency or the hall does about visitors' feedback, who, by when, and when it was done. Pure.

Each change is a fact in the house's own log with the previous state, so that the list can be rebuilt and audited.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, NamedTuple

from waitingroom.house.text import find_unintended, tidy
from waitingroom.refusals import INVALID, NOT_FOUND, Malformed, Refusal

TEXT_MAX = 300
FOLLOW_UPS_MAX = 2_000
"""Maximum per house: more than ten a day for half a year; all are held in memory."""
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
    One follow-up. venue: the venue concerned; form, element: the survey and question concerned, "" for none.

    what, who: free text; due, done: dates, "2026-07-31"; done: "" if not done yet.
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
        """Return whether it is overdue: not done, and its due date has passed."""
        return not self.done and self.due < today

    def to_wire(self) -> dict[str, Any]:
        """Return the form stored in its fact."""
        return self._asdict()

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> FollowUp:
        """Read the result of ``to_wire``; fields added by a newer program are ignored."""
        return cls(**{name: wire[name] for name in cls._fields if name in wire})


def checked(follow_up: FollowUp) -> FollowUp:
    """Return a follow-up with normalized text. Raises Malformed for missing, too long or invalid text or dates."""
    what, who = tidy(follow_up.what), tidy(follow_up.who)
    for name, text in (("what", what), ("who", who)):
        if not text or len(text) > TEXT_MAX or find_unintended(text):
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
