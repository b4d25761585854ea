"""
Passes by which staff open something at the display, stored hashed.

A page's live panel: one use within 60 s. A replay: a code that can be typed on a TV, good all day.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from waitingroom import keys
from waitingroom.devices.registry import new_code
from waitingroom.log.redis_log import Vault

PASS_S = 60
REPLAY_S = 12 * 3_600


def for_counter(vault: Vault, *, venue_id: str, counter_id: str, session_id: str) -> str:
    """Give a new pass for one counter's panel."""
    return _hand_out(vault, {"venue": venue_id, "counter": counter_id, "session": session_id})


def for_hall(vault: Vault, *, venue_id: str, session_id: str, agencies: list[str], acts: bool) -> str:
    """Give a new pass for the whole hall; agencies: those whose counters the account may act at, none: all."""
    return _hand_out(
        vault, {"venue": venue_id, "counter": None, "session": session_id, "agencies": agencies, "acts": acts}
    )


def for_replay(vault: Vault, *, venue_id: str, day: str, from_ms: int, speed: int) -> str:
    """Give a code that replays a service day on any screen, from a time on (ms UTC), so many times as fast."""
    wanted = json.dumps({"venue": venue_id, "day": day, "from_ms": from_ms, "speed": speed}).encode()
    while not vault.put(keys.REPLAY_PASS(_hash(code := new_code())), wanted, ttl_s=REPLAY_S, only_new=True):
        continue
    return code


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hand_out(vault: Vault, shown: dict[str, Any]) -> str:
    token = secrets.token_urlsafe(24)
    vault.put(keys.PASS(_hash(token)), json.dumps(shown).encode(), ttl_s=PASS_S)
    return token
