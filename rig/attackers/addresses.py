"""Come from another address: every one of 127.0.0.0/8 is this machine's own."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter


def come_from(http: requests.Session, address: str) -> None:
    """Let a session connect from one of the loopback's addresses."""
    http.mount("http://", _From(address))


class _From(HTTPAdapter):
    """Connects from an address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """See HTTPAdapter."""
        super().init_poolmanager(*arguments, source_address=(self._address, 0), **options)
