"""Check that a problem's slug is documented for its route in the service's OpenAPI document."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import requests


def check_problem(answer: requests.Response, *_: Any, **__: Any) -> None:
    """
    Assert that the problem is documented; a response hook for a ``requests.Session``.

    Server errors (500), and unknown addresses and methods, are not documented.
    """
    if "problem+json" not in answer.headers.get("Content-Type", "") or answer.status_code in (405, 500):
        return
    url = urlsplit(answer.url)
    if not url.path.startswith("/api/"):
        return
    for (method, pattern), of_status in _slugs(
        f"{url.scheme}://{url.netloc}", url.path.split("/")[2]
    ).items():
        if method == answer.request.method and re.fullmatch(pattern, url.path):
            documented, slug = of_status.get(answer.status_code, []), answer.json()["slug"]
            assert slug in documented, f"{method} {url.path} answered {slug!r}, documented are {documented}"
            return


Slugs = dict[tuple[str, str], dict[int, list[str]]]
_cache: dict[str, Slugs] = {}


def _slugs(base: str, service: str) -> Slugs:
    """Return {(method, path pattern): {status: slugs}}, literal paths first; empty while the service is unreachable."""
    url = f"{base}/api/{service}/openapi.json"
    if url not in _cache:
        try:
            _cache[url] = _read(requests.get(url, timeout=30).json())
        except requests.RequestException:
            return {}
    return _cache[url]


def _read(document: dict[str, Any]) -> Slugs:
    return {
        (method.upper(), re.sub(r"{\w+}", "[^/]+", path)): {
            int(status): content["application/problem+json"]["schema"]["properties"]["slug"]["enum"]
            for status, response in operation["responses"].items()
            if "application/problem+json" in (content := response.get("content", {}))
        }
        for path, methods in sorted(document["paths"].items(), key=lambda pair: pair[0].count("{"))
        for method, operation in methods.items()
    }
