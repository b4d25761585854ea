"""One-use passes by which a clerk's page opens its live panel at the display: 60 s, stored hashed."""

from __future__ import annotations

import hashlib
import json
import secrets

from waitingroom.redis_log import Vault

PASS_S = 60


def hand_out(vault: Vault, *, venue_id: str, counter_id: str, session_id: str) -> str:
    """Give a new pass for one counter's panel."""
    token = secrets.token_urlsafe(24)
    key = hashlib.sha256(token.encode()).hexdigest()
    shown = {"venue": venue_id, "counter": counter_id, "session": session_id}
    vault.put(f"pass:{key}", json.dumps(shown).encode(), ttl_s=PASS_S)
    return token
