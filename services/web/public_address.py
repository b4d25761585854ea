"""
Where phones find our pages, for the QR codes of kiosks, boards and paper.

``ANTRE_PUBLIC_URL`` says it; else the address does by which the page with the code was opened itself. A page that was
opened on the machine it runs on (127.0.0.1) would lead a phone to the phone: then there is no address.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import request

from services.web.settings import Settings
from waitingroom.refusals import NOT_FOUND, Refusal


class NoPublicAddress(Refusal):
    """No phone could open the page."""

    slug, kind = "no-public-address", NOT_FOUND
    words = (
        "Alamat untuk HP belum diatur. Petugas TI: isi ANTRE_PUBLIC_URL.",
        "There is no address for phones yet. Operations: set ANTRE_PUBLIC_URL.",
    )


def phone_url(settings: Settings, own: str, path: str) -> str | None:
    """
    Return the address at which phones find a page; None: there is none.

    own: where its service is, as in the settings: "" the origin of all, ":8001" a port, or a whole URL.
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
    """Return whether a host is what every machine calls itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def leads_nowhere(settings: Settings) -> bool:
    """Return whether codes lead no phone anywhere, as far as the settings tell."""
    if settings.public_url:
        return is_own_machine(urlsplit(settings.public_url).hostname or "")
    is_for_all = settings.host in ("0.0.0.0", "::")  # noqa: S104
    return not settings.behind_gateway and not is_for_all and is_own_machine(settings.host)
