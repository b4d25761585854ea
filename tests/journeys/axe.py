"""What axe-core (vendored, tests/vendor/VENDORED.md) finds wrong with a page for people who cannot see or point."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
GRAVE = ("serious", "critical")


def serious(page: Page) -> list[str]:
    """
    Give the serious and critical issues of what the page shows now, one line each; empty is well.

    The page's own policy forbids script elements, so axe comes by the debugging protocol.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(f"() => {{ {_axe()} }}")
    found = page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
        .map(({ id, impact, help, nodes }) => ({ id, impact, help,
          where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`) }))"""
    )
    return [
        f"{issue['impact']} {issue['id']} ({issue['help']}) at {'; '.join(issue['where'][:3])}"
        for issue in found
        if issue["impact"] in GRAVE
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
