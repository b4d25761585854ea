"""Checks of request origins against a service's settings."""

from __future__ import annotations

from urllib.parse import urlsplit


def origin_allowed(origin: str | None, host: str, settings_origins: str) -> bool:
    """
    Return whether pages of this origin may use the service.

    ``settings_origins``: space-separated, each ":port" (that port of the request's host) or a
    complete origin; the same origin is always allowed.
    """
    if not origin:
        return True
    scheme, _, rest = origin.partition("://")
    name = host.rsplit(":", 1)[0]
    allowed = {f"{scheme}://{host}"}
    for entry in settings_origins.split():
        allowed.add(f"{scheme}://{name}{entry}" if entry.startswith(":") else entry)
    return scheme in ("http", "https") and origin in allowed and bool(rest)


def port_of(address: str) -> int | None:
    """Return the port of a service's address from the settings: ":8002", a URL, or "" (the same origin)."""
    return urlsplit(address if "//" in address else f"//host{address}").port
