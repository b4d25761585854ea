"""The checker's sabotages stay applicable: every place that one changes exists exactly once."""

from __future__ import annotations

import pytest

from faults.sabotage import ANSWERS_EARLY, SABOTAGES, Sabotage
from rig.running import ROOT


@pytest.mark.parametrize("sabotage", [*SABOTAGES, ANSWERS_EARLY], ids=lambda sabotage: sabotage.name)
def test_the_place_to_break_is_there(sabotage: Sabotage) -> None:
    assert (ROOT / sabotage.file).read_text("utf-8").count(sabotage.right) == 1
