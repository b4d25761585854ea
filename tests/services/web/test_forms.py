"""Survey form files: those shipped with Antre, and the error messages for invalid ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services.web.forms import FORMS, InvalidForms, read_forms
from waitingroom.satisfaction.refusals import UnknownForm

IN_THE_REGULATIONS_ORDER = [
    "Persyaratan", "Sistem, mekanisme, dan prosedur", "Waktu penyelesaian", "Biaya/tarif",
    "Produk spesifikasi jenis pelayanan", "Kompetensi pelaksana", "Perilaku pelaksana",
    "Penanganan pengaduan, saran dan masukan", "Sarana dan prasarana",
]  # fmt: skip


def test_the_nine_elements_stand_in_the_order_of_the_regulation_in_both_languages() -> None:
    skm = read_forms().today("skm")

    assert [element.name.id for element in skm.elements] == IN_THE_REGULATIONS_ORDER
    assert [element.id for element in skm.elements] == [f"u{n}" for n in range(1, 10)]
    assert [band.grade for band in skm.bands] == list("ABCD")
    for form in (skm, read_forms().today("ipak")):
        for element in form.elements:
            assert element.question.id != element.question.en
            assert len(element.answers) == form.scale == 4


def test_a_new_regulation_is_a_new_file_and_the_old_one_stays_readable(tmp_path: Path) -> None:
    old = (FORMS / "skm-1.yaml").read_text("utf-8")
    shutil.copy(FORMS / "ipak-1.yaml", tmp_path)
    (tmp_path / "skm-1.yaml").write_text(old, "utf-8")
    (tmp_path / "skm-2.yaml").write_text(old.replace("version: 1", "version: 2"), "utf-8")

    forms = read_forms(tmp_path)

    assert forms.today("skm").version == 2
    assert [form.version for form in forms.versions("skm")] == [2, 1]
    assert forms.get("skm", 1) == read_forms().today("skm")
    with pytest.raises(UnknownForm):
        forms.today("other")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("version: 1", "version: first", 'skm-1.yaml: Baris 12, kolom "version"'),
        ('from: "76.61"', "from: 76.61", 'kolom "from"'),
        ('from: "76.61"', 'from: "90"', 'kolom "from"'),
        ("{id: Gratis, en: Free of charge}", "{en: Free of charge}", 'kolom "id"'),
        ("      - {id: Gratis, en: Free of charge}\n", "", 'kolom "answers"'),
        ("- id: u9", "- id: u8", 'kolom "id"'),
        ("scale: 4", "scale: 4\ncolour: red", "colour"),
        ("bands:", "bands: [", "bukan YAML"),
    ],
)
def test_a_form_that_is_wrong_says_its_line_and_field(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    text = (FORMS / "skm-1.yaml").read_text("utf-8")
    assert before in text
    (tmp_path / "skm-1.yaml").write_text(text.replace(before, after), "utf-8")

    with pytest.raises(InvalidForms) as wrong:
        read_forms(tmp_path)
    assert expected in str(wrong.value)


def test_two_files_of_one_version_and_a_folder_that_lacks_a_form_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidForms, match="has no form skm"):
        read_forms(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text((FORMS / "skm-1.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(InvalidForms, match=r"b\.yaml"):
        read_forms(tmp_path)
