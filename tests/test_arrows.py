"""One direction for imports: services → the core → the standard library; services do not import each other."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVICES = {"ticketing", "counter", "display", "reports"}
LIBRARIES = {
    "waitingroom/log/redis_log.py": "redis", "waitingroom/log/redis_client.py": "redis",
    "waitingroom/log/pinned.py": "redis", "waitingroom/facts.py": "orjson", "waitingroom/house/patch.py": "orjson",
}  # fmt: skip
"""The core's only imports from outside the standard library, and the files that may use them (docs/adr/0002)."""
EVENTLET_FILE = "services/display/serve.py"
NOT_PURE = {
    "live/halls",
    "live/live_hall",
    "live/days",
    "live/batcher",
    "house/live_house",
    "log/archive",
    "log/archive_file",
    "log/base",
    "log/fold",
    "log/redis_log",
    "log/redis_client",
    "log/folder",
    "log/seen_days",
    "live/past_days",
    "devices/pairing",
    "devices/registry",
    "outreach/beginning",
    "outreach/days_away",
    "outreach/homecoming",
    "passes",
    "rate_limiter",
    "waits/live",
}
"""The core's modules that may wait, lock, use randomness or read a clock; all others are pure."""
TOPS = ("waitingroom", "services", "antre", "rig", "faults", "bench", "scripts", "tests")
FILES_MAX = 24
NO_CLOCK = {"time", "threading", "secrets", "random", "os", "socket"}


def imports() -> Iterator[tuple[str, str]]:
    """Yield (file, imported module) for every import of the product."""
    for top in ("waitingroom", "services", "antre"):
        for file in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    assert node.level == 0, f"{file}: imports are written in full"
                    names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
                yield from ((str(file.relative_to(ROOT)), name) for name in names)


def test_the_core_imports_the_standard_library_and_two_libraries_in_the_files_that_may() -> None:
    for file, name in imports():
        top = name.partition(".")[0]
        if file.startswith("waitingroom/") and top not in sys.stdlib_module_names | {"waitingroom"}:
            assert top == LIBRARIES.get(file), (file, top)


def test_what_the_product_imports_it_also_installs() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    installed = {re.split(r"[^\w-]", name)[0] for name in named}
    made_by = packages_distributions()
    ours = sys.stdlib_module_names | {"waitingroom", "services", "antre"}
    for top in {name.partition(".")[0] for _, name in imports()} - ours:
        assert {name.replace("_", "-").lower() for name in made_by[top]} & installed, top


def test_a_service_never_imports_another_nor_the_commands() -> None:
    for file, name in imports():
        if file.startswith("services/"):
            own = file.split("/")[1]
            assert not name.startswith("antre")
            assert not any(name.startswith(f"services.{other}") for other in SERVICES - {own}), (file, name)


def test_eventlet_is_confined_to_one_file() -> None:
    assert {file for file, name in imports() if name.partition(".")[0] == "eventlet"} == {EVENTLET_FILE}


def test_rules_and_facts_have_no_clock_and_no_dice() -> None:
    for file, name in imports():
        if (
            file.startswith("waitingroom/")
            and file.removeprefix("waitingroom/").removesuffix(".py") not in NOT_PURE
        ):
            assert name.partition(".")[0] not in NO_CLOCK, (file, name)


def test_there_is_no_circle() -> None:
    arrows: dict[str, set[str]] = {}
    for file, name in imports():
        module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if (ROOT / f"{name.replace('.', '/')}.py").exists():
            arrows.setdefault(module, set()).add(name)

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        for following in arrows.get(module, ()):
            visit(following, (*path, module))

    for module in arrows:
        visit(module, ())


def test_no_folder_of_code_holds_more_files_than_a_reader_takes_in() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", *TOPS], cwd=ROOT, text=True, capture_output=True, check=True
    ).stdout.split()
    flat = Counter(Path(file).parent for file in tracked if Path(file).suffix in {".py", ".js", ".css"})
    assert {str(folder): count for folder, count in flat.items() if count > FILES_MAX} == {}
