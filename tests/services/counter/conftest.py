"""Shared fixtures of the counter service's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.engines.engine import Engine
from rig.lone_admin import LoneAdmin


@pytest.fixture
def admin(engine: Engine) -> Iterator[LoneAdmin]:
    """Return the admin of a small house, with a counter service of its own."""
    admin = LoneAdmin(engine.url)
    admin.load()
    yield admin
    admin.context.stop()
