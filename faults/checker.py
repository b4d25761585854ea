"""
The checker of a fault: a separate process that reads only the log and the witness file of what clients saw.

``python -m faults.checker REDIS_URL VENUE DAY SEEN`` prints a verdict as JSON. SEEN contains one JSON object per
line: a press as a client made it, or a board as a screen received it. Imports nothing of the queue itself.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

from rig.checker import Entry, displayed_calls, out_of_order, read_log, wrongs

CALLS_MAX = 12
KINDS = {
    "issue": "TicketIssued", "next": "TicketCalled", "recall": "TicketRecalled", "start": "ServingStarted",
    "no-show": "NoShowRecorded", "finish": "TicketFinished",
}  # fmt: skip
"""Kind of the fact that an acknowledged press must have left in the log."""

Json = dict[str, Any]
Effect = tuple[str, str, str, str]
"""Kind, ticket, counter, digest of the press."""


def judge(
    entries: list[Entry], seen: list[Json], *,
    answer_within_s: float, damaged_at: float | None, taken_out: Collection[int] = (), foreign: Collection[str] = (),
) -> Json:  # fmt: skip
    """
    Return the verdict.

    damaged_at: when the log itself was damaged on purpose, seconds of the machine's monotonic clock; presses that
    were acknowledged before and are missing are counted separately, as lost by damage; taken_out: sequences of the
    entries removed on purpose; foreign: ids of the entries added on purpose.
    """
    facts = [(int(id.partition("-")[0]), json.loads(fact)) for id, fact, _ in entries if id not in foreign]
    places: dict[Effect, list[int]] = defaultdict(list)
    for seq, fact in facts:
        key = fact["press"][0] if "press" in fact else ""
        places[fact["kind"], fact.get("ticket_id", ""), fact.get("counter_id", ""), key].append(seq)
    presses = [line for line in seen if line["saw"] == "press"]
    boards = [line for line in seen if line["saw"] == "board"]
    acknowledged = [p for p in presses if p["ticket"] and p["status"] in (200, 201)]
    missing = [p for p in acknowledged if not places.get(_effect(p))]
    by_damage = [p for p in missing if damaged_at is not None and p["ended"] < damaged_at]
    problems = [
        *wrongs(entries, taken_out, foreign),
        *(f"S1 lost: {p['verb']} {p['ticket']} was acknowledged" for p in missing if p not in by_damage),
        *_order(acknowledged, places),
        *_slow(presses, answer_within_s),
        *_boards(boards, facts, damaged_at),
    ]
    doubled = _doubled(acknowledged, damaged_at)
    return {
        "presses": len(presses),
        "acknowledged": sum(p["status"] in (200, 201) for p in presses),
        "unanswered": sum(p["status"] == 0 for p in presses),
        "lost": len(missing) - len(by_damage),
        "lost_by_damage": len(by_damage),
        "doubled": len(doubled),
        "slowest_s": round(max((p["slowest"] for p in presses), default=0.0), 1),
        "wrongs": problems + doubled,
    }


def _effect(press: Json) -> Effect:
    """Return the effect a press must have left in the log: a fact with the digest of its actor and key."""
    joined = f"{press['actor']}\0{press['key']}".encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(joined).digest()[:16]).rstrip(b"=").decode()
    return KINDS[press["verb"]], press["ticket"], press["counter"] or "", digest


def _doubled(acknowledged: list[Json], damaged_at: float | None) -> list[str]:
    """Check S2, S4 and S7 as clients saw them: one number for two clients, at two counters, two numbers for one key."""
    owners: dict[tuple[str, bool], set[str]] = defaultdict(set)
    numbers: dict[str, set[str]] = defaultdict(set)
    for press in acknowledged:
        if press["verb"] == "issue":
            after = damaged_at is not None and press["ended"] >= damaged_at
            owners[press["ticket"], after].add(press["key"])
            numbers[press["key"]].add(press["ticket"])
    calls: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for press in acknowledged:
        if press["verb"] == "next":
            after = damaged_at is not None and press["ended"] >= damaged_at
            calls[press["ticket"], after].add(press["counter"])
    return [
        *(f"S2 {number} was told to {len(keys)}" for (number, _), keys in owners.items() if len(keys) > 1),
        *(f"S7 one key was told {sorted(issued)}" for issued in numbers.values() if len(issued) > 1),
        *(f"S4 {number} was called by {sorted(at)}" for (number, _), at in calls.items() if len(at) > 1),
    ]


def _order(acknowledged: list[Json], places: dict[Effect, list[int]]) -> list[str]:
    """Check S6 by the log's sequence, for presses with a unique effect."""
    spans = [
        (p["began"], p["ended"], places[_effect(p)][0])
        for p in acknowledged
        if p["verb"] in ("issue", "next") and len(places.get(_effect(p), ())) == 1 and not p["replayed"]
    ]
    return out_of_order(spans)


def _slow(presses: list[Json], answer_within_s: float) -> list[str]:
    return [
        f"L2 {p['verb']} waited {p['slowest']:.1f} s for an answer"
        for p in presses
        if p["slowest"] > answer_within_s
    ]


def _boards(boards: list[Json], facts: list[tuple[int, Json]], damaged_at: float | None) -> list[str]:
    """Check D1: finally every screen equals the log; D2: no call that did not happen, no step back within an epoch."""
    happened = {
        (fact["ticket_id"], fact["counter_id"]) for _, fact in facts if fact["kind"] == "TicketCalled"
    }
    epochs = [fact["epoch"] for _, fact in facts if fact["kind"] == "EpochBegan"]
    problems, last = [], {}
    for board in boards:
        before = last.get(board["screen"])
        if (
            damaged_at is None
            and before
            and before["epoch"] == board["epoch"]
            and board["seq"] < before["seq"]
        ):
            problems.append(f"D2 screen {board['screen']} went back from {before['seq']} to {board['seq']}")
        last[board["screen"]] = board
        if damaged_at is None or (board["at"] > damaged_at and board["epoch"] == epochs[-1]):
            problems += [
                f"D2 shown, never called: {call[0]}" for call in board["calls"] if tuple(call) not in happened
            ]
    calls = displayed_calls(facts)[:CALLS_MAX]
    problems += [
        f"D1 screen {name} shows {board['calls'][:3]}, the log says {calls[:3]}"
        for name, board in last.items()
        if board["calls"] != calls
    ]
    return problems


def main() -> int:
    """Print the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("redis")
    parser.add_argument("venue")
    parser.add_argument("day")
    parser.add_argument("seen", type=Path)
    parser.add_argument("--answer-within", type=float, required=True, help="seconds")
    parser.add_argument("--damaged-at", type=float, default=None)
    parser.add_argument("--taken-out", type=int, action="append", default=[])
    parser.add_argument("--foreign", action="append", default=[])
    options = parser.parse_args()
    seen = [json.loads(line) for line in options.seen.read_text().splitlines()]
    verdict = judge(
        read_log(options.redis, options.venue, options.day),
        seen,
        answer_within_s=options.answer_within,
        damaged_at=options.damaged_at,
        taken_out=options.taken_out,
        foreign=options.foreign,
    )
    print(json.dumps(verdict))
    return 0


if __name__ == "__main__":
    sys.exit(main())
