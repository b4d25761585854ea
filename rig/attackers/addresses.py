"""Connect from another source address: all of 127.0.0.0/8 belong to this machine."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter


def come_from(http: requests.Session, address: str) -> None:
    """Make a session connect from this loopback address."""
    http.mount("http://", _From(address))


class _From(HTTPAdapter):
    """An adapter that connects from a given local address."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """See HTTPAdapter."""
        super().init_poolmanager(*arguments, source_address=(self._address, 0), **options)
