"""The repository documents itself: named tests, linked files and cited files exist."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FEATURES = ROOT / "docs" / "features.md"
ANY_HALL = ROOT / "docs" / "proof" / "any-hall.md"
PYTHON_TEST = re.compile(r"\[([\w/]+\.py)::(test_\w+)\]\((?:\.\./)+tests/([\w/]+\.py)\)")
JAVASCRIPT_TEST = re.compile(r"\[([\w/.-]+\.js): ([^\]]+)\]\((?:\.\./)+tests/([\w/.-]+\.js)\)")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)\s]*)?\)")
CITED = re.compile(r"(?<![\w*.@-])\w[\w.-]*\.(?:md|py|js)\b")
NOT_CITED_IN = re.compile(r"package-lock\.json|/vendor/|/static/old-tv\.js$|\.(png|woff2?|webm)$")
"""Generated, vendored and binary files."""
NOT_OURS = {"espeakng_loader.py"}
"""Files of other packages that tests name."""


def repository() -> list[Path]:
    """List the files of the repository, including uncommitted ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


@pytest.mark.parametrize("document", [FEATURES, ANY_HALL], ids=lambda path: path.stem)
def test_every_test_named_in_a_table_of_tests_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    python, javascript = PYTHON_TEST.findall(text), JAVASCRIPT_TEST.findall(text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]

    for path in {path for _, _, path in python}:
        tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
        names = {name for _, name, named_in in python if named_in == path}
        assert names <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, path
    for _, title, path in javascript:
        assert f'test("{title}"' in (ROOT / "tests" / path).read_text("utf-8"), f"{path}: {title}"
    assert all(label == path for label, _, path in python + javascript)
    assert len(python) + len(javascript) == sum(row.count("](") for row in rows)


def test_every_feature_names_a_test() -> None:
    rows = [line for line in FEATURES.read_text("utf-8").splitlines() if line.startswith("| ")]

    assert all("](" in row or row.startswith("| Feature") for row in rows)


def test_every_relative_link_of_the_documentation_leads_to_a_file() -> None:
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
    ]

    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_nothing_cites_a_document_or_a_module_that_is_not_in_the_repository() -> None:
    files = repository()
    names = {file.name for file in files} | NOT_OURS

    missing = [
        f"{file.relative_to(ROOT)}:{number}: {cited}"
        for file in files
        if not NOT_CITED_IN.search(file.as_posix())
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        for cited in CITED.findall(line)
        if cited not in names
    ]

    assert missing == []
