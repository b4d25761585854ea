"""
Sending one event over HTTP: signed, bounded in time, without redirects, and only to addresses that are allowed.

An admin chooses the address, so the service resolves it itself, looks at what it found, and connects to exactly that.
Private addresses are allowed, because a mall's own systems are there; link-local ones (the metadata of clouds) and the
hall's own databases are not (docs/adr/0031).
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from standardwebhooks import Webhook as Signer
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

CONNECT_WITHIN_S = 5.0
ANSWER_WITHIN_S = 15.0
"""From the first byte to the status of the answer, as Standard Webhooks proposes; its body is not read at all."""
ADDRESSES_MAX = 3
"""Addresses of one name that are tried."""
DEFAULT_PORTS = {"postgresql+psycopg": 5432, "http": 80, "https": 443}
METADATA = frozenset({"100.100.100.200", "fd00:ec2::254"})
"""Addresses of clouds' metadata that are not link-local."""

SECONDS = re.compile(r"[0-9]{1,6}")

Endpoint = tuple[str, int]
"""A host and a port."""


class Answer(NamedTuple):
    """What came of a try. status: of HTTP, None: there was none; why: what went wrong, a word, else empty."""

    status: int | None
    why: str = ""
    retry_after_s: int = 0

    @property
    def is_taken(self) -> bool:
        """Whether the receiver took the event."""
        return self.status is not None and 200 <= self.status < 300


class ForbiddenAddress(Exception):
    """The address may not be sent to."""


class Post:
    """Sends events. own: gives where the hall's databases listen, by name; nothing is ever sent there."""

    def __init__(
        self, own: Callable[[], Collection[Endpoint]] = set, *, within_s: float = ANSWER_WITHIN_S
    ) -> None:
        self._own, self._within_s = own, within_s
        self._tls = ssl.create_default_context()

    def __call__(self, url: str, secret: str, event_id: str, body: str, now_ms: int) -> Answer:
        """Send an event once."""
        at = datetime.fromtimestamp(now_ms // 1000, UTC)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Antre-Webhooks",
            "webhook-id": event_id,
            "webhook-timestamp": str(now_ms // 1000),
            "webhook-signature": Signer(secret).sign(event_id, at, body),
        }
        try:
            addresses = self.addresses(*endpoint_of(url))
        except ForbiddenAddress:
            return Answer(None, "forbidden-address")
        except (OSError, ValueError):  # a name that no resolver may be asked is a ValueError
            return Answer(None, "unknown-host")
        for address in addresses[:ADDRESSES_MAX]:
            connection = self._connection(url, address)
            try:
                connection.connect()
            except (ssl.SSLError, ValueError):  # urllib3's CertificateError, of another name, is a ValueError
                connection.close()
                return Answer(None, "tls")
            except (HTTPError, OSError):
                connection.close()
                continue
            return self._ask(connection, url, body.encode(), headers)
        return Answer(None, "unreachable")

    def addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host. Raises ForbiddenAddress: it leads to where nothing may be sent; OSError: it is unknown."""
        addresses = _resolve(host, port)
        if any(not is_allowed(address) for address in addresses):
            raise ForbiddenAddress(host)
        for own_host, own_port in self._own():
            if port == own_port:
                with suppress(OSError):
                    if set(addresses) & set(_resolve(own_host, own_port)):
                        raise ForbiddenAddress(host)
        return addresses

    def _connection(self, url: str, address: str) -> HTTPConnection:
        host, port = endpoint_of(url)
        if url.startswith("https://"):
            return HTTPSConnection(
                address, port, timeout=CONNECT_WITHIN_S, server_hostname=host, assert_hostname=host,
                ssl_context=self._tls,
            )  # fmt: skip
        return HTTPConnection(address, port, timeout=CONNECT_WITHIN_S)

    def _ask(self, connection: HTTPConnection, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send the request and read the status of its answer, both within the time for it."""
        parts, late = urlsplit(url), threading.Event()

        def give_up() -> None:
            late.set()
            if connection.sock is not None:
                with suppress(OSError):
                    # Not SSLSocket's own, which another thread that reads would stumble over.
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

        timer = threading.Timer(self._within_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            if connection.sock is not None:
                connection.sock.settimeout(self._within_s)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, headers | {"Host": parts.netloc}, preload_content=False)
            response = connection.getresponse()
            if late.is_set():
                return Answer(None, "timeout")  # its head was cut off here, and reads as if it were whole
            return _answer(response.status, response.headers.get("Retry-After", ""))
        except TimeoutError:
            return Answer(None, "timeout")
        except (HTTPError, OSError, http.client.HTTPException):
            return Answer(None, "timeout" if late.is_set() else "unreachable")
        finally:
            timer.cancel()
            connection.close()


def endpoint_of(url: str) -> Endpoint:
    """Return host and port of an address; ("", 0) if it has none."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def is_allowed(address: str) -> bool:
    """Return whether something may be sent to an IP address; private ones and this machine's are allowed."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return True
    is_odd = ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved
    return not is_odd and str(ip) not in METADATA


def _answer(status: int, retry_after: str) -> Answer:
    if 300 <= status < 400:
        return Answer(status, "redirect")
    after_s = int(retry_after) if SECONDS.fullmatch(retry_after) else 0
    return Answer(status, "" if 200 <= status < 300 else "refused", after_s)


def _resolve(host: str, port: int) -> list[str]:
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in addresses))
