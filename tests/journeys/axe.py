"""Accessibility issues of a page, found by axe-core (vendored, tests/vendor/VENDORED.md)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rig.browsers.pages import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
LANGUAGES = ("id", "en")
GRAVE = ("serious", "critical")
STILL_WITHIN_MS = 3_000
"""Animations that take longer are treated as endless."""
STANDS_STILL = """(withinMs) => Promise.race([
  Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished)),
  new Promise((resolve) => setTimeout(resolve, withinMs)),
])"""


def serious(page: Page) -> list[str]:
    """
    List the page's serious and critical issues, one line each.

    The page's policy forbids script elements, so axe is injected through the debugging protocol. Animations
    are awaited first, because half-transparent text has half the contrast.
    """
    page.evaluate(STANDS_STILL, STILL_WITHIN_MS)
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(f"() => {{ {_axe()} }}")
    violations = page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
        .map(({ id, impact, help, nodes }) => ({ id, impact, help,
          where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`) }))"""
    )
    return [
        f"{issue['impact']} {issue['id']} ({issue['help']}) at {'; '.join(issue['where'][:3])}"
        for issue in violations
        if issue["impact"] in GRAVE
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def no_serious_issue_in_both_languages(page: Page) -> None:
    """Switch a staff page to each language and assert that it has no serious issue."""
    for language in LANGUAGES:
        if page.evaluate("document.documentElement.lang") != language:
            page.evaluate(f"document.querySelector('[data-language={language}]').click()")
            wait_until(page, f"document.documentElement.lang === '{language}'")
        assert serious(page) == []
