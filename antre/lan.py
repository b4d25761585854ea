"""The addresses of this machine in its networks, and how its clock compares with a hall's."""

from __future__ import annotations

import fcntl
import socket
import struct
import time
from email.utils import parsedate_to_datetime

import requests

from waitingroom.outreach.drift import Drift, measured

SIOCGIFADDR = 0x8915
"""Linux's request for the IPv4 address of a network interface: netdevice(7)."""
ASK_WITHIN_S = 3.0
DATE_PRECISION_MS = 1_000
"""The Date of an answer has whole seconds (RFC 9110)."""


def addresses() -> list[str]:
    """Return the IPv4 addresses by which others in its networks reach this machine; none without a network."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                raw = fcntl.ioctl(probe, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # an interface without an address
            address = socket.inet_ntoa(raw[20:24])
            if not address.startswith("127."):
                found.append(address)
    return found


def measure(url: str) -> Drift | None:
    """Compare this machine's clock with that of the hall at an address; None: it does not answer."""
    asked_ms = time.time_ns() // 1_000_000
    try:
        answer = requests.get(f"{url.rstrip('/')}/healthz", timeout=ASK_WITHIN_S)
        hall = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return None
    return measured(
        asked_ms=asked_ms, answered_ms=time.time_ns() // 1_000_000, hall_ms=round(hall.timestamp() * 1000),
        hall_precision_ms=DATE_PRECISION_MS,
    )  # fmt: skip
