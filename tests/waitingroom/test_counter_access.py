"""At which counters an account may act."""

from __future__ import annotations

from waitingroom.counter_access import CounterAccess


def test_an_account_without_agencies_acts_at_every_counter_even_one_that_serves_nobody() -> None:
    assert CounterAccess(acts=True).allows(["dukcapil"])
    assert CounterAccess(acts=True).allows([])


def test_an_account_of_some_agencies_acts_where_one_of_them_is_served() -> None:
    access = CounterAccess(acts=True, agencies=("dukcapil", "pajak"))

    assert access.allows(["samsat", "pajak"])
    assert not access.allows(["samsat"])
    assert not access.allows([])


def test_an_account_that_does_not_work_at_counters_acts_at_none() -> None:
    assert not CounterAccess(acts=False).allows(["dukcapil"])
