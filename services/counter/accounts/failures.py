"""Limit failed sign-ins, so that nobody can try passwords; per account and address, and per address."""

from __future__ import annotations

from services.counter.accounts.sessions import digest
from services.counter.refusals import SignInWait
from waitingroom import keys
from waitingroom.log.redis_log import Vault
from waitingroom.rate_limiter import Limit, RateLimiter

FAILURES_MAX = 10
"""Failures of one account from one address within FAILURES_WINDOW_S; further ones are not tried."""
ADDRESS_FAILURES_MAX = 100
"""Failures of one address, whatever the accounts: a hall's PCs behind one address make fewer."""
FAILURES_WINDOW_S = 300


class SignInFailures:
    """Counts failed sign-ins in the vault."""

    def __init__(self, vault: Vault) -> None:
        self._limiter = RateLimiter(vault, FAILURES_WINDOW_S)

    def check(self, name: str, address: str) -> tuple[Limit, Limit]:
        """Give the limits that a failure is counted against. Raises SignInWait: one of them is reached."""
        address_digest = digest(address)[:22]
        limits = (
            Limit(keys.SIGN_IN_FAILURES(digest(name)[:22], address_digest), FAILURES_MAX),
            Limit(keys.ADDRESS_FAILURES(address_digest), ADDRESS_FAILURES_MAX),
        )
        if self._limiter.is_reached(*limits):
            raise SignInWait(minutes=FAILURES_WINDOW_S // 60, retry_after_s=FAILURES_WINDOW_S)
        return limits

    def count(self, limits: tuple[Limit, Limit]) -> None:
        """Count a failure."""
        for limit in limits:
            self._limiter.count(limit)
