"""
The house, live in every service: each follows the house's own log.

An edit is a ``HouseSaved`` fact. Open days adopt it into their own logs (``days``), so that a rule reads only the
day's hall, and a replay is exact.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable
from copy import deepcopy
from itertools import islice
from typing import Any, NamedTuple

from waitingroom import keys, refusals
from waitingroom.devices.device import KIOSK, TABLET
from waitingroom.facts import DeviceRecorded, Fact, FollowUpRecorded, HouseSaved, Press, StaffRecorded
from waitingroom.house.changes import (
    Difference,
    device_differences,
    differences,
    follow_up_differences,
    staff_differences,
)
from waitingroom.house.entry import enter_house
from waitingroom.house.model import House
from waitingroom.house.reader import read_house
from waitingroom.log.base import Appended, Store
from waitingroom.log.fold import Alarm, Clock, Fold
from waitingroom.satisfaction.follow_ups import FollowUp
from waitingroom.state import CannotTakeError

SAVE_TRIES_MAX = 20
"""How often an edit is made again because another one was saved first."""
AUDIT_KEPT = 5_000
"""Changes in memory, for the audit log; the house's log has all of them."""
AUDIT_LINES_MAX = 200
"""Maximum lines of one change: an import may bring thousands."""
FOLLOW_WAIT_MS = 2_000

HouseChange = Callable[[dict[str, Any] | None], dict[str, Any]]
"""change(content) gives the content as it should be; None: there is no house yet."""


class Edition(NamedTuple):
    """A house and the sequence at which it was saved; None and 0 before the first."""

    seq: int = 0
    house: House | None = None


class AuditEntry(NamedTuple):
    """
    One change of the house, of an account or of a device. at_ms: ms UTC; by: the actor.

    lines: what changed; more: how many lines there are beyond AUDIT_LINES_MAX.
    """

    seq: int
    at_ms: int
    by: str
    lines: tuple[Difference, ...]
    more: int = 0


class HouseHistory:
    """
    The fold of the house's log: the latest edition, the paired devices, follow-ups, and who changed what.

    paired: the venue of each paired device by its id, by kind; never changed in place.
    """

    def __init__(self) -> None:
        self.edition = Edition()
        self.paired: dict[str, dict[str, str]] = {}
        self.follow_ups: dict[str, FollowUp] = {}
        self.audit: deque[AuditEntry] = deque(maxlen=AUDIT_KEPT)

    def apply(self, seq: int, fact: Fact) -> None:
        """Take a HouseSaved fact, or one of an account, device or follow-up, which leaves the edition as it is."""
        if isinstance(fact, HouseSaved):
            before = self.edition.house
            edition = Edition(seq, read_house(fact.content))
            lines = differences(before.content if before else None, fact.content)
            self.edition = edition
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
            raise CannotTakeError(type(fact).__name__)
        by, first = fact.press.by if fact.press else "", tuple(lines[:AUDIT_LINES_MAX])
        self.audit.append(AuditEntry(seq, fact.at_ms, by, first, len(lines) - len(first)))

    def skip(self, seq: int, missing: int = 0) -> None:
        """A foreign or missing entry changes nothing."""


def _paired(before: dict[str, dict[str, str]], fact: DeviceRecorded) -> dict[str, dict[str, str]]:
    """Give the paired devices, by kind, after a change of one."""
    others = {
        kind: {id: at for id, at in devices.items() if id != fact.device_id}
        for kind, devices in before.items()
    }
    if not fact.after or "kind" not in fact.after:
        return others
    kind = str(fact.after["kind"])
    return others | {kind: others.get(kind, {}) | {fact.device_id: str(fact.after["venue"])}}


class LiveHouse:
    """The house, kept up to date with its log under one lock."""

    def __init__(self, store: Store, *, clock: Clock, alarm: Alarm) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._fold = Fold(store.log(keys.HOUSE_LOG()), HouseHistory, clock=clock, alarm=alarm)

    @property
    def edition(self) -> Edition:
        """The latest edition that this process has read; none while the log is read for the first time: those are past."""
        return self._fold.state.edition if self._fold.is_read else Edition()

    @property
    def is_missing(self) -> bool:
        """Whether the log was read and has no house."""
        return self._fold.is_read and self.edition.house is None

    @property
    def kiosks(self) -> dict[str, str]:
        """The venue of each paired kiosk, by its id, as far as this process has read; never changed in place."""
        return self.paired.get(KIOSK, {})

    @property
    def tablets(self) -> dict[str, str]:
        """The same of paired tablets at counters."""
        return self.paired.get(TABLET, {})

    @property
    def paired(self) -> dict[str, dict[str, str]]:
        """The venue of each paired device by its id, by kind, as far as this process has read."""
        return self._fold.state.paired

    @property
    def follow_ups(self) -> dict[str, FollowUp]:
        """The follow-ups by id, in the order of their last change; never changed in place."""
        return self._fold.state.follow_ups

    def load(self) -> None:
        """Fold the log of the house."""
        with self._lock:
            self._fold.load()

    def audit(self, *, before: int | None, count: int) -> list[AuditEntry]:
        """Give the changes before this sequence (None: the latest), newest first."""
        with self._lock:
            entries = (a for a in reversed(self._fold.state.audit) if before is None or a.seq < before)
            return list(islice(entries, count))

    def save(self, change: HouseChange, *, press: Press, check: Callable[[House, House], None]) -> Edition:
        """
        Save what ``change`` makes of the house's content now (None: there is no house yet).

        If somebody else saved meanwhile, ``change`` and ``check`` are asked again, so that no edit is lost.
        The same content again makes no new edition. check(before, after) may refuse.
        Raises:
            HouseInvalid: nothing was saved. Unavailable. Whatever ``change`` and ``check`` raise.
        """

        def fact(now_ms: int) -> Fact | None:
            before = self.edition.house
            recorded = before.content if before else None
            after = enter_house(change(deepcopy(recorded)), recorded)
            if after.content == recorded:
                return None
            if before is not None:
                check(before, after)
            return HouseSaved(at_ms=now_ms, content=after.content, press=press)

        with self._lock:
            self._append(fact)
            return self.edition

    def record(self, make: Callable[[int], Fact | None]) -> None:
        """Append the fact that ``make`` gives for the time now (ms UTC), if any; it is no edition."""
        with self._lock:
            self._append(make)

    def _append(self, make: Callable[[int], Fact | None]) -> None:
        for _ in range(SAVE_TRIES_MAX):
            self._fold.catch_up()
            fact = make(self._clock.now_ms())
            if fact is None or isinstance(self._fold.append([fact], turn=secrets.token_hex(8)), Appended):
                return
        raise refusals.Unavailable()

    def step(self) -> None:
        """Wait for new facts and take them; a follower calls this again and again."""
        entries = self._fold.log.wait(self._fold.tip.id, FOLLOW_WAIT_MS)
        with self._lock:
            if entries:
                self._fold.absorb(entries)
            else:
                self._fold.check_tip()
