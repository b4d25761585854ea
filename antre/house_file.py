"""House files on disk and sample houses; ``services/counter/house/house_file.py`` parses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.counter.house.house_file import CATALOGUE, FILE_BYTES_MAX, HouseFileWrong, read_house_bytes

__all__ = ["CATALOGUE", "HouseFileWrong", "read_house_file", "sample_path"]


def sample_path(name: str) -> Path:
    """Return the path of the sample house of this name. Raises HouseFileWrong if there is none."""
    path = CATALOGUE / f"{name}.yaml"
    if "/" in name or not path.exists():
        samples = ", ".join(sorted(p.stem for p in CATALOGUE.glob("*.yaml")))
        raise HouseFileWrong(
            [], f"Berkas {name!r} tidak ada; contoh: {samples}. / No file {name!r}; samples: {samples}."
        )
    return path


def read_house_file(path: Path) -> dict[str, Any]:
    """
    Read a house file and check it.

    Raises:
        HouseFileWrong: names every wrong line and field, and what was expected.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise HouseFileWrong([], f"{path.name}: terlalu besar. / too large.")
        data = path.read_bytes()
    except OSError as error:
        raise HouseFileWrong([], f"{path}: tidak dapat dibaca. / cannot be read: {error}") from error
    return read_house_bytes(data, path.name)
