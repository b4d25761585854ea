"""OpenAPI 3.1 of a service, from what its routes say of themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from pydantic import BaseModel

from services.web.problems import STATUS

F = TypeVar("F", bound=Callable[..., Any])

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "slug", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"}, "slug": {"type": "string"}, "title": {"type": "string"},
        "status": {"type": "integer"}, "detail": {"type": "string"}, "request_id": {"type": "string"},
    },
}  # fmt: skip


def documented(
    *, answers: dict[int, str], body: type[BaseModel] | None = None, refuses: tuple[int, ...] = ()
) -> Callable[[F], F]:
    """Say of a route what it answers (status: meaning), what body it takes, and which problems it gives."""
    unknown = set(refuses) - set(STATUS.values())
    assert not unknown, unknown

    def mark(view: F) -> F:
        view.__dict__["antre_api"] = {"answers": answers, "body": body, "refuses": refuses}
        return view

    return mark


def describe(app: Flask, title: str) -> dict[str, Any]:
    """Give the OpenAPI document of every documented route of the app."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": PROBLEM_SCHEMA}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        said = getattr(view, "antre_api", None)
        if said is None:
            continue
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(rule.arguments, view, said, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas},
    }


def _operation(
    arguments: set[str], view: Callable[..., Any], said: dict[str, Any], schemas: dict[str, Any]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": (view.__doc__ or "").strip().splitlines()[0] if view.__doc__ else view.__name__,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in sorted(arguments)
        ],
        "responses": {
            str(status): {"description": meaning, "content": {"application/json": {"schema": {}}}}
            for status, meaning in said["answers"].items()
        }
        | {
            str(status): {
                "description": "Problem",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for status in said["refuses"]
        },
    }
    if said["body"] is not None:
        model = said["body"]
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
        operation["requestBody"] = {
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}
        }
    return operation
