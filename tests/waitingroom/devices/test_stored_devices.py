"""Devices and states that an earlier version stored are read, and are stored in the same form."""

from __future__ import annotations

import json

from waitingroom.devices.device import Device, DeviceCommand, DeviceSettings, SoundTest
from waitingroom.devices.state import ONLINE_MS, DeviceState

DEVICE = {
    "wish": {
        "name": "TV 1", "kind": "tv", "venue": "hall", "zone": None, "inches": 43, "distance_m": 8.0,
        "speaks": True, "muted": False,
    },
    "token_hash": "0f", "paired_ms": 5, "command": {"id": "c1", "do": "test", "at_ms": 6},
    "tested": {"at_ms": 7, "heard": True},
}  # fmt: skip
STATE = {
    "seen_ms": 8, "connected": True, "build": "b1", "is_current": False, "behind": 2, "sound": "on",
    "sound_since_ms": 7, "width": 1920, "height": 1080, "capitals_px": 222.0, "venue": "hall", "zone": None,
    "agency": None, "counter": "3",
}  # fmt: skip


def test_a_stored_device_is_read_and_stored_byte_for_byte() -> None:
    raw = json.dumps(DEVICE).encode()

    device = Device.from_stored("d1", raw)

    assert device.to_stored() == raw
    assert device.settings == DeviceSettings("TV 1", "tv", "hall", inches=43, distance_m=8.0)
    assert "paper_mm" not in device.public, "an older program reads what has no paper"
    assert (device.command, device.sound_test) == (DeviceCommand("c1", "test", 6), SoundTest(7, True))


def test_a_stored_device_without_command_and_test_is_read() -> None:
    bare = {name: value for name, value in DEVICE.items() if name not in ("command", "tested")}

    device = Device.from_stored("d1", json.dumps(bare).encode())

    assert (device.command, device.sound_test) == (None, None)
    assert json.loads(device.to_stored()) == DEVICE | {"command": None, "tested": None}


def test_a_stored_state_is_read_and_stored_byte_for_byte() -> None:
    raw = json.dumps(STATE).encode()

    assert DeviceState.from_stored(raw).to_stored() == raw


def test_a_stored_state_may_lack_fields_and_have_others() -> None:
    state = DeviceState.from_stored(b'{"seen_ms": 9, "connected": true, "from_a_later_version": 1}')

    assert state == DeviceState(9)
    assert state.is_online(9 + ONLINE_MS - 1)
    assert not state.is_online(9 + ONLINE_MS)
    assert not DeviceState.from_stored(b"{}").is_online(1)
