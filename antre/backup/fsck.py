"""
``antre fsck``: check the invariants of every log of a running hall, an archive or a backup.

There are two independent checks: the checker (``antre/checker.py``) with its own rules, and the fold that the hall
itself uses. Numbers that a restore skipped on purpose are reported as a note, not as an error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from antre import checker
from antre.hall_data import Logs, named_days
from waitingroom.facts import RESTORED, Fact
from waitingroom.hall import Hall
from waitingroom.house.live_house import HouseHistory
from waitingroom.log.base import Log, ReadableLog, UnavailableError, all_entries
from waitingroom.log.fold import Clock, Fold, State, UpgradeNeededError

LISTED_MAX = 5
"""Maximum problems of one kind in one log that are listed singly."""


@dataclass
class LogReport:
    """The result of checking one log. log: its name in words; wrongs: errors; notes: other observations."""

    log: str
    entries: int = 0
    wrongs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tip: str = ""


def check(logs: Logs) -> Iterator[LogReport]:
    """Check every log and yield the results. Raises UnavailableError if Redis is unavailable."""
    if (house := logs.house()) is not None:
        yield _check_log("house", house, HouseHistory())
    for venue_id in logs.venues():
        named = logs.named_days(venue_id)
        if named is not None:
            yield _check_log(f"{venue_id} days", named, None)
        yield from _check_days(logs, venue_id, named_days(named) if named is not None else [])


def _check_days(logs: Logs, venue_id: str, named: list[str]) -> Iterator[LogReport]:
    tips: dict[str, str] = {}
    for day in logs.days(venue_id):
        checked = _check_log(f"{venue_id} {day}", logs.day(venue_id, day), Hall())
        if not checked.entries and not checked.wrongs and day not in named[-1:]:
            checked.wrongs.append(
                "the day was named, and its log is gone: neither Redis nor the archive has it"
            )
        _check_opening(checked, logs.day(venue_id, day), venue_id, day, tips)
        if checked.entries:
            tips[day] = checked.tip
        yield checked


def _check_opening(
    checked: LogReport, log: ReadableLog, venue_id: str, day: str, tips: dict[str, str]
) -> None:
    """Check that the first fact opens this day and links to the tip of the day before."""
    if not checked.entries or checked.wrongs:
        return
    first = json.loads(log.read("0-0", 1)[1][0].data)
    if (first["kind"], first.get("venue_id"), first.get("service_day")) != ("DayOpened", venue_id, day):
        checked.wrongs.append(
            f"it begins with {first['kind']} of {first.get('venue_id')}, {first.get('service_day')}"
        )
    before = first.get("previous_day")
    if tips.get(before, first["previous_link"]) != first["previous_link"]:
        checked.wrongs.append(
            f"it does not go on from the end of {before}: that log has another end than it had"
        )


def _check_log(name: str, log: ReadableLog, state: State | None) -> LogReport:
    """Check the chain of a log, for a day the invariants, and whether the fold accepts its facts; state: of the fold, None for no fold."""
    checked = LogReport(name)
    try:
        entries = [(entry.id, entry.data, entry.link) for entry in all_entries(log)]
        examined = checker.examine(entries)
        checked.entries, checked.tip = len(entries), examined.tip
        _add_chain_problems(checked, examined)
        if isinstance(state, Hall):
            checked.wrongs += _broken_promises(examined)
        if state is not None:
            checked.wrongs += _not_taken(log, state)
    except UpgradeNeededError as error:
        checked.wrongs.append(f"a newer version of Antre wrote it, or somebody else: {error}")
    except UnavailableError as error:
        checked.wrongs.append(str(error))
    return checked


def _broken_promises(examined: checker.ChainReport) -> list[str]:
    try:
        return checker.promises(examined.facts, examined.missing)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return [f"S5 a fact is not as Antre writes it, so the promises cannot be checked: {error!r}"]


def _add_chain_problems(checked: LogReport, examined: checker.ChainReport) -> None:
    restored = {
        seq for seq, fact in examined.facts if fact["kind"] == "EpochBegan" and fact.get("reason") == RESTORED
    }
    for first, last in examined.gaps:
        if last + 1 in restored:
            checked.notes.append(
                f"a backup was restored at {last + 1}: {last - first + 1} numbers were left out"
            )
        else:
            checked.wrongs.append(f"S8 entries {first} to {last} are missing")
    for kind, ids in (
        ("does not follow: it was added or changed by hand, or the entry before it was taken out", examined.foreign),
        ("is no fact", examined.unreadable), ("stands after a later entry", examined.backwards),
    ):  # fmt: skip
        checked.wrongs += [f"S8 {id} {kind}" for id in ids[:LISTED_MAX]]
        if len(ids) > LISTED_MAX:
            checked.wrongs.append(f"S8 and {len(ids) - LISTED_MAX} more: {kind}")


def _not_taken(log: ReadableLog, state: State) -> list[str]:
    """Fold the log as the hall does; return the facts that the fold rejects. Raises UpgradeNeededError."""
    passed_over: list[str] = []

    def alarm(event: str, **fields: Any) -> None:
        if event == "fact_passed_over":
            passed_over.append(f"S5 the hall passes over {fields['id']}: {fields['why']}")

    def fresh() -> State:
        return type(state)()

    def nothing(facts: list[Fact]) -> None:
        pass

    fold = Fold(cast(Log, log), fresh, clock=Clock(), alarm=alarm, on_facts=nothing)
    fold.load()
    if isinstance(fold.state, HouseHistory) and fold.state.content is not None:
        _ = fold.state.edition
    return passed_over


def report(results: Sequence[LogReport], *, as_json: bool) -> int:
    """Print the results; return the exit status, 1 if any log has errors."""
    wrong = [checked for checked in results if checked.wrongs]
    if as_json:
        print(json.dumps({"wrong": len(wrong), "logs": [asdict(checked) for checked in results]}, indent=2))
        return int(bool(wrong))
    for checked in results:
        for mark, lines in (("WRONG", checked.wrongs), ("note ", checked.notes)):
            for line in lines:
                print(f"{mark}  {checked.log}: {line}")
    entries = sum(checked.entries for checked in results)
    if wrong:
        print(
            f'{len(wrong)} of {len(results)} logs are not as they should be: docs/runbook.md, "Entries were changed"',
            file=sys.stderr,
        )
        return 1
    print(
        f"All is well: {len(results)} logs, {entries} entries. Every chain holds, and every promise of the checker."
    )
    return 0
