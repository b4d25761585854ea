"""
The live house: every service follows the house's own log.

An edit is recorded as ``HouseChanged``; the first edition, or one that replaces most of the house, as ``HouseSaved``.
Open days adopt their venue's slice into their own logs (``days``), so that rules need only the day's hall and replays
are exact.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from waitingroom import keys, refusals
from waitingroom.collector import collector_off
from waitingroom.devices.device import KIOSK, TABLET
from waitingroom.facts import (
    DeviceRecorded,
    Fact,
    FollowUpRecorded,
    HouseChanged,
    HouseSaved,
    Press,
    StaffRecorded,
)
from waitingroom.house.changes import (
    SECTIONS,
    Difference,
    device_differences,
    differences,
    follow_up_differences,
    staff_differences,
)
from waitingroom.house.entry import EnteredEdit, enter_change, enter_house
from waitingroom.house.model import House
from waitingroom.house.patch import (
    DIGEST_BYTES,
    Patch,
    apply_patch,
    digest_after,
    digest_of,
    patch_differences,
    touched_venues,
)
from waitingroom.house.patch_reader import read_patched
from waitingroom.house.reader import read_house
from waitingroom.log.base import Appended, Store
from waitingroom.log.fold import Alarm, Clock, Fold
from waitingroom.satisfaction.follow_ups import FollowUp
from waitingroom.state import CannotApplyError

SAVE_TRIES_MAX = 20
"""Maximum retries of an edit when other edits are saved first."""
AUDIT_ENTRIES_MAX = 5_000
"""Changes held in memory for the audit log; the house's log has all of them."""
AUDIT_LINES_MAX = 200
"""Maximum lines of one change; an import may have thousands."""
FOLLOW_WAIT_MS = 2_000

HouseChange = Callable[[dict[str, Any] | None], dict[str, Any]]
"""
change(content) returns the new content; it is called with None if there is no house yet.

It may modify the content and the lists of its sections, which are copies, but must replace their items instead of
modifying them in place: copying and comparing 12,000 counters would take longer than the rest of an edit.
"""
HouseCheck = Callable[[House, House, frozenset[str] | None], None]
PATCHES_PENDING_MAX = 20
"""Maximum pending edits that are read one by one; above this the whole house is read once."""


class Edition(NamedTuple):
    """
    A house and the sequence at which it was saved; None and 0 before the first edition.

    whole_seq: of the last edition that may have changed every venue's slice; slice_seqs: by venue, of the last later
    edition that may have changed its slice; never modified in place.
    """

    seq: int = 0
    house: House | None = None
    whole_seq: int = 0
    slice_seqs: Mapping[str, int] = MappingProxyType({})

    def slice_seq(self, venue_id: str) -> int:
        """Return the sequence of the last edition that may have changed a venue's slice."""
        return max(self.whole_seq, self.slice_seqs.get(venue_id, 0))

    def touched(self) -> list[str]:
        """Return the venues whose slice this edition itself may have changed."""
        if self.house is None:
            return []
        if self.whole_seq >= self.seq:
            return list(self.house.venues)
        return [id for id, seq in self.slice_seqs.items() if seq >= self.seq and id in self.house.venues]


class AuditEntry(NamedTuple):
    """
    One change of the house, an account, a device or a follow-up. at_ms: ms UTC; by: the actor.

    lines: the differences; more: the number of lines left out above AUDIT_LINES_MAX.
    """

    seq: int
    at_ms: int
    by: str
    lines: tuple[Difference, ...]
    more: int = 0


class HouseHistory:
    """
    The fold of the house's log: the latest edition, the paired devices, the follow-ups and the audit log.

    content: of the latest edition; is_incomplete: an entry could not be applied, so the next edit records the whole
    house; paired: by kind, the venue of each paired device by its id; never modified in place.
    """

    def __init__(self) -> None:
        self.content: dict[str, Any] | None = None
        self.is_incomplete = False
        self.paired: dict[str, dict[str, str]] = {}
        self.follow_ups: dict[str, FollowUp] = {}
        self.audit: deque[AuditEntry] = deque(maxlen=AUDIT_ENTRIES_MAX)
        self._seq = self._whole_seq = 0
        self._slice_seqs: dict[str, int] = {}
        self._digest: int | None = None
        self._read_edition, self._pending = Edition(), list[tuple[Patch, dict[str, Any]]]()

    @property
    def edition(self) -> Edition:
        """The latest edition, read on first access. Raises HouseInvalid: the recorded content is not a valid house."""
        if self._read_edition.seq != self._seq:
            house = self._read_edition.house
            if house is None or not self._pending or len(self._pending) > PATCHES_PENDING_MAX:
                house = read_house(self.content)
            else:
                for patch, content in self._pending:
                    house = read_patched(house, patch, content)
            self._read_edition = Edition(self._seq, house, self._whole_seq, dict(self._slice_seqs))
            self._pending.clear()
        return self._read_edition

    def apply(self, seq: int, fact: Fact) -> None:
        """
        Apply a fact of the house, or of an account, device or follow-up; the latter do not change the edition.

        Raises:
            CannotApplyError: not a fact of the house's log, or a change that was made to a different content.
        """
        if isinstance(fact, HouseSaved):
            lines = differences(self.content, fact.content)
            self._save(seq, fact.content)
        elif isinstance(fact, HouseChanged):
            lines = self._change(seq, fact)
        elif isinstance(fact, StaffRecorded):
            lines = staff_differences(fact.username, fact.action, fact.before, fact.after)
        elif isinstance(fact, DeviceRecorded):
            lines = device_differences(fact.device_id, fact.action, fact.before, fact.after)
            self.paired = _paired(self.paired, fact)
        elif isinstance(fact, FollowUpRecorded):
            lines = follow_up_differences(fact.follow_up_id, fact.before, fact.after)
            others = {id: one for id, one in self.follow_ups.items() if id != fact.follow_up_id}
            changed = {fact.follow_up_id: FollowUp.from_wire(fact.after)} if fact.after else {}
            self.follow_ups = others | changed
        else:
            raise CannotApplyError(type(fact).__name__)
        by, first = fact.press.by if fact.press else "", tuple(lines[:AUDIT_LINES_MAX])
        self.audit.append(AuditEntry(seq, fact.at_ms, by, first, len(lines) - len(first)))

    def skip(self, seq: int, missing: int = 0) -> None:
        """Note a foreign or missing entry; it may have been a change of the house."""
        self.is_incomplete = True

    def fact_of(self, edit: EnteredEdit, *, at_ms: int, press: Press) -> Fact:
        """Return the fact that records an edit: its patch, or the whole house without a patch or with missing entries."""
        if edit.patch is None or edit.after is None or self.content is None or self.is_incomplete:
            return HouseSaved(at_ms=at_ms, content=edit.house.content, press=press)
        digest = digest_after(
            self._current_digest(self.content), self.content, edit.patch, edit.after.changed
        )
        return HouseChanged(at_ms=at_ms, press=press, **edit.patch._asdict(), digest=_hex_digest(digest))

    def _save(self, seq: int, content: dict[str, Any]) -> None:
        self.content, self.is_incomplete, self._digest = content, False, None
        self._seq = self._whole_seq = seq
        self._slice_seqs, self._read_edition = {}, Edition()
        self._pending.clear()

    def _change(self, seq: int, fact: HouseChanged) -> list[Difference]:
        before, patch = self.content, Patch(fact.fields, fact.items, fact.order)
        if before is None:
            raise CannotApplyError("a change before the first edition")
        house = self._read_edition.house if self._read_edition.seq == self._seq else None
        result = apply_patch(before, patch, house.places if house else None)
        digest = digest_after(self._current_digest(before), before, patch, result.changed)
        if _hex_digest(digest) != fact.digest:
            self.is_incomplete = True
            raise CannotApplyError("a change of a different content")
        touched = touched_venues(before, patch, result)
        if touched is None:
            self._whole_seq, self._slice_seqs = seq, {}
        else:
            self._slice_seqs |= dict.fromkeys(touched, seq)
        self.content, self._seq, self._digest = result.content, seq, digest
        if len(self._pending) <= PATCHES_PENDING_MAX:
            self._pending.append((patch, result.content))
        return patch_differences(before, patch, result.changed)

    def _current_digest(self, content: dict[str, Any]) -> int:
        if self._digest is None:
            self._digest = digest_of(content)
        return self._digest


def _hex_digest(digest: int) -> str:
    return f"{digest:0{2 * DIGEST_BYTES}x}"


def _paired(before: dict[str, dict[str, str]], fact: DeviceRecorded) -> dict[str, dict[str, str]]:
    """Return the paired devices by kind after a change of one."""
    others = {
        kind: {id: at for id, at in devices.items() if id != fact.device_id}
        for kind, devices in before.items()
    }
    if not fact.after or "kind" not in fact.after:
        return others
    kind = str(fact.after["kind"])
    return others | {kind: others.get(kind, {}) | {fact.device_id: str(fact.after["venue"])}}


class LiveHouse:
    """The house, kept up to date with its log under a lock."""

    def __init__(self, store: Store, *, clock: Clock, alarm: Alarm) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._fold = Fold(store.log(keys.HOUSE_LOG()), HouseHistory, clock=clock, alarm=alarm)
        self._edition, self._is_read = Edition(), False

    @property
    def edition(self) -> Edition:
        """The latest edition this process has read; empty until the first read of the log is complete."""
        return self._edition

    @property
    def is_missing(self) -> bool:
        """Whether the log was read and has no house."""
        return self._is_read and self._edition.house is None

    @property
    def kiosks(self) -> dict[str, str]:
        """The venue of each paired kiosk by its id, as far as the log has been read; never modified in place."""
        return self.paired.get(KIOSK, {})

    @property
    def tablets(self) -> dict[str, str]:
        """The venue of each paired tablet by its id; see kiosks."""
        return self.paired.get(TABLET, {})

    @property
    def paired(self) -> dict[str, dict[str, str]]:
        """By kind, the venue of each paired device by its id, as far as the log has been read."""
        return self._fold.state.paired

    @property
    def follow_ups(self) -> dict[str, FollowUp]:
        """The follow-ups by id, in the order of their last change; never modified in place."""
        return self._fold.state.follow_ups

    def load(self) -> None:
        """Fold the log of the house."""
        with self._lock:
            self._fold.load()
            self._take_edition()

    def audit(self, *, before: int | None, count: int) -> list[AuditEntry]:
        """List up to ``count`` changes before this sequence (None: the latest), newest first."""
        with self._lock:
            entries = (a for a in reversed(self._fold.state.audit) if before is None or a.seq < before)
            return list(islice(entries, count))

    def save(self, change: HouseChange, *, press: Press, check: HouseCheck) -> Edition:
        """
        Save the content that ``change`` returns for the current content (None: there is no house yet).

        If another edit is saved first, ``change`` and ``check`` are called again, so that no edit is lost.
        Unchanged content makes no new edition. check(before, after, venues) may refuse the edit; venues: those whose
        slice may change, None: all.
        Raises:
            HouseInvalid: nothing was saved. Unavailable. Whatever ``change`` and ``check`` raise.
        """

        def fact(now_ms: int) -> Fact | None:
            before = self.edition.house
            if before is None:
                return self._fold.state.fact_of(
                    EnteredEdit(enter_house(change(None))), at_ms=now_ms, press=press
                )
            with collector_off():
                edit = enter_change(change(_copy_sections(before.content)), before)
            if edit.house.content == before.content:
                return None
            check(before, edit.house, _touched_venues(before, edit))
            return self._fold.state.fact_of(edit, at_ms=now_ms, press=press)

        with self._lock:
            self._append(fact)
            return self.edition

    def record(self, make: Callable[[int], Fact | None]) -> None:
        """Append the fact that ``make`` returns for the current time (ms UTC), if any; it is not an edition."""
        with self._lock:
            self._append(make)

    def _append(self, make: Callable[[int], Fact | None]) -> None:
        for _ in range(SAVE_TRIES_MAX):
            self._fold.catch_up()
            self._take_edition()
            fact = make(self._clock.now_ms())
            if fact is None or isinstance(self._fold.append([fact], turn=secrets.token_hex(8)), Appended):
                self._take_edition()
                return
        raise refusals.Unavailable()

    def _take_edition(self) -> None:
        self._edition = self._fold.state.edition
        self._is_read = True

    def step(self) -> None:
        """Wait for new facts and apply them; a follower calls this in a loop."""
        entries = self._fold.log.wait(self._fold.tip.id, FOLLOW_WAIT_MS)
        with self._lock:
            if entries:
                self._fold.absorb(entries)
            else:
                self._fold.check_tip()
            self._take_edition()


def _touched_venues(before: House, edit: EnteredEdit) -> frozenset[str] | None:
    if edit.patch is None or edit.after is None:
        return None
    return touched_venues(before.content, edit.patch, edit.after)


def _copy_sections(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content with copied section lists, which may be modified."""
    return content | {s: list(content[s]) for s in SECTIONS if s in content}
