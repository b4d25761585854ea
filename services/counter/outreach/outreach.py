"""Operations on days that are away, for the commands and the admin page: hand over, take back, list, bring home."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import IO, NamedTuple

from services.counter.accounts.accounts import Accounts
from services.counter.outreach.boxes import Boxes, check_name
from services.counter.outreach.home_file import HomeFile
from services.counter.outreach.out_file import OutFile, lines_of, new_code, sealed
from services.staff.account import Account
from services.staff.permissions import CLERK, RECEPTION, SUPERVISOR
from waitingroom.facts import Press
from waitingroom.house.model import House
from waitingroom.house.venue_slice import slice_for_box
from waitingroom.live.halls import Halls
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import Tip, UnavailableError
from waitingroom.log.fold import Alarm
from waitingroom.log.redis_log import Vault
from waitingroom.outreach.days_away import BEGUN, OUT, OVER, AwayDay, DaysAway
from waitingroom.outreach.drift import Drift, drift_to_hall
from waitingroom.outreach.homecoming import BroughtHome, Homecoming
from waitingroom.refusals import Malformed, Refusal, Unavailable

DAYS_MAX = 60
"""Days per handover: more than every Saturday of a year."""
STATES_KEPT = 1_000
"""Days whose state is cached: more than a year of three venues."""
ROLES_AWAY = (CLERK, SUPERVISOR, RECEPTION)
"""Roles copied to a box; the admin there uses the account printed when the box starts."""


class HandedOver(NamedTuple):
    """A handover: the sealed file, its proposed name, and the code that opens it, which is displayed only once."""

    file: bytes
    name: str
    code: str


class CameHome(NamedTuple):
    """A homecoming: box, venue, the result of each day, and measurements of the box's clock (ms UTC, drift)."""

    box: str
    venue: str
    days: list[BroughtHome]
    drifts: list[tuple[int, Drift]]


class BoxDays(NamedTuple):
    """The days of a venue that were handed over to a box."""

    box: str
    venue: str
    days: list[AwayDay]


class Outreach:
    """Outreach of one hall. alarm: called if something is wrong with a log."""

    def __init__(
        self, halls: Halls, vault: Vault, accounts: Accounts, *, alarm: Alarm,
        archive: ArchiveFolder | None = None, public_url: str = "",
    ) -> None:  # fmt: skip
        self.boxes = Boxes(vault)
        self._halls, self._accounts, self._alarm = halls, accounts, alarm
        self._archive, self._public_url = archive, public_url
        self._coming = threading.Lock()
        self._states: dict[tuple[str, str, str, Tip], AwayDay] = {}

    def hand_over(self, venue_id: str, days: Sequence[str], box: str, press: Press) -> HandedOver:
        """
        Hand days over to a box, and return the file to start it with; for days it already has, a new file.

        Raises Malformed, UnknownVenue, NotReady, Unavailable, and the refusals of ``rules.hand_over``.
        """
        check_name(box)
        _check_days(days)
        house, away = self._halls.current_house(), self.days_away(venue_id)
        try:
            record = self.boxes.note(box, venue_id, days)
            try:
                away.hand_over(box, days, press)
            except Refusal:
                self.boxes.forget(box, venue_id, [d for d in days if away.state_of(box, d).state == OVER])
                raise
            included = [day for day in record.days[venue_id] if away.state_of(box, day).state in (OUT, BEGUN)]
            content = OutFile(
                box=box, venue=venue_id, days={day: lines_of(away.beginning(day)) for day in included},
                secret=record.secret.hex(), house=slice_for_box(house.content, venue_id), house_seq=self._halls.house.edition.seq,
                accounts=self._accounts_for_box(house, venue_id), hall=house.name, hall_url=self._public_url,
                at_ms=self._halls.clock.now_ms(),
            )  # fmt: skip
        except UnavailableError as error:
            raise Unavailable() from error
        code = new_code()
        return HandedOver(sealed(content, code), f"{venue_id}-{box}.antre", code)

    def take_back(self, venue_id: str, day: str, press: Press) -> None:
        """Take a day back from its box. Raises Unavailable, UnknownVenue, and the refusals of ``rules.take_back``."""
        try:
            self.days_away(venue_id).take_back(day, press)
        except UnavailableError as error:
            raise Unavailable() from error

    def all(self) -> list[BoxDays]:
        """Return the days that were handed over, by box and venue. Raises Unavailable."""
        house = self._halls.current_house()
        try:
            return [
                BoxDays(box.name, venue_id, [self._state_of(box.name, venue_id, day) for day in days])
                for box in self.boxes.all()
                for venue_id, days in sorted(box.days.items())
                if venue_id in house.venues and days
            ]
        except UnavailableError as error:
            raise Unavailable() from error

    def _state_of(self, box: str, venue_id: str, day: str) -> AwayDay:
        """Return a day's state, cached until its log changes."""
        away = self.days_away(venue_id)
        key = (box, venue_id, day, away.tip(day))
        if key not in self._states:
            if len(self._states) >= STATES_KEPT:
                self._states.clear()
            self._states[key] = away.state_of(box, day)
        return self._states[key]

    def bring_home(self, file: IO[bytes], press: Press) -> CameHome:
        """
        Bring a file home: all its days, or none.

        Files are processed one at a time, because each is unpacked to disk.
        Raises Unavailable (a retry continues where this call stopped), and the refusals of ``HomeFile`` and ``Homecoming``.
        """
        try:
            with self._coming, HomeFile(file, self.boxes) as home:
                head = home.head
                homecoming = Homecoming(
                    self._halls.store,
                    head.venue,
                    clock=self._halls.clock,
                    alarm=self._alarm,
                    archive=self._archive,
                )
                days = homecoming.bring_home(head.box, home.days, press)
                now_ms = self._halls.clock.now_ms()
        except (UnavailableError, OSError) as error:
            raise Unavailable() from error
        drifts = [*head.drifts, (now_ms, drift_to_hall(box_ms=head.sealed_ms, hall_ms=now_ms))]
        return CameHome(head.box, head.venue, days, drifts)

    def days_away(self, venue_id: str) -> DaysAway:
        """Return a venue's days that were handed over. Raises NotReady, UnknownVenue."""
        return DaysAway(
            self._halls.store, venue_id, self._halls.house.edition, clock=self._halls.clock, alarm=self._alarm,
            archive=self._archive,
        )  # fmt: skip

    def _accounts_for_box(self, house: House, venue_id: str) -> list[dict[str, object]]:
        """List the active accounts that may work at a venue, with only the roles in ROLES_AWAY."""
        agencies = {service.agency for service in house.services_at(venue_id)}
        accounts: list[Account] = []
        for account in self._accounts.all():
            roles = tuple(role for role in account.roles if role in ROLES_AWAY)
            if account.active and roles and (not account.agencies or agencies & set(account.agencies)):
                accounts.append(replace(account, roles=roles))
        return [asdict(account) for account in accounts]


def _check_days(days: Sequence[str]) -> None:
    """Raise Malformed unless these are 1 to DAYS_MAX valid dates."""
    for day in days:
        try:
            is_date = date.fromisoformat(day).isoformat() == day
        except ValueError:
            is_date = False
        if not is_date:
            raise Malformed(why=f"days: 2026-12-05, not {day[:20]}")
    if not 0 < len(days) <= DAYS_MAX:
        raise Malformed(why=f"days: 1 to {DAYS_MAX}")
