"""Files are processed in a child process with resource limits and a queue; the service itself is unaffected."""

from __future__ import annotations

import io
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from antre.house_file import sample_path
from rig import media_samples
from rig.attackers import bodies
from rig.running import Clerk, RunningHall
from rig.waiting import wait_for
from services.counter.house import bounded_process, house_file, pictures
from services.counter.house.bounded_process import WAITING_MAX, Bounds, FilesBusy, OutOfBoundsError
from services.counter.house.house_file import HouseFileWrong, read_house_apart
from services.counter.house.media_folder import MediaFolder, PictureTooHeavy

MEGABYTES_MORE_MAX = 60
"""Maximum growth of the service for a picture that unpacks to 96 MB: upload, result and some margin."""
UPLOAD_S = 120.0


def reencoded(tmp_path: Path, content: bytes) -> tuple[bytes, str]:
    """Re-encode a picture from a file in a child process."""
    (tmp_path / "picture").write_bytes(content)
    with (tmp_path / "picture").open("rb") as file:
        return pictures.reencode(file)


@pytest.fixture
def greedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a module that does what its input says (allocate, compute, wait) after setting its limits."""
    (tmp_path / "greedy").with_suffix(".py").write_text(
        "import sys, time\n"
        "from services.counter.house import process_bounds\n"
        "process_bounds.keep(sys.argv[1:])\n"
        "what, _, value = sys.stdin.read().partition(' ')\n"
        "if what == 'take': bytearray(int(value) * 2**20)\n"
        "if what == 'compute':\n"
        "    while True: pass\n"
        "if what == 'wait': time.sleep(60)\n"
        "if what == 'die': sys.exit(1)\n"
        "if what == 'settings':\n"
        "    import os; print(sorted(name for name in os.environ if name.startswith('ANTRE_')), end='')\n"
        "print('done', end='')\n"
    )
    monkeypatch.setattr(bounded_process, "ROOT", f"{bounded_process.ROOT}:{tmp_path}")
    return tmp_path


SMALL = Bounds(memory_bytes=200 * 2**20, cpu_s=1, within_s=30.0, nice=0)


def test_what_keeps_its_bounds_is_answered(greedy: Path) -> None:
    assert bounded_process.run("greedy", b"take 1", SMALL) == b"done"


@pytest.mark.parametrize("what", ["take 300", "compute", "die"])
def test_what_takes_too_much_memory_or_time_or_dies_is_out_of_bounds(greedy: Path, what: str) -> None:
    with pytest.raises(OutOfBoundsError):
        bounded_process.run("greedy", what.encode(), SMALL)


def test_what_only_waits_is_ended(greedy: Path) -> None:
    with pytest.raises(OutOfBoundsError):
        bounded_process.run("greedy", b"wait", SMALL._replace(within_s=1.0))


def test_it_gets_none_of_the_services_settings_which_hold_passwords(
    greedy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTRE_REDIS_URL", "redis://:secret@localhost/0")

    assert bounded_process.run("greedy", b"settings", SMALL) == b"[]done"


def test_one_is_worked_on_a_few_wait_and_the_others_are_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = bounded_process._Turns()
    monkeypatch.setattr(bounded_process, "_turns", turns)
    release, had = threading.Event(), []

    def work(n: int) -> None:
        with turns.take():
            had.append(n)
            release.wait(30)

    with ThreadPoolExecutor(WAITING_MAX + 1) as pool:
        working = [pool.submit(work, n) for n in range(WAITING_MAX + 1)]
        wait_for(lambda: had and turns._places._value == 0, what="the queue to be full")
        with pytest.raises(FilesBusy), turns.take():
            pass
        assert len(had) == 1
        release.set()
        for done in working:
            done.result(30)
    assert len(had) == WAITING_MAX + 1
    with turns.take():
        pass


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "I;16"])
def test_the_largest_pictures_of_every_kind_keep_the_bounds(tmp_path: Path, mode: str) -> None:
    encoded, end = reencoded(tmp_path, bodies.heavy_picture(mode=mode))

    with Image.open(io.BytesIO(encoded)) as picture:
        assert (picture.size, end) == ((1920, 1280), "png")


def test_the_largest_webp_keeps_the_bounds(tmp_path: Path) -> None:
    """Its pixel limit is half that of other formats, because libwebp needs twice the memory."""
    width, height = 4_000, 3_000
    assert width * height == pictures.PIXELS_MAX["WEBP"]

    assert reencoded(tmp_path, media_samples.picture("WEBP", (width, height), method=0))[1] == "webp"


def test_a_picture_that_runs_out_of_its_bounds_is_refused_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "BOUNDS", pictures.BOUNDS._replace(memory_bytes=100 * 2**20))

    with pytest.raises(PictureTooHeavy) as refused:
        MediaFolder(tmp_path).take(io.BytesIO(bodies.heavy_picture()), in_use=())

    assert all(refused.value.text(language) for language in ("id", "en"))
    assert list(tmp_path.iterdir()) == []


def test_a_house_file_is_read_apart_as_it_is_here() -> None:
    text = sample_path("mpp-kupang").read_text("utf-8")

    assert read_house_apart(text.encode(), "house.yaml") == house_file.read_house_text(text, "house.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 33 + "]" * 33, "a: " + "[" * 500_000, "a: &x [1]\nb: *x\n",
        bodies.heavy_house_file(), "[" + "1," * 150_000 + "1]",
        "".join(f"key{n}: 1\n" for n in range(49_000)),
    ],
    ids=["deep", "deeper", "aliases", "many mistakes", "many values", "many keys"],
)  # fmt: skip
def test_a_heavy_house_file_is_refused_by_its_lines(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house_file, "BOUNDS", house_file.BOUNDS._replace(cpu_s=200, within_s=UPLOAD_S))

    with pytest.raises(HouseFileWrong) as refused:
        read_house_apart(text.encode(), "house.yaml")

    assert 1 <= len(refused.value.mistakes) <= 100
    assert refused.value.mistakes[0].line


# The service itself.


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> Clerk:
    return hall.staff("admin")


def megabytes(hall: RunningHall) -> int:
    """Return the peak memory of the counter service."""
    status = Path(f"/proc/{worker(hall)}/status").read_text()
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert match
    return int(match[1]) // 1024


def worker(hall: RunningHall) -> int:
    """Return the id of the process that serves clerks: the counter service's child, as large as its parent."""
    group = hall.children()["counter"]
    own = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == group and b"antre.serve" in (stat.parent / "cmdline").read_bytes():
            own.append(int(stat.parent.name))
    (serving,) = own
    return serving


def upload(hall: RunningHall, admin: Clerk, content: bytes) -> Any:
    headers = {"Content-Type": "application/octet-stream"}
    return admin.http.post(f"{hall.counters}/media", data=content, headers=headers, timeout=UPLOAD_S)


def test_a_picture_that_unpacks_to_96_mb_leaves_the_services_memory_as_it_was(
    hall: RunningHall, admin: Clerk
) -> None:
    assert upload(hall, admin, media_samples.picture(colour="#102030")).status_code == 200
    before, serving = megabytes(hall), worker(hall)
    picture = bodies.heavy_picture()
    assert len(picture) < 100_000

    response = upload(hall, admin, picture)

    assert response.status_code == 200, response.text
    assert worker(hall) == serving
    assert megabytes(hall) - before < MEGABYTES_MORE_MAX


def test_beside_heavy_files_and_deep_bodies_presses_are_answered_and_the_service_lives(
    hall: RunningHall, admin: Clerk
) -> None:
    before, serving = megabytes(hall), worker(hall)

    with bodies.pictures(hall), bodies.house_files(hall), bodies.deep_bodies(hall):
        presses = [admin.http.get(f"{hall.counters}/session", timeout=UPLOAD_S) for _ in range(20)]
        numbers = [hall.issue("ktp-el") for _ in range(5)]

    assert {press.status_code for press in presses} == {200}
    assert {number.status_code for number in numbers} == {201}
    assert worker(hall) == serving
    assert megabytes(hall) - before < 2 * MEGABYTES_MORE_MAX


def test_a_heavy_house_file_is_refused_in_words_with_its_lines(hall: RunningHall, admin: Clerk) -> None:
    body = json.dumps({"text": bodies.heavy_house_file()})
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}

    response = admin.http.post(f"{hall.counters}/house/import", data=body, headers=headers, timeout=UPLOAD_S)

    assert (response.status_code, response.json()["slug"]) == (422, "house-file-invalid")
    assert response.json()["problems"][0]["line"]
