"""
What a display process knows of the paired devices: who they are, which are connected here, how they are.

Once a second it looks whether a device was changed (one key of the vault) and tells the pages it
concerns; what pages say of themselves it mirrors in the vault, so that the admin's page, and the other
display processes, know.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from services.web import logs
from waitingroom.devices.registry import ONLINE_MS, SOUNDS, TV, Device, DeviceRegistry
from waitingroom.log.base import UnavailableError
from waitingroom.views.board import Selection

LOOK_S = 1.0
READ_ALL_S = 30.0
"""So often every device is read even if nothing says that one was changed."""
MIRROR_S = 5.0
"""So often what is known of the connected devices is mirrored at least, and the others' is read."""
COMMAND_MS = 30_000
"""An older command is over: the page was away."""
REVOKED: dict[str, Any] = {"revoked": True}

Json = dict[str, Any]


class Live(NamedTuple):
    """
    How a device is, as its page says.

    build: of its page; behind: entries of the log that it does not show yet; width, height: of its window, px;
    capitals_px: of the called number; connected, zone, agency, counter: whether it shows a board now, and of what.
    """

    seen_ms: int
    connected: bool = True
    build: str | None = None
    is_current: bool = True
    behind: int | None = None
    sound: str | None = None
    sound_since_ms: int | None = None
    width: int | None = None
    height: int | None = None
    capitals_px: float | None = None
    venue: str = ""
    zone: str | None = None
    agency: str | None = None
    counter: str | None = None


@dataclass(slots=True)
class Here:
    """A connected page of a device."""

    device_id: str
    venue: str
    selection: Selection
    told: str = ""
    """The id of the last command it was told."""


@dataclass(slots=True)
class _Known:
    devices: dict[str, Device] = field(default_factory=dict)
    version: bytes | None = None
    read_at: float = float("-inf")


class DevicePresence:
    """
    The devices, as one display process knows them. clock: ms UTC.

    tell(sid, data): send the event ``device`` to a page; leave(sid): end its connection; changed(venue):
    who listens there is another now.
    """

    def __init__(
        self, room: DeviceRegistry, clock: Callable[[], int], build: str, *,
        tell: Callable[[str, Json], None], leave: Callable[[str], None], changed: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._room, self._clock, self.build = room, clock, build
        self._tell, self._leave, self._changed = tell, leave, changed
        self._known = _Known()
        self._here: dict[str, Here] = {}
        self._live: dict[str, Live] = {}
        self._unsaid: set[str] = set()
        self._mirrored_at = float("-inf")
        self._guard = threading.Lock()

    # Pages.

    def device(self, token: str) -> Device:
        """
        Give the device of a token, as the vault has it now; while Redis is away, as it was known here.

        Raises:
            DeviceRevoked. UnavailableError: Redis is away and the token is not known here.
        """
        try:
            device = self._room.by_token(token)
        except UnavailableError:
            found = next((d for d in self._known.devices.values() if d.is_of(token)), None)
            if found is None:
                raise
            return found
        if device.id not in self._known.devices:
            self._known.devices = {**self._known.devices, device.id: device}
        return device

    def recognise(self, token: str) -> Device:
        """Give the device of a token as it was known here within the last second; see ``device`` for who is new."""
        known = next((device for device in self._known.devices.values() if device.is_of(token)), None)
        return known or self.device(token)

    def arrive(self, sid: str, device: Device, selection: Selection) -> None:
        """A page of a device connected: tell it who it is."""
        here = Here(device.id, device.wish.venue, selection)
        with self._guard:
            self._here[sid] = here
        before = self._live.get(device.id)
        zone, agency, counter = selection
        base = before or Live(self._clock())
        self._keep(
            device.id,
            base._replace(
                seen_ms=self._clock(), connected=True, venue=device.wish.venue, zone=zone, agency=agency,
                counter=counter,
            ),
            at_once=True,
        )  # fmt: skip
        self._say(sid, here, device)
        self._changed(device.wish.venue)

    def depart(self, sid: str) -> None:
        """A page left."""
        with self._guard:
            here = self._here.pop(sid, None)
            others = here and any(other.device_id == here.device_id for other in self._here.values())
        if here is None or others:
            return
        live = self._live.get(here.device_id)
        if live is not None:
            self._keep(here.device_id, live._replace(connected=False, seen_ms=self._clock()), at_once=True)
        self._changed(here.venue)

    def of(self, sid: str) -> Device | None:
        """Give the device of a connected page, None: it is none's."""
        here = self._here.get(sid)
        return self._known.devices.get(here.device_id) if here else None

    def attend(self, device: Device, selection: Selection) -> None:
        """A device without a live connection asked: it shows this now."""
        zone, agency, counter = selection
        before = self._live.get(device.id) or Live(self._clock())
        live = before._replace(
            seen_ms=self._clock(), connected=True, venue=device.wish.venue, zone=zone, agency=agency, counter=counter,
        )  # fmt: skip
        self._keep(device.id, live, at_once=True)
        if not before.connected or before[-4:] != live[-4:]:
            self._changed(device.wish.venue)

    def command_for(self, device: Device, done: str) -> Json | None:
        """Give what a device shall do that it has not done, None: nothing."""
        command = device.command
        if command is None or command["id"] == done or self._clock() - command["at_ms"] >= COMMAND_MS:
            return None
        return {"id": command["id"], "what": command["do"]}

    def hear(self, device: Device, state: Json, behind: int | None) -> None:
        """Take what a page says of itself, already checked (``read_state``)."""
        before = self._live.get(device.id) or Live(self._clock())
        now_ms = self._clock()
        sound = state.get("sound")
        if sound == "on" and device.wish.muted:
            sound = "muted"
        same = sound == before.sound and before.sound_since_ms is not None
        live = before._replace(
            seen_ms=now_ms, build=state.get("build"), behind=behind,
            is_current=state.get("build") in (None, self.build), sound=sound,
            sound_since_ms=before.sound_since_ms if same else now_ms,
            width=state.get("width"), height=state.get("height"), capitals_px=state.get("capitals_px"),
        )  # fmt: skip
        self._keep(device.id, live, at_once=not same or (before.build != live.build))
        if not same:
            self._changed(device.wish.venue)

    # What others ask.

    def names(self) -> dict[str, str]:
        """Give the name of every device by its id."""
        return {id: device.wish.name for id, device in self._known.devices.items()}

    def screens(self, venue_id: str) -> list[Device]:
        """Give the paired TVs of a venue."""
        return [d for d in self._known.devices.values() if (d.wish.venue, d.wish.kind) == (venue_id, TV)]

    def live(self, device_id: str) -> Live | None:
        """Give how a device is, None: it was never heard of."""
        return self._live.get(device_id)

    def is_listening(self, device: Device) -> bool:
        """Say whether a device shows a board now, here or at another process."""
        live = self._live.get(device.id)
        return live is not None and live.connected and self._clock() - live.seen_ms < ONLINE_MS

    def shows(self, device: Device, *, counter_id: str, zone: str | None, agency: str | None) -> bool:
        """Say whether a call at this counter is on the board of a device."""
        live = self._live.get(device.id)
        if live is None:
            return False
        if live.counter is not None:
            return live.counter == counter_id
        return live.zone in (None, zone) and live.agency in (None, agency)

    # Once a second.

    def run(self) -> None:
        """Look for ever; while Redis is away what is known stands."""
        while True:
            try:
                self.look(time.monotonic())
            except UnavailableError:
                pass
            except Exception as error:  # noqa: BLE001 - devices must not be lost for one bad state
                logs.fault("devices_error", error)
            time.sleep(LOOK_S)

    def look(self, now: float) -> None:
        """Learn what was changed, tell whom it concerns, mirror how devices are. Raises UnavailableError."""
        version = self._room.version
        if version != self._known.version or now >= self._known.read_at + READ_ALL_S:
            self._learn({device.id: device for device in self._room.all()})
            self._known.version, self._known.read_at = version, now
        due = now >= self._mirrored_at + MIRROR_S
        with self._guard:
            connected = {here.device_id for here in self._here.values()}
            saying = self._unsaid | (connected if due else set())
            self._unsaid = set()
        states = {
            id: self._live[id]._asdict() for id in saying if id in self._live and id in self._known.devices
        }
        try:
            self._room.keep_live(states)
        except UnavailableError:
            with self._guard:
                self._unsaid |= saying
            raise
        if due:
            self._mirrored_at = now
            self._learn_live(connected)

    def _learn(self, devices: dict[str, Device]) -> None:
        before, self._known.devices = self._known.devices, devices
        for sid, here in list(self._here.items()):
            device = devices.get(here.device_id)
            if device is None:
                self._tell(sid, REVOKED)
                self._leave(sid)
            elif device != before.get(here.device_id) or (device.command or {}).get("id", "") != here.told:
                self._say(sid, here, device)
        venues = {d.wish.venue for d in devices.values()} | {d.wish.venue for d in before.values()}
        if set(devices) != set(before) or {d.wish for d in devices.values()} != {
            d.wish for d in before.values()
        }:
            for venue in venues:
                self._changed(venue)

    def _learn_live(self, connected: Iterable[str]) -> None:
        """Read how the devices are that are connected to other processes."""
        others = [id for id in self._known.devices if id not in set(connected)]
        changed: set[str] = set()
        for id, state in self._room.live(others).items():
            known = self._live.get(id)
            if known is None or state.get("seen_ms", 0) > known.seen_ms:
                live = Live(**{name: value for name, value in state.items() if name in Live._fields})
                self._live[id] = live
                if known is None or known.connected != live.connected or known.sound != live.sound:
                    changed.add(self._known.devices[id].wish.venue)
        for id in [id for id in list(self._live) if id not in self._known.devices]:
            del self._live[id]
        for venue in changed:
            self._changed(venue)

    def _say(self, sid: str, here: Here, device: Device) -> None:
        """Tell a page who it is, and what it shall do, if it has not been told that."""
        do = self.command_for(device, here.told)
        here.told = (device.command or {}).get("id", "")
        self._tell(sid, device.told | {"build": self.build} | ({"do": do} if do else {}))

    def _keep(self, device_id: str, live: Live, *, at_once: bool) -> None:
        with self._guard:
            self._live[device_id] = live
            if at_once:
                self._unsaid.add(device_id)


def read_state(said: Any) -> Json:
    """Give what a page may say of itself; whatever else it says is left out."""
    given = said if isinstance(said, dict) else {}
    state: Json = {}
    build, sound = given.get("build"), given.get("sound")
    if isinstance(build, str) and build.isascii() and build.isalnum() and len(build) <= 40:
        state["build"] = build
    if sound in SOUNDS:
        state["sound"] = sound
    for name, most in (("width", 16_384), ("height", 16_384), ("seq", 2**53)):
        value = given.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most:
            state[name] = value
    capitals = given.get("capitals_px")
    if isinstance(capitals, int | float) and not isinstance(capitals, bool) and 0 < capitals <= 4_096:
        state["capitals_px"] = round(float(capitals), 1)
    epoch = given.get("epoch")
    if isinstance(epoch, str) and len(epoch) <= 40:
        state["epoch"] = epoch
    return state
