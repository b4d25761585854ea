"""A morning's random events all derive from one seed."""

from __future__ import annotations

from antre.rush import rng_of


def test_a_clerk_works_the_same_in_every_morning_of_a_seed_and_otherwise_in_other_mornings() -> None:
    def draws(*whose: str | int) -> list[float]:
        rng = rng_of(*whose)  # type: ignore[arg-type]
        return [rng.random() for _ in range(5)]

    assert draws("clerk", 3, 7) == draws("clerk", 3, 7)
    assert draws("clerk", 3, 7) != draws("clerk", 3, 8)
    assert draws("clerk", 3, 7) != draws("clerk", 4, 7)
    assert draws("clerk", 3, 7) != draws("kiosk", 3, 7)
