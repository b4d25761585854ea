"""The OpenAPI 3.1 document of a service, generated from the ``documented`` decorator of each route."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flask import Flask
from pydantic import BaseModel, ConfigDict

from services.web.problems import BODY_REFUSALS, HALL_REFUSALS, SAFE, STATUS, CrossSite, NoSuchPage
from waitingroom.refusals import KeyReused, Refusal

F = TypeVar("F", bound=Callable[..., Any])
Schema = dict[str, Any]

JSON, HTML, SVG, TEXT = "application/json", "text/html", "image/svg+xml", "text/plain"
NOTHING = ""
"""The media type of a response without a body."""
PROBLEM = {"$ref": "#/components/schemas/Problem"}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "A request with the same key by the same actor has no second effect.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,64}$"},
}  # fmt: skip
SEEN = "Antre-Seen"
SEEN_HEADER = {
    "name": SEEN, "in": "header", "required": False,
    "description": (
        "How far the caller has seen the venue's hall: the value of this header in the last response about it. "
        "The response reflects that state or a later one, or is 503."
    ),
    "schema": {"type": "string"},
}  # fmt: skip
CSRF = {
    "name": "X-CSRF-Token", "in": "header", "required": False,
    "description": "The session's csrf_token; without it the response is 403.", "schema": {"type": "string"},
}  # fmt: skip


SECURITY = {
    "session": {
        "type": "apiKey", "in": "cookie", "name": "antre_session",
        "description": "Staff signed in at the counter service; the cookie's name ends with that service's port.",
    },
    "reader": {"type": "http", "scheme": "bearer", "description": "A reader's token, created by an admin (docs/webhooks.md)."},
}  # fmt: skip
"""The authentication schemes of routes that readers may use."""


class Shape(BaseModel):
    """The guaranteed members of a response: more may be added, none is renamed."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class Problem(Shape):
    """An error, as defined by RFC 9457."""

    type: str
    slug: str
    title: str
    status: int
    detail: str
    request_id: str | None = None


class Answer(NamedTuple):
    """A documented response: its meaning, its shape if it is JSON, and its media type."""

    meaning: str
    shape: type[BaseModel] | None = None
    media: str = JSON


class Route(NamedTuple):
    """The documentation of a route; headers: OpenAPI parameters; choices: allowed values of path parameters."""

    answers: dict[int, Answer]
    bodies: tuple[type[BaseModel], ...]
    refuses: tuple[type[Refusal], ...]
    headers: tuple[Schema, ...]
    choices: dict[str, list[str]]
    may: str | None
    takes: str | None = None
    by_token: bool = False


def documented(
    *, answers: dict[int, Answer], bodies: tuple[type[BaseModel], ...] = (),
    refuses: tuple[type[Refusal], ...] = (),
    headers: tuple[Schema, ...] = (), choices: dict[str, list[str]] | None = None, may: str | None = None,
    takes: str | None = None, by_token: bool = False,
) -> Callable[[F], F]:  # fmt: skip
    """
    Document a route: its responses, the body models it accepts (any one of them), and its refusals.

    refuses: refusals of the route; those of reading a body and an Idempotency-Key are added automatically. If it
    includes HALL_REFUSALS, the ``Antre-Seen`` header is documented too.
    may: the permission that staff need; "{verb}": the permission named by that path parameter.
    takes: the media type of a body that is a file rather than JSON.
    by_token: whether readers may use the route with their own token, instead of staff.
    """
    has_key = any(header["name"] == IDEMPOTENCY_KEY["name"] for header in headers)
    headers += (SEEN_HEADER,) if set(HALL_REFUSALS) <= set(refuses) else ()
    refuses += (BODY_REFUSALS if bodies or has_key else ()) + ((KeyReused,) if has_key else ())

    def mark(view: F) -> F:
        view.__dict__["antre_route"] = Route(
            answers, bodies, refuses, headers, choices or {}, may, takes, by_token
        )
        return view

    return mark


def describe(app: Flask, title: str) -> Schema:
    """Return the OpenAPI document of every documented route of the app."""
    routes = [
        (rule, view, view.__dict__["antre_route"])
        for rule in app.url_map.iter_rules()
        if "antre_route" in (view := app.view_functions[rule.endpoint]).__dict__
    ]
    models = {Problem: "serialization"} | {
        model: mode
        for _, _, route in routes
        for used_models, mode in (
            (route.bodies, "validation"),
            ([a.shape for a in route.answers.values() if a.shape], "serialization"),
        )
        for model in used_models
    }
    from pydantic.json_schema import models_json_schema

    assert len({model.__name__ for model in models}) == len(models), "two models have one name"
    _, schemas = models_json_schema(list(models.items()), ref_template="#/components/schemas/{model}")
    paths: Schema = {}
    for rule, view, route in routes:
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            refuses = route.refuses if method in SAFE else (*route.refuses, CrossSite)
            operation = _operation(rule.arguments, view, route._replace(refuses=refuses))
            paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas["$defs"]}
        | ({"securitySchemes": SECURITY} if any(route.by_token for _, _, route in routes) else {}),
    }


def _operation(arguments: set[str], view: Callable[..., Any], route: Route) -> Schema:
    operation: Schema = {
        "summary": (view.__doc__ or view.__name__).strip().splitlines()[0],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _part(route.choices.get(name))}
            for name in sorted(arguments)
        ]
        + list(route.headers),
        "responses": {
            str(status): {"description": a.meaning}
            | ({"content": {a.media: {"schema": _shape(a)}}} if a.media else {})
            for status, a in route.answers.items()
        }
        | {
            str(status): {
                "description": "Problem",
                "content": {
                    "application/problem+json": {
                        "schema": PROBLEM | {"properties": {"slug": {"enum": sorted(slugs)}}}
                    },
                    HTML: {"schema": {"type": "string"}},
                },
            }
            for status, slugs in sorted(_slugs(route.refuses, has_parts=bool(arguments)).items())
        },
    }
    if route.may:
        operation["x-permission"] = route.may
    if route.by_token:
        operation["security"] = [{name: []} for name in SECURITY]
    if route.bodies:
        options = [{"$ref": f"#/components/schemas/{body.__name__}"} for body in route.bodies]
        schema = options[0] if len(options) == 1 else {"anyOf": options}
        operation["requestBody"] = {"content": {JSON: {"schema": schema}}}
    if route.takes:
        binary = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": {route.takes: binary}}
    return operation


def _slugs(refuses: tuple[type[Refusal], ...], *, has_parts: bool) -> dict[int, set[str]]:
    """Return the slugs of a route's refusals by status; a path with parameters may also match no route."""
    slugs: dict[int, set[str]] = {}
    for refusal in refuses:
        slugs.setdefault(STATUS[refusal.kind], set()).add(refusal.slug)
    if has_parts and STATUS[NoSuchPage.kind] in slugs:
        slugs[STATUS[NoSuchPage.kind]].add(NoSuchPage.slug)
    return slugs


def _part(choices: list[str] | None) -> Schema:
    return {"type": "string", "minLength": 1} | ({"enum": choices} if choices else {})


def _shape(answer: Answer) -> Schema:
    if answer.shape is not None:
        return {"$ref": f"#/components/schemas/{answer.shape.__name__}"}
    return {"type": "object"} if answer.media == JSON else {"type": "string"}
