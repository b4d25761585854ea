"""Survey forms, read from YAML files at startup; each mistake is reported with its file, line and field."""

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
"""The forms that pages use; a folder must contain both."""


class InvalidForms(Exception):
    """Files of the folder are not valid forms; the message lists every mistake, in both languages."""


class Forms:
    """Every version of every form."""

    def __init__(self, forms: list[Form]) -> None:
        self._by_version = {(form.id, form.version): form for form in forms}

    def today(self, form_id: str) -> Form:
        """Return the newest version of a form, which is the one in use. Raises UnknownForm."""
        versions = self.versions(form_id)
        if not versions:
            raise UnknownForm(form=form_id[:60])
        return versions[0]

    def get(self, form_id: str, version: int) -> Form | None:
        """Return one version of a form, or None."""
        return self._by_version.get((form_id, version))

    def versions(self, form_id: str) -> list[Form]:
        """List the versions of a form, newest first."""
        versions = [form for form in self._by_version.values() if form.id == form_id]
        return sorted(versions, key=lambda form: -form.version)


def read_forms(folder: Path | None = None) -> Forms:
    """
    Read every form of a folder.

    Raises:
        InvalidForms: lists the mistakes of all files, duplicate versions, and missing forms that pages use.
    """
    errors: list[str] = []
    forms: list[Form] = []
    files = sorted((folder or FORMS).glob("*.yaml"))
    for file in files:
        try:
            form = read_form_text(file.read_text("utf-8"), file.name)
        except InvalidForms as error:
            errors.append(str(error))
        except (OSError, UnicodeDecodeError) as error:
            errors.append(f"{file.name}: tidak dapat dibaca. / cannot be read: {error}")
        else:
            if any((other.id, other.version) == (form.id, form.version) for other in forms):
                errors.append(f"{file.name}: {form.id} {form.version} sudah ada. / is there already.")
            forms.append(form)
    for id in {SKM, IPAK} - {form.id for form in forms} if not errors else ():
        errors.append(f"{folder or FORMS}: formulir {id} tidak ada. / has no form {id}.")
    if errors:
        raise InvalidForms("\n".join(errors))
    return Forms(forms)


def read_form_text(text: str, name: str) -> Form:
    """Read one form from the text of its file. Raises InvalidForms."""
    content, node = read_yaml(text, name)
    try:
        return read_form(content)
    except FormInvalid as error:
        raise InvalidForms(explained(error.mistakes, node, name)) from error


def read_yaml(text: str, name: str) -> tuple[Any, yaml.Node | None]:
    """Parse YAML; also return its node tree for ``explained``. Raises InvalidForms if it is not YAML."""
    try:
        return yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise InvalidForms(f"{name}: bukan YAML. / not YAML: {error}") from error


def explained(mistakes: list[Mistake], node: yaml.Node | None, name: str) -> str:
    """Format the mistakes of a file, one per line."""
    return "\n".join(f"{name}: {mistake.both(_line_of(node, mistake.path))}" for mistake in mistakes)


def _line_of(node: yaml.Node | None, path: FieldPath) -> int:
    """Return the line number of a path, or of its nearest existing ancestor."""
    for part in path:
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next((value for key, value in node.value if str(key.value) == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node else 1
