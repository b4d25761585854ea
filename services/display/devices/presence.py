"""
Presence of the paired devices: which are connected here, and the last state of each.

Once a second a display process checks whether a device was changed (one key of the vault) and notifies its pages.
It saves the states that pages report in the vault, for the counter service and the other display processes.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from services.display.devices.page_report import PageReport
from services.web import logs
from waitingroom.devices.device import TV, Device
from waitingroom.devices.registry import DeviceRegistry
from waitingroom.devices.state import DeviceState
from waitingroom.log.base import UnavailableError
from waitingroom.views.board import Selection

REFRESH_S = 1.0
READ_ALL_S = 30.0
"""Maximum interval between two reads of all devices, in case a change of the version is missed."""
EXCHANGE_S = 5.0
"""Maximum interval between two exchanges of device states among display processes."""
COMMAND_MS = 30_000
"""An older command is dropped, because the page was not connected in time."""
REVOKED: dict[str, Any] = {"revoked": True}

Json = dict[str, Any]


@dataclass(slots=True)
class DevicePage:
    """A connected page of a device; command_id: of the last command sent to it."""

    device_id: str
    venue: str
    selection: Selection
    command_id: str = ""


@dataclass(slots=True)
class RegistrySnapshot:
    """The registry's devices as last read."""

    devices: dict[str, Device] = field(default_factory=dict)
    version: bytes | None = None
    read_at: float = float("-inf")


class DevicePresence:
    """
    The presence of the devices in one display process. clock: ms UTC.

    send(sid, data): sends the event ``device`` to a page; disconnect_page(sid): ends its connection;
    on_change(venue): called when the devices online at a venue, or their states, have changed.
    """

    def __init__(
        self, registry: DeviceRegistry, clock: Callable[[], int], build: str, *,
        send: Callable[[str, Json], None], disconnect_page: Callable[[str], None], on_change: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._registry, self._clock, self.build = registry, clock, build
        self._send, self._disconnect_page, self._on_change = send, disconnect_page, on_change
        self._snapshot = RegistrySnapshot()
        self._pages: dict[str, DevicePage] = {}
        self._states: dict[str, DeviceState] = {}
        self._unsaved: set[str] = set()
        self._exchanged_at = float("-inf")
        self._guard = threading.Lock()

    # Tokens.

    def device(self, token: str) -> Device:
        """
        Return the device of a token from the vault; while Redis is unavailable, from the last snapshot.

        Raises:
            DeviceRevoked. UnavailableError: Redis is unavailable and the snapshot has no such device.
        """
        try:
            device = self._registry.get_by_token(token)
        except UnavailableError:
            cached = self._find(token)
            if cached is None:
                raise
            return cached
        if device.id not in self._snapshot.devices:
            self._snapshot.devices = {**self._snapshot.devices, device.id: device}
        return device

    def cached_device(self, token: str) -> Device:
        """Return the device of a token from the snapshot, at most a second old, else from the vault; see ``device``."""
        return self._find(token) or self.device(token)

    def _find(self, token: str) -> Device | None:
        return next((device for device in self._snapshot.devices.values() if device.has_token(token)), None)

    # Pages.

    def connect(self, sid: str, device: Device, selection: Selection) -> None:
        """Register a connected page of a device and send it the device's settings."""
        page = DevicePage(device.id, device.settings.venue, selection)
        with self._guard:
            self._pages[sid] = page
        self._set_state(device.id, self._online_state(device, selection), at_once=True)
        self._send_device(sid, page, device)
        self._on_change(device.settings.venue)

    def disconnect(self, sid: str) -> None:
        """Remove a page; its device is offline unless another page of it is connected."""
        with self._guard:
            page = self._pages.pop(sid, None)
            has_other = page and any(other.device_id == page.device_id for other in self._pages.values())
        if page is None or has_other:
            return
        state = self._states.get(page.device_id)
        if state is not None:
            offline = state._replace(connected=False, seen_ms=self._clock())
            self._set_state(page.device_id, offline, at_once=True)
        self._on_change(page.venue)

    def device_of_page(self, sid: str) -> Device | None:
        """Return the device of a connected page, None if it is not a device's."""
        page = self._pages.get(sid)
        return self._snapshot.devices.get(page.device_id) if page else None

    def note_poll(self, device: Device, selection: Selection) -> None:
        """Mark a device without a live connection as online, because it has just polled."""
        before = self._states.get(device.id)
        state = self._online_state(device, selection)
        self._set_state(device.id, state, at_once=True)
        if before is None or before._replace(seen_ms=state.seen_ms) != state:
            self._on_change(device.settings.venue)

    def update(self, device: Device, report: PageReport, behind: int | None) -> None:
        """Update the state of a device from its page's report; behind: number of log entries it does not show yet."""
        now_ms = self._clock()
        before = self._states.get(device.id) or DeviceState(now_ms)
        sound = "muted" if report.sound == "on" and device.settings.muted else report.sound
        same = sound == before.sound and before.sound_since_ms is not None
        state = before._replace(
            seen_ms=now_ms, build=report.build, behind=behind,
            is_current=report.build in (None, self.build), sound=sound,
            sound_since_ms=before.sound_since_ms if same else now_ms,
            width=report.width, height=report.height, capitals_px=report.capitals_px,
        )  # fmt: skip
        self._set_state(device.id, state, at_once=not same or before.build != state.build)
        if not same:
            self._on_change(device.settings.venue)

    def pending_command(self, device: Device, done_id: str) -> Json | None:
        """Return the command that a page has to execute, None if there is none; done_id: of the last one it executed."""
        command = device.command
        if command is None or command.id == done_id or self._clock() - command.at_ms >= COMMAND_MS:
            return None
        return {"id": command.id, "what": command.do}

    def _online_state(self, device: Device, selection: Selection) -> DeviceState:
        now_ms, (zone, agency, counter) = self._clock(), selection
        return (self._states.get(device.id) or DeviceState(now_ms))._replace(
            seen_ms=now_ms, connected=True, venue=device.settings.venue,
            zone=zone, agency=agency, counter=counter,
        )  # fmt: skip

    def _set_state(self, device_id: str, state: DeviceState, *, at_once: bool) -> None:
        """Set a device's state; at_once: save it with the next refresh instead of the next exchange."""
        with self._guard:
            self._states[device_id] = state
            if at_once:
                self._unsaved.add(device_id)

    # Queries.

    def names(self) -> dict[str, str]:
        """Return the name of every device by its id."""
        return {id: device.settings.name for id, device in self._snapshot.devices.items()}

    def tvs(self, venue_id: str) -> list[Device]:
        """Return the paired TVs of a venue."""
        devices = self._snapshot.devices.values()
        return [d for d in devices if (d.settings.venue, d.settings.kind) == (venue_id, TV)]

    def selections(self, venue_id: str) -> Counter[Selection]:
        """Count the paired pages of a venue that are connected here, by selection."""
        with self._guard:
            return Counter(page.selection for page in self._pages.values() if page.venue == venue_id)

    def state(self, device_id: str) -> DeviceState | None:
        """Return the last state of a device, None if it has never been online."""
        return self._states.get(device_id)

    def is_online(self, device: Device) -> bool:
        """Return whether a device shows a board now, connected to this display process or another."""
        state = self._states.get(device.id)
        return state is not None and state.is_online(self._clock())

    # Every second.

    def run(self) -> None:
        """Refresh forever; while Redis is unavailable, the last snapshot remains in use."""
        while True:
            try:
                self.refresh(time.monotonic())
            except UnavailableError:
                pass
            except Exception as error:  # noqa: BLE001 - one bad state must not stop the refreshes
                logs.error("devices_error", error)
            time.sleep(REFRESH_S)

    def refresh(self, now: float) -> None:
        """Read changed devices and notify their pages; exchange states. Raises UnavailableError."""
        version = self._registry.version
        if version != self._snapshot.version or now >= self._snapshot.read_at + READ_ALL_S:
            self._replace_devices({device.id: device for device in self._registry.all()})
            self._snapshot.version, self._snapshot.read_at = version, now
        due = now >= self._exchanged_at + EXCHANGE_S
        with self._guard:
            connected = {page.device_id for page in self._pages.values()}
            to_save, self._unsaved = self._unsaved | (connected if due else set()), set()
        ids = to_save & self._states.keys() & self._snapshot.devices.keys()
        try:
            self._registry.save_states({id: self._states[id] for id in ids})
        except UnavailableError:
            with self._guard:
                self._unsaved |= to_save
            raise
        if due:
            self._exchanged_at = now
            self._read_states(connected)

    def _replace_devices(self, devices: dict[str, Device]) -> None:
        before, self._snapshot.devices = self._snapshot.devices, devices
        for sid, page in list(self._pages.items()):
            device = devices.get(page.device_id)
            if device is None:
                self._send(sid, REVOKED)
                self._disconnect_page(sid)
            elif device != before.get(page.device_id) or (
                device.command and device.command.id != page.command_id
            ):
                self._send_device(sid, page, device)
        settings_before = {id: device.settings for id, device in before.items()}
        settings = {id: device.settings for id, device in devices.items()}
        if settings != settings_before:
            for venue in {s.venue for s in (*settings_before.values(), *settings.values())}:
                self._on_change(venue)

    def _read_states(self, connected: Iterable[str]) -> None:
        """Read the states of devices that are not connected here, because another process may have newer ones."""
        others = list(self._snapshot.devices.keys() - set(connected))
        venues: set[str] = set()
        for id, state in self._registry.states(others).items():
            before = self._states.get(id)
            if before is None or state.seen_ms > before.seen_ms:
                self._states[id] = state
                if before is None or (before.connected, before.sound) != (state.connected, state.sound):
                    venues.add(self._snapshot.devices[id].settings.venue)
        for id in self._states.keys() - self._snapshot.devices.keys():
            del self._states[id]
        for venue in venues:
            self._on_change(venue)

    def _send_device(self, sid: str, page: DevicePage, device: Device) -> None:
        """Send a page its device's settings, and the pending command unless it was sent already."""
        do = self.pending_command(device, page.command_id)
        page.command_id = device.command.id if device.command else ""
        self._send(sid, device.wire | {"build": self.build} | ({"do": do} if do else {}))
