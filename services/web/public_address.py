"""
The public address of pages, for the QR codes on kiosks, boards and paper.

It is ``ANTRE_PUBLIC_URL``, or else the origin of the current request. There is none if the request came over a
loopback address (127.0.0.1), which on a phone would mean the phone itself.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import request

from services.web.settings import Settings
from waitingroom.refusals import NOT_FOUND, Refusal


class NoPublicAddress(Refusal):
    """There is no address at which phones can open the page."""

    slug, kind = "no-public-address", NOT_FOUND
    words = (
        "Alamat untuk HP belum diatur. Petugas TI: isi ANTRE_PUBLIC_URL.",
        "There is no address for phones yet. Operations: set ANTRE_PUBLIC_URL.",
    )


def phone_url(settings: Settings, own: str, path: str) -> str | None:
    """
    Return the URL at which phones can open a page, or None.

    own: the address of its service, as in the settings: "" the common origin, ":8001" a port, or a URL.
    """
    if own.startswith("http"):
        return own.rstrip("/") + path
    origin = settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    if not settings.public_url and is_own_machine(urlsplit(origin).hostname or ""):
        return None
    parts = urlsplit(origin)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{own}{path}" if own else origin + path


def is_own_machine(host: str) -> bool:
    """Return whether a host is localhost, or a loopback or unspecified address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def unreachable_from_phones(settings: Settings) -> bool:
    """Return whether, according to the settings, phones cannot reach the addresses in QR codes."""
    if settings.public_url:
        return is_own_machine(urlsplit(settings.public_url).hostname or "")
    listens_everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104
    return not settings.behind_gateway and not listens_everywhere and is_own_machine(settings.host)
