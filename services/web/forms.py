"""The survey forms of a folder, read once when a service starts: YAML, every mistake with its file, line and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from waitingroom.house.mistakes import Mistake
from waitingroom.house.mistakes import Path as FieldPath
from waitingroom.satisfaction.forms import Form, FormInvalid, read_form
from waitingroom.satisfaction.refusals import UnknownForm

CATALOGUE = Path(__file__).parents[2] / "catalogue"
FORMS = CATALOGUE / "forms"
"""The forms that come with Antre."""
SKM, IPAK = "skm", "ipak"
"""The forms that pages ask for; a folder must have both."""


class FormsWrong(Exception):
    """Files of the folder are no forms; the message names every wrong line, in both languages."""


class Forms:
    """Every version of every form."""

    def __init__(self, forms: list[Form]) -> None:
        self._by_version = {(form.id, form.version): form for form in forms}

    def today(self, form_id: str) -> Form:
        """Return the newest version of a form, which is the one asked today. Raises UnknownForm."""
        versions = self.versions(form_id)
        if not versions:
            raise UnknownForm(form=form_id[:60])
        return versions[0]

    def get(self, form_id: str, version: int) -> Form | None:
        """Return a certain version of a form, None if there is none."""
        return self._by_version.get((form_id, version))

    def versions(self, form_id: str) -> list[Form]:
        """Return the versions of a form, the newest first."""
        found = [form for form in self._by_version.values() if form.id == form_id]
        return sorted(found, key=lambda form: -form.version)


def read_forms(folder: Path | None = None) -> Forms:
    """
    Read every form of a folder.

    Raises:
        FormsWrong: names all mistakes of all files; two files are one version; or a form is missing that pages ask for.
    """
    wrong: list[str] = []
    forms: list[Form] = []
    files = sorted((folder or FORMS).glob("*.yaml"))
    for file in files:
        try:
            form = read_form_text(file.read_text("utf-8"), file.name)
        except FormsWrong as error:
            wrong.append(str(error))
        except (OSError, UnicodeDecodeError) as error:
            wrong.append(f"{file.name}: tidak dapat dibaca. / cannot be read: {error}")
        else:
            if any((one.id, one.version) == (form.id, form.version) for one in forms):
                wrong.append(f"{file.name}: {form.id} {form.version} sudah ada. / is there already.")
            forms.append(form)
    for id in {SKM, IPAK} - {form.id for form in forms} if not wrong else ():
        wrong.append(f"{folder or FORMS}: formulir {id} tidak ada. / has no form {id}.")
    if wrong:
        raise FormsWrong("\n".join(wrong))
    return Forms(forms)


def read_form_text(text: str, name: str) -> Form:
    """Read one form from the text of its file. Raises FormsWrong."""
    content, node = read_yaml(text, name)
    try:
        return read_form(content)
    except FormInvalid as error:
        raise FormsWrong(explained(error.mistakes, node, name)) from error


def read_yaml(text: str, name: str) -> tuple[Any, yaml.Node | None]:
    """Read YAML, with its nodes for ``explained``. Raises FormsWrong: it is none."""
    try:
        return yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise FormsWrong(f"{name}: bukan YAML. / not YAML: {error}") from error


def explained(mistakes: list[Mistake], node: yaml.Node | None, name: str) -> str:
    """Say what is wrong with a file, a line for each mistake."""
    return "\n".join(f"{name}: {mistake.both(_line_of(node, mistake.path))}" for mistake in mistakes)


def _line_of(node: yaml.Node | None, path: FieldPath) -> int:
    """Return the line of a path, or of the nearest thing above it that exists."""
    for part in path:
        below = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if str(key.value) == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            below = node.value[part]
        if below is None:
            break
        node = below
    return node.start_mark.line + 1 if node else 1
