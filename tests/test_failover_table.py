"""Failover results that were measured in parts are merged into one table, if they are of one version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faults import failover_table
from faults.failover_table import HTTP, SABOTAGED, Row, Rows


def row(**more: object) -> Row:
    return {
        "acknowledged": 10, "lost": 0, "lost_by_damage": 0, "doubled": 0, "stood_s": 2.0, "in_sync_s": 0.5,
        "right_s": 1.0, "slowest_s": 1.5, "alarms": 0, "wrongs": [],
    } | more  # fmt: skip


@pytest.fixture
def proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(failover_table, "PROOF", tmp_path / "failover.md")
    monkeypatch.setattr(failover_table, "ROOT", tmp_path)
    return tmp_path / "failover.md"


def test_pieces_add_up_to_one_table(tmp_path: Path, proof: Path) -> None:
    file = tmp_path / "rows"
    Rows(file, 1).add(HTTP, "Sentinel: planned", row(right_s=1.0))
    rows = Rows(file, 2)
    rows.add(HTTP, "Sentinel: planned", row(right_s=3.0))
    rows.keep(1.5, 2.5)

    assert rows.good
    table = proof.read_text()
    assert "2 failovers and 0 moves of a slot" in table
    assert "| Sentinel: planned | 2 | 20 | 0 | 0 | 2.0 s | 2.0 s | 0.5 s | 0.5 s | 2.0 s | 3.0 s |" in table


def test_pieces_of_two_versions_make_none(tmp_path: Path, proof: Path) -> None:
    file = tmp_path / "rows"
    Rows(file, 1).add(HTTP, "Sentinel: planned", row())
    other = json.loads(file.read_text()) | {"commit": "before"}
    file.write_text(file.read_text() + json.dumps(other) + "\n")

    with pytest.raises(ValueError, match="several versions"):
        Rows(file, 1).keep(1.5, 2.5)
    assert not proof.exists()


@pytest.mark.parametrize(
    ("group", "wrongs"), [(HTTP, ["D1 right 9.0 s after the election"]), (SABOTAGED, [])]
)
def test_what_was_not_as_promised_is_said(tmp_path: Path, group: str, wrongs: list[str]) -> None:
    rows = Rows(None, 1)
    rows.add(group, "Sentinel: planned", row(wrongs=wrongs))

    assert not rows.good
    assert "Not as promised" in rows.tables() or "not rejected" in rows.tables()
