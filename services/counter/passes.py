"""One-use passes by which a page of staff opens its live panel at the display: 60 s, stored hashed."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from waitingroom.redis_log import Vault

PASS_S = 60


def for_counter(vault: Vault, *, venue_id: str, counter_id: str, session_id: str) -> str:
    """Give a new pass for one counter's panel."""
    return _hand_out(vault, {"venue": venue_id, "counter": counter_id, "session": session_id})


def for_hall(vault: Vault, *, venue_id: str, session_id: str, agencies: list[str], acts: bool) -> str:
    """Give a new pass for the whole hall; agencies: those whose counters the account may act at, none: all."""
    return _hand_out(
        vault, {"venue": venue_id, "counter": None, "session": session_id, "agencies": agencies, "acts": acts}
    )


def _hand_out(vault: Vault, shown: dict[str, Any]) -> str:
    token = secrets.token_urlsafe(24)
    key = hashlib.sha256(token.encode()).hexdigest()
    vault.put(f"pass:{key}", json.dumps(shown).encode(), ttl_s=PASS_S)
    return token
