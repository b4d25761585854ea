"""Format the score of a day's wait estimates, for ``antre waits score`` and ``antre rush``."""

from __future__ import annotations

from typing import Any


def score_table(score: dict[str, Any]) -> list[str]:
    """Return the lines of a score from ``views.waits.score_view``: total, by service, and by hour of the estimate."""
    if score["all"] is None:
        return ["Nobody who was told a wait has been called and waited for it."]
    rows = {"all": score["all"]} | {one["service"]: one for one in score["services"]}
    rows |= {f"{one['hour']:02d}.00": one for one in score["hours"]}
    head = f"{'':24} {'n':>6} {'bias':>6} {'median':>6} {'mean':>6} {'inside':>7} {'under':>7} {'late':>7}"
    return [head] + [
        f"{name:24} {one['n']:6} {one['bias_min']:+6.1f} {one['median_error_min']:6.1f} {one['mean_error_min']:6.1f} "
        f"{one['inside']:7.0%} {one['under']:7.0%} {one['late']:7.0%}"
        for name, one in rows.items()
    ]
