"""The checker's own check must not rot: every place that a sabotage breaks is still there, once."""

from __future__ import annotations

import pytest

from faults.sabotage import ANSWERS_EARLY, SABOTAGES, Sabotage
from rig.running import ROOT


@pytest.mark.parametrize("sabotage", [*SABOTAGES, ANSWERS_EARLY], ids=lambda sabotage: sabotage.name)
def test_the_place_to_break_is_there(sabotage: Sabotage) -> None:
    assert (ROOT / sabotage.file).read_text("utf-8").count(sabotage.right) == 1
