"""Device reports of a hall: receipts of the current call for a clerk's panel, alarms for the supervisor's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.display.devices.presence import DevicePresence
from services.display.devices.receipts import OPEN, Receipt, Receipts, pending_call
from waitingroom.devices.device import Device
from waitingroom.devices.state import ONLINE_MS, DeviceState
from waitingroom.hall import Hall
from waitingroom.local_time import iso
from waitingroom.state import Call
from waitingroom.views.board import Selection

Json = dict[str, Any]
ALARM_WITHIN_MS = 12 * 3_600_000
"""A TV that has been offline for longer is assumed to be switched off on purpose, so there is no alarm."""
MINUTE_MS = 60_000


class DeviceReports:
    """The reports of one venue's devices."""

    def __init__(self, presence: DevicePresence, receipts: Receipts) -> None:
        self._presence, self.receipts = presence, receipts

    def note_sent(self, hall: Hall, calls: Iterable[Call], boards: Mapping[Selection, int]) -> None:
        """Record how many open boards these calls were sent to; boards: all that are connected here."""
        for call in calls:
            if count := self._count_open(hall, call, boards):
                self.receipts.take(Receipt(hall.service_day, call.seq, self.receipts.process_id, OPEN, count))

    def _count_open(self, hall: Hall, call: Call, boards: Mapping[Selection, int]) -> int:
        """Count the unpaired boards connected here that show a call."""
        paired = self._presence.selections(hall.venue_id)
        place = place_of(hall, call)
        return sum(max(0, count - paired[board]) for board, count in boards.items() if board.shows(**place))

    def panel(self, hall: Hall, counter_id: str, boards: Mapping[Selection, int]) -> Json | None:
        """
        Return the receipts of the call whose visitor a counter waits for, None if there is none.

        paired: TVs of the venue; listening: of these, the ones online that show this counter; open: unpaired
        boards that show it, including phones; shown, spoken: {"device": name, "at"}, the earliest first;
        seq, at: of the call or its latest recall.
        """
        call, house = pending_call(hall, counter_id), hall.house
        if call is None or house is None:
            return None
        place = place_of(hall, call)
        tvs = self._presence.tvs(hall.venue_id)
        listening = [
            tv for tv in tvs
            if self._presence.is_online(tv) and (state := self._presence.state(tv.id))
            and state.shows(**place)
        ]  # fmt: skip
        names, time_zone = self._presence.names(), house.venues[hall.venue_id].time_zone
        receipts = self.receipts.of(hall.service_day, call.seq)
        elsewhere = sum(n for process, n in receipts.open.items() if process != self.receipts.process_id)

        def rows(times_ms: dict[str, int]) -> list[Json]:
            by_time = sorted(times_ms.items(), key=lambda row: row[1])
            return [
                {"device": names[id], "at": iso(at_ms, time_zone)} for id, at_ms in by_time if id in names
            ]

        return {
            "seq": call.seq, "at": iso(call.at_ms, time_zone), "paired": len(tvs), "listening": len(listening),
            "open": elsewhere + self._count_open(hall, call, boards), "shown": rows(receipts.shown), "spoken": rows(receipts.spoken),
            "silent": [{"device": names[id], "why": why} for id, why in receipts.silent.items() if id in names],
        }  # fmt: skip

    def attention(self, hall: Hall, now_ms: int) -> list[Json]:
        """List TVs that need attention: sound locked, or offline while counters are open."""
        assert hall.house is not None
        time_zone = hall.house.venues[hall.venue_id].time_zone

        def alarm(tv: Device, what: str, since_ms: int) -> Json:
            since = iso(since_ms // MINUTE_MS * MINUTE_MS, time_zone)
            return {"kind": "device", "device": tv.settings.name, "what": what, "since": since}

        alarms: list[Json] = []
        for tv in self._presence.tvs(hall.venue_id):
            state = self._presence.state(tv.id)
            if state is None:
                continue
            if self._presence.is_online(tv):
                if _is_locked(tv, state):
                    alarms.append(alarm(tv, "sound-locked", state.sound_since_ms or state.seen_ms))
            elif hall.counters and ONLINE_MS < now_ms - state.seen_ms < ALARM_WITHIN_MS:
                alarms.append(alarm(tv, "not-updated", state.seen_ms))
        return alarms


def place_of(hall: Hall, call: Call) -> dict[str, Any]:
    """Return the counter, zone and agency of a call, as keyword arguments of a board's ``shows``."""
    assert hall.house is not None
    counter = hall.house.counters[hall.venue_id].get(call.counter_id)
    service = hall.house.services.get(call.service_id)
    return {
        "counter_id": call.counter_id, "zone": counter.zone if counter else None,
        "agency": service.agency if service else None,
    }  # fmt: skip


def _is_locked(tv: Device, state: DeviceState) -> bool:
    return state.sound == "locked" and tv.settings.speaks and not tv.settings.muted
