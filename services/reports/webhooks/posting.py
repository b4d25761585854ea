"""
Send one event over HTTP: signed, with timeouts, without redirects, and only to allowed addresses.

Since an admin chooses the URL, the service resolves the host itself, checks the addresses and connects to exactly
those. Private addresses are allowed, because a mall's own systems are there; link-local ones (cloud metadata) and the
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
"""Timeout from sending the request to receiving the status, as Standard Webhooks recommends; the body is not read."""
ADDRESSES_MAX = 3
"""Maximum addresses of one host that are tried."""
DEFAULT_PORTS = {"postgresql+psycopg": 5432, "http": 80, "https": 443}
METADATA = frozenset({"100.100.100.200", "fd00:ec2::254"})
"""Cloud metadata addresses that are not link-local."""

SECONDS = re.compile(r"[0-9]{1,6}")

Endpoint = tuple[str, int]
"""A host and a port."""


class Answer(NamedTuple):
    """The result of an attempt. status: HTTP status, None if there was no response; why: a code for the failure, else empty."""

    status: int | None
    why: str = ""
    retry_after_s: int = 0

    @property
    def is_taken(self) -> bool:
        """Whether the receiver accepted the event."""
        return self.status is not None and 200 <= self.status < 300


class ForbiddenAddress(Exception):
    """Events may not be sent to this address."""


class Post:
    """Sends events. own: returns the endpoints of the hall's own databases, to which nothing is ever sent."""

    def __init__(
        self, own: Callable[[], Collection[Endpoint]] = set, *, within_s: float = ANSWER_WITHIN_S
    ) -> None:
        self._own, self._within_s = own, within_s
        self._tls = ssl.create_default_context()

    def __call__(self, url: str, secret: str, event_id: str, body: str, now_ms: int) -> Answer:
        """Make one attempt to send an event."""
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
        except (OSError, ValueError):  # a host name that is not valid for the resolver is a ValueError
            return Answer(None, "unknown-host")
        for address in addresses[:ADDRESSES_MAX]:
            connection = self._connection(url, address)
            try:
                connection.connect()
            except (ssl.SSLError, ValueError):  # urllib3's CertificateError (wrong host name) is a ValueError
                connection.close()
                return Answer(None, "tls")
            except (HTTPError, OSError):
                connection.close()
                continue
            return self._ask(connection, url, body.encode(), headers)
        return Answer(None, "unreachable")

    def addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host. Raises ForbiddenAddress if any address is not allowed; OSError if the host cannot be resolved."""
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
        """Send the request and read the status of the response, both within the timeout."""
        parts, late = urlsplit(url), threading.Event()

        def give_up() -> None:
            late.set()
            if connection.sock is not None:
                with suppress(OSError):
                    # Not SSLSocket.shutdown, which would break a read in another thread.
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
                return Answer(None, "timeout")  # headers cut off by give_up parse as if complete
            return _answer(response.status, response.headers.get("Retry-After", ""))
        except TimeoutError:
            return Answer(None, "timeout")
        except (HTTPError, OSError, http.client.HTTPException):
            return Answer(None, "timeout" if late.is_set() else "unreachable")
        finally:
            timer.cancel()
            connection.close()


def endpoint_of(url: str) -> Endpoint:
    """Return host and port of a URL; ("", 0) if it has none."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def is_allowed(address: str) -> bool:
    """Return whether events may be sent to an IP address; private and loopback addresses are allowed."""
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
