"""What stands beside a hall's state because devices say so: receipts on a clerk's panel, alarms in the hall's."""

from __future__ import annotations

from typing import Any

from services.display.devices.presence import DevicePresence, Live
from services.display.devices.receipts import Receipts, call_in_hand
from waitingroom.devices.registry import ONLINE_MS, Device
from waitingroom.hall import Hall
from waitingroom.local_time import iso

Json = dict[str, Any]
ALARM_WITHIN_MS = 12 * 3_600_000
"""A TV that was seen so lately and is silent now is an alarm; one that was off for longer is off."""


class DeviceReports:
    """What the devices of one venue say."""

    def __init__(self, desk: DevicePresence, receipts: Receipts) -> None:
        self._desk, self.receipts = desk, receipts

    def panel(self, hall: Hall, counter_id: str) -> Json | None:
        """
        Give what boards said of the call that a counter waits for; None: it waits for nobody.

        paired: TVs of the venue; listening: of these, connected ones that show this counter; shown, spoken:
        {"device": name, "at"}, the earliest first; seq, at: of the call or its latest recall.
        """
        call = call_in_hand(hall, counter_id)
        house = hall.house
        if call is None or house is None:
            return None
        named = house.counters[hall.venue_id].get(counter_id)
        service = house.services.get(call.service_id)
        screens = self._desk.screens(hall.venue_id)
        listening = [
            screen for screen in screens
            if self._desk.is_listening(screen) and self._desk.shows(
                screen, counter_id=counter_id, zone=named.zone if named else None,
                agency=service.agency if service else None,
            )
        ]  # fmt: skip
        told, names, zone = (
            self.receipts.of(hall.service_day, call.seq),
            self._desk.names(),
            house.venues[hall.venue_id].time_zone,
        )

        def rows(said: dict[str, int]) -> list[Json]:
            return [
                {"device": names[id], "at": iso(at_ms, zone)}
                for id, at_ms in sorted(said.items(), key=lambda row: row[1])
                if id in names
            ]

        return {
            "seq": call.seq, "at": iso(call.at_ms, zone), "paired": len(screens), "listening": len(listening),
            "shown": rows(told.shown), "spoken": rows(told.spoken),
            "silent": [{"device": names[id], "why": why} for id, why in told.silent.items() if id in names],
        }  # fmt: skip

    def attention(self, hall: Hall, now_ms: int) -> list[Json]:
        """Give the TVs that somebody must look at: sound locked, or silent while counters call."""
        assert hall.house is not None
        zone = hall.house.venues[hall.venue_id].time_zone
        found: list[Json] = []
        for device in self._desk.screens(hall.venue_id):
            live = self._desk.live(device.id)
            if live is None:
                continue
            if self._desk.is_listening(device):
                if _is_locked(device, live):
                    since_ms = live.sound_since_ms or live.seen_ms
                    found.append(_need(device, "sound-locked", iso(since_ms // MINUTE_MS * MINUTE_MS, zone)))
            elif hall.counters and ONLINE_MS < now_ms - live.seen_ms < ALARM_WITHIN_MS:
                found.append(_need(device, "not-updated", iso(live.seen_ms // MINUTE_MS * MINUTE_MS, zone)))
        return found


MINUTE_MS = 60_000


def _is_locked(device: Device, live: Live) -> bool:
    return live.sound == "locked" and device.wish.speaks and not device.wish.muted


def _need(device: Device, what: str, since: str) -> Json:
    return {"kind": "device", "device": device.wish.name, "what": what, "since": since}
