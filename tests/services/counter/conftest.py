"""What several tests of the counter service begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.engines.engine import Engine
from rig.lone_admin import LoneAdmin


@pytest.fixture
def admin(engine: Engine) -> Iterator[LoneAdmin]:
    """Return the admin of a small house, at a counter service of its own."""
    admin = LoneAdmin(engine.url)
    admin.load()
    yield admin
    admin.context.stop()
