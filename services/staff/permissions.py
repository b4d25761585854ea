"""
The table of permissions by role.

A session has the permissions of its account's roles. Every route declares the permission it needs
(``documented(..., may=...)``), and ``sign_in`` checks it before the route runs, so that no route can omit
the check. Every verb of a counter is a permission of the same name. Tests check for each route what each role
may not do (tests/services/counter/accounts/test_permissions.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

CLERK, SUPERVISOR, RECEPTION, ADMIN, AUDITOR = "clerk", "supervisor", "reception", "admin", "auditor"
ROLES = (CLERK, SUPERVISOR, RECEPTION, ADMIN, AUDITOR)

HOUSE_WIDE = frozenset({RECEPTION, ADMIN, AUDITOR})
"""
Roles that serve the whole house. Their permissions are not limited to the account's agencies; those of clerks and
supervisors are (docs/permissions.md).
"""

_AT_COUNTERS = frozenset({CLERK, SUPERVISOR})
_SUPERVISOR = frozenset({SUPERVISOR})
_HALL = frozenset({SUPERVISOR, ADMIN, AUDITOR})
_RECEPTION = frozenset({RECEPTION, SUPERVISOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    # Verbs at a counter.
    "open": _AT_COUNTERS, "next": _AT_COUNTERS, "recall": _AT_COUNTERS, "start": _AT_COUNTERS,
    "finish": _AT_COUNTERS, "no-show": _AT_COUNTERS, "hold": _AT_COUNTERS, "resume": _AT_COUNTERS,
    "return": _AT_COUNTERS, "call": _AT_COUNTERS, "transfer": _AT_COUNTERS, "walk-in": _AT_COUNTERS,
    "priority": _AT_COUNTERS, "undo": _AT_COUNTERS, "pause": _AT_COUNTERS, "close": _AT_COUNTERS, "note": _AT_COUNTERS,
    "help": _AT_COUNTERS, "help-cancel": _AT_COUNTERS, "read": _AT_COUNTERS,
    "release": _SUPERVISOR, "message": _SUPERVISOR, "attend": _SUPERVISOR,
    # Act at a counter that another account opened, or that is closed.
    "any-counter": _SUPERVISOR,
    # Reading, and actions not at a counter.
    "signed-in": frozenset(ROLES),
    "counter": _AT_COUNTERS,
    "hall": _HALL,
    "live": _HALL | _RECEPTION,
    "figures": _HALL,
    "integrations": frozenset({ADMIN, AUDITOR}),
    "integrations-edit": frozenset({ADMIN}),
    "follow-up": frozenset({SUPERVISOR, ADMIN}),
    "assign": _SUPERVISOR,
    "take-back": _SUPERVISOR,
    "notice": _SUPERVISOR,
    "kiosk-help": _RECEPTION,
    "replay": frozenset({SUPERVISOR, ADMIN}),
    "reception": _RECEPTION,
    "reason": frozenset({CLERK, SUPERVISOR, RECEPTION}),
    "house": frozenset({ADMIN, AUDITOR}),
    "house-edit": frozenset({ADMIN}),
    "staff": frozenset({ADMIN, AUDITOR}),
    "staff-edit": frozenset({ADMIN}),
    "audit": frozenset({ADMIN, AUDITOR}),
    "outreach": frozenset({ADMIN}),
    "devices": _HALL,
    "devices-edit": frozenset({ADMIN}),
}  # fmt: skip
"""Permission → roles that have it."""


BY_VERB = "{verb}"
"""For a route with a verb in its path: the permission with the verb's name."""


def required_permission(may: str, parts: Mapping[str, Any]) -> str:
    """
    Return the permission that a route needs, from ``documented(may=...)`` and the route's path parameters.

    An unknown verb needs only a session: the route itself refuses it.
    """
    if may == BY_VERB:
        verb = str(parts.get("verb"))
        return verb if verb in PERMISSIONS else "signed-in"
    return may


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Return all permissions of these roles."""
    account_roles = set(roles)
    return frozenset(permission for permission, allowed in PERMISSIONS.items() if allowed & account_roles)
