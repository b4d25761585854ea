"""
Passes: let staff who are signed in at the counter service open something at the display service.

A pass for a live panel is single-use and expires after PANEL_S. A replay's code is short enough to be typed on a TV and
expires after REPLAY_S. The vault stores each under its SHA-256 hash.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import NamedTuple

from waitingroom import keys
from waitingroom.devices.pairing import new_code
from waitingroom.log.redis_log import Vault

PANEL_S = 60
REPLAY_S = 12 * 3_600


class PanelPass(NamedTuple):
    """
    The live panel that a staff session may follow: one counter's, or the whole hall's (``counter`` is None).

    acts, agencies: see CounterAccess; only for the hall's panel.
    """

    venue: str
    session: str
    counter: str | None = None
    acts: bool = False
    agencies: tuple[str, ...] = ()


class ReplayPass(NamedTuple):
    """A service day to replay from a given time (ms UTC), at ``speed`` times normal speed."""

    venue: str
    day: str
    from_ms: int
    speed: int


def issue_panel_pass(vault: Vault, panel: PanelPass) -> str:
    """Issue a pass for a panel and return its token."""
    token = secrets.token_urlsafe(24)
    vault.put(keys.PASS(_digest(token)), json.dumps(panel._asdict()).encode(), ttl_s=PANEL_S)
    return token


def redeem_panel_pass(vault: Vault, token: str) -> PanelPass | None:
    """Redeem a pass for a panel; None if it does not exist or was already used."""
    raw = vault.take(keys.PASS(_digest(token)))
    if raw is None:
        return None
    panel = PanelPass(**json.loads(raw))
    return panel._replace(agencies=tuple(panel.agencies))


def issue_replay_pass(vault: Vault, replay: ReplayPass) -> str:
    """Issue a pass for a replay and return its code."""
    stored = json.dumps(replay._asdict()).encode()
    while not vault.put(keys.REPLAY_PASS(_digest(code := new_code())), stored, ttl_s=REPLAY_S, only_new=True):
        continue
    return code


def read_replay_pass(vault: Vault, code: str) -> ReplayPass | None:
    """Return the replay of a typed code; None if there is none or it has expired."""
    raw = vault.get(keys.REPLAY_PASS(_digest(code.upper())))
    return ReplayPass(**json.loads(raw)) if raw else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
