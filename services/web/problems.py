"""
Errors as RFC 9457 problems, in the reader's language: what happened, why, and what to do.

STATUS is the only table that maps a refusal's kind to an HTTP status.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from services.web import logs
from waitingroom import refusals
from waitingroom.log.base import UnavailableError
from waitingroom.refusals import Refusal

UNAUTHORIZED, TOO_LARGE, NOT_ALLOWED = "unauthorized", "too-large", "not-allowed"
THROTTLED, NO_LENGTH, WRONG_TYPE = refusals.THROTTLED, "no-length", "wrong-type"

STATUS = {
    refusals.INVALID: 422,
    refusals.NOT_FOUND: 404,
    refusals.CONFLICT: 409,
    refusals.FORBIDDEN: 403,
    refusals.UNAVAILABLE: 503,
    UNAUTHORIZED: 401,
    THROTTLED: 429,
    NO_LENGTH: 411,
    TOO_LARGE: 413,
    NOT_ALLOWED: 405,
    WRONG_TYPE: 415,
}

TITLES = {
    refusals.INVALID: ("Permintaan tidak dapat dibaca", "The request could not be read"),
    refusals.NOT_FOUND: ("Tidak ada", "Not found"),
    refusals.CONFLICT: ("Tidak dapat dijalankan sekarang", "Not possible now"),
    refusals.FORBIDDEN: ("Tidak diizinkan", "Not allowed"),
    refusals.UNAVAILABLE: ("Belum dapat dihubungi", "Cannot be reached now"),
    UNAUTHORIZED: ("Perlu masuk", "Sign-in needed"),
    THROTTLED: ("Terlalu banyak percobaan", "Too many tries"),
    NO_LENGTH: ("Panjangnya tidak disebutkan", "Length missing"),
    TOO_LARGE: ("Terlalu besar", "Too large"),
    NOT_ALLOWED: ("Cara ini tidak dikenal", "Method not known here"),
    WRONG_TYPE: ("Jenis isi tidak dikenal", "Media type not known here"),
}

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
RETRY_AFTER_S = 1
PAGE_RELOAD_S = 15
"""Interval after which a page that shows a problem reloads itself, because TVs are not reloaded by hand."""


class PageUnavailable(refusals.Unavailable):
    """Unavailable, worded for a page request, which records nothing."""

    words = (
        "Halaman ini belum dapat ditampilkan: antrean belum dapat dihubungi. Halaman memuat ulang sendiri.",
        "This page cannot be shown yet: the queue cannot be reached. It reloads by itself.",
    )


class NoSuchPage(Refusal):
    """There is no page at this address."""

    slug, kind = "not-found", refusals.NOT_FOUND
    words = (
        "Halaman ini tidak ada. Periksa alamatnya, atau pindai lagi kode di kertas Anda.",
        "There is no such page. Check the address, or scan the code on your paper again.",
    )


class TooLarge(Refusal):
    """The body exceeds the size limit."""

    slug, kind = "too-large", TOO_LARGE
    words = (
        "Isi permintaan terlalu besar. Paling banyak {limit_kb} KB.",
        "The request is too large: {limit_kb} KB at most.",
    )


class LengthRequired(Refusal):
    """The body is chunked, without a Content-Length: a thread would have to wait for its end."""

    slug, kind = "length-required", NO_LENGTH
    words = (
        "Kirim permintaan dengan Content-Length, bukan Transfer-Encoding.",
        "Send the request with a Content-Length, not with Transfer-Encoding.",
    )


class NotJson(Refusal):
    """The body has another media type: browsers let any site send some of those without a CORS preflight."""

    slug, kind = "not-json", WRONG_TYPE
    words = (
        "Isi permintaan harus dikirim sebagai application/json.",
        "The body of the request must be sent as application/json.",
    )


class CrossSite(Refusal):
    """The browser reports that a page of another site sent the request."""

    slug, kind = "cross-site", refusals.FORBIDDEN
    words = (
        "Permintaan ini datang dari halaman situs lain, jadi tidak dijalankan. Buka halaman antrean sendiri.",
        "This request came from a page of another site, so nothing was done. Open the queue's own page.",
    )


class WrongMethod(Refusal):
    """The address exists but does not support the method."""

    slug, kind = "method-not-allowed", NOT_ALLOWED
    words = (
        "Alamat ini tidak menerima {method}. Lihat /api/…/openapi.json.",
        "This address does not take {method}. See /api/…/openapi.json.",
    )


class Fault(Refusal):
    """An internal error; the response contains no technical details."""

    slug, kind = "fault", refusals.UNAVAILABLE
    words: ClassVar[tuple[str, str]] = (
        "Ada yang tidak beres di pihak kami. Coba lagi; bila terulang, sebutkan nomor {request_id} kepada petugas TI.",
        "Something went wrong on our side. Try again; if it repeats, tell operations the number {request_id}.",
    )


BODY_REFUSALS = (refusals.Malformed, LengthRequired, TooLarge, NotJson)
"""Refusals raised while reading a request's body."""

HALL_REFUSALS = (
    refusals.UnknownVenue, refusals.NotReady, refusals.LogLost, refusals.UpgradeNeeded, refusals.Unavailable,
    refusals.DayNotHere,
)  # fmt: skip
"""Refusals that every route about a venue's hall may raise."""


def requested_language() -> str:
    """Return the reader's language, "id" or "en"."""
    return request.accept_languages.best_match(["id", "en"]) or "id"


def problem(refusal: Refusal, **extension: Any) -> Response:
    """
    Create the problem response for a refusal; ``extension`` adds members such as the counter's state.

    A browser that requested a page gets the same text as an HTML page that reloads itself.
    """
    status, language = STATUS[refusal.kind], requested_language()
    if request.accept_mimetypes.best_match(["application/problem+json", "text/html"]) == "text/html":
        if type(refusal) is refusals.Unavailable:
            refusal = PageUnavailable()
        texts = [refusal.text(code) for code in (language, "id" if language == "en" else "en")]
        page = render_template(
            "problem.html", language=language, slug=refusal.slug, texts=texts, again_s=PAGE_RELOAD_S
        )
        return Response(page, status=status, content_type="text/html; charset=utf-8")
    body = {
        "type": f"/problems/{refusal.slug}",
        "slug": refusal.slug,
        "title": TITLES[refusal.kind][1 if language == "en" else 0],
        "status": status,
        "detail": refusal.text(language),
        "request_id": g.get("request_id", ""),
    }
    extra = {key: value for key, value in refusal.values.items() if isinstance(value, (str, int, dict, list))}
    response = Response(
        current_app.json.dumps(extra | extension | body),
        status=status,
        content_type="application/problem+json",
    )
    response.headers["Content-Language"] = language
    if status in (429, 503):
        response.headers["Retry-After"] = str(refusal.values.get("retry_after_s", RETRY_AFTER_S))
    return response


def init_app(app: Flask) -> None:
    """Register handlers that turn every error of this app into a problem response."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        if refusal.kind == refusals.UNAVAILABLE and refusal.__cause__ is not None:
            g.why = str(refusal.__cause__)
        return problem(refusal, **g.get("problem_extension", {}))

    @app.errorhandler(UnavailableError)
    def unavailable(error: UnavailableError) -> Response:
        g.why = str(error)
        return problem(refusals.Unavailable())

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if isinstance(error, RequestEntityTooLarge):
            return problem(TooLarge(limit_kb=(request.max_content_length or 0) // 1024))
        if isinstance(error, MethodNotAllowed):
            response = problem(WrongMethod(method=request.method))
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or []))
            return response
        if isinstance(error, NotFound):
            return problem(NoSuchPage())
        return problem(refusals.Malformed(why=error.name))

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        logs.error("fault", error, path=request.path)
        response = problem(Fault(request_id=g.get("request_id", "")))
        response.status_code = 500
        return response
