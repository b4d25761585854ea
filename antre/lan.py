"""The network addresses of this machine, and the drift of its clock against a hall's clock."""

from __future__ import annotations

import fcntl
import socket
import struct
import time
from email.utils import parsedate_to_datetime

import requests

from waitingroom.outreach.drift import Drift, measured

SIOCGIFADDR = 0x8915
"""Linux ioctl for the IPv4 address of a network interface: netdevice(7)."""
TIMEOUT_S = 3.0
DATE_PRECISION_MS = 1_000
"""The Date header of a response has whole seconds (RFC 9110)."""


def addresses() -> list[str]:
    """Return the IPv4 addresses of this machine in its networks, without loopback; empty without a network."""
    result = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                raw = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # an interface without an address
            address = socket.inet_ntoa(raw[20:24])
            if not address.startswith("127."):
                result.append(address)
    return result


def measure(url: str) -> Drift | None:
    """Measure the drift of this machine's clock against the hall at a URL; None if it does not respond."""
    sent_ms = time.time_ns() // 1_000_000
    try:
        response = requests.get(f"{url.rstrip('/')}/healthz", timeout=TIMEOUT_S)
        hall = parsedate_to_datetime(response.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return None
    return measured(
        asked_ms=sent_ms, answered_ms=time.time_ns() // 1_000_000, hall_ms=round(hall.timestamp() * 1000),
        hall_precision_ms=DATE_PRECISION_MS,
    )  # fmt: skip
