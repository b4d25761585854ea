"""
Errors as RFC 9457 problems: what happened, why, what to do, in the reader's language.

STATUS is the one table that turns a refusal's kind into an HTTP status.
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
PAGE_AGAIN_S = 15
"""A page that shows a problem reloads after so long, because nobody reloads a TV."""


class PageUnavailable(refusals.Unavailable):
    """A page that somebody wanted to read; whoever reads records nothing."""

    words = (
        "Halaman ini belum dapat ditampilkan: antrean belum dapat dihubungi. Halaman memuat ulang sendiri.",
        "This page cannot be shown yet: the queue cannot be reached. It reloads by itself.",
    )


class NoSuchPage(Refusal):
    """Nothing lives at this address."""

    slug, kind = "not-found", refusals.NOT_FOUND
    words = (
        "Halaman ini tidak ada. Periksa alamatnya, atau pindai lagi kode di kertas Anda.",
        "There is no such page. Check the address, or scan the code on your paper again.",
    )


class TooLarge(Refusal):
    """The body is over the limit."""

    slug, kind = "too-large", TOO_LARGE
    words = (
        "Isi permintaan terlalu besar. Paling banyak {limit_kb} KB.",
        "The request is too large: {limit_kb} KB at most.",
    )


class LengthRequired(Refusal):
    """The body comes in chunks and does not say how long it is: a thread would have to wait for its end."""

    slug, kind = "length-required", NO_LENGTH
    words = (
        "Kirim permintaan dengan Content-Length, bukan Transfer-Encoding.",
        "Send the request with a Content-Length, not with Transfer-Encoding.",
    )


class NotJson(Refusal):
    """The body is sent as another media type: browsers let pages of any site send some of those unasked."""

    slug, kind = "not-json", WRONG_TYPE
    words = (
        "Isi permintaan harus dikirim sebagai application/json.",
        "The body of the request must be sent as application/json.",
    )


class CrossSite(Refusal):
    """A browser says that a page of another site sent the request."""

    slug, kind = "cross-site", refusals.FORBIDDEN
    words = (
        "Permintaan ini datang dari halaman situs lain, jadi tidak dijalankan. Buka halaman antrean sendiri.",
        "This request came from a page of another site, so nothing was done. Open the queue's own page.",
    )


class WrongMethod(Refusal):
    """The address exists, the method does not."""

    slug, kind = "method-not-allowed", NOT_ALLOWED
    words = (
        "Alamat ini tidak menerima {method}. Lihat /api/…/openapi.json.",
        "This address does not take {method}. See /api/…/openapi.json.",
    )


class Fault(Refusal):
    """A defect of ours; the answer holds nothing technical."""

    slug, kind = "fault", refusals.UNAVAILABLE
    words: ClassVar[tuple[str, str]] = (
        "Ada yang tidak beres di pihak kami. Coba lagi; bila terulang, sebutkan nomor {request_id} kepada petugas TI.",
        "Something went wrong on our side. Try again; if it repeats, tell operations the number {request_id}.",
    )


BODY_REFUSALS = (refusals.Malformed, LengthRequired, TooLarge, NotJson)
"""What reading a request's body may refuse."""

HALL_REFUSALS = (
    refusals.UnknownVenue, refusals.NotReady, refusals.LogLost, refusals.UpgradeNeeded, refusals.Unavailable,
    refusals.DayNotHere,
)  # fmt: skip
"""What every route about a venue's hall may refuse."""


def language() -> str:
    """Return the reader's language, "id" or "en"."""
    return request.accept_languages.best_match(["id", "en"]) or "id"


def problem(refusal: Refusal, **extension: Any) -> Response:
    """
    Make the problem document of a refusal; ``extension`` adds members such as the counter's state.

    A browser that requested a page gets the same words as a page, which reloads by itself.
    """
    status, reader = STATUS[refusal.kind], language()
    if request.accept_mimetypes.best_match(["application/problem+json", "text/html"]) == "text/html":
        if type(refusal) is refusals.Unavailable:
            refusal = PageUnavailable()
        texts = [refusal.text(one) for one in (reader, "id" if reader == "en" else "en")]
        page = render_template(
            "problem.html", reader=reader, slug=refusal.slug, texts=texts, again_s=PAGE_AGAIN_S
        )
        return Response(page, status=status, content_type="text/html; charset=utf-8")
    body = {
        "type": f"/problems/{refusal.slug}",
        "slug": refusal.slug,
        "title": TITLES[refusal.kind][1 if reader == "en" else 0],
        "status": status,
        "detail": refusal.text(reader),
        "request_id": g.get("request_id", ""),
    }
    extra = {key: value for key, value in refusal.values.items() if isinstance(value, (str, int, dict, list))}
    answer = Response(
        current_app.json.dumps(extra | extension | body),
        status=status,
        content_type="application/problem+json",
    )
    answer.headers["Content-Language"] = reader
    if status in (429, 503):
        answer.headers["Retry-After"] = str(refusal.values.get("retry_after_s", RETRY_AFTER_S))
    return answer


def init_app(app: Flask) -> None:
    """Answer every error of this app as a problem."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        return problem(refusal, **g.get("problem_extension", {}))

    @app.errorhandler(UnavailableError)
    def away(error: UnavailableError) -> Response:
        return problem(refusals.Unavailable())

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if isinstance(error, RequestEntityTooLarge):
            return problem(TooLarge(limit_kb=(request.max_content_length or 0) // 1024))
        if isinstance(error, MethodNotAllowed):
            answer = problem(WrongMethod(method=request.method))
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or []))
            return answer
        if isinstance(error, NotFound):
            return problem(NoSuchPage())
        return problem(refusals.Malformed(why=error.name))

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        logs.error("fault", error, path=request.path)
        answer = problem(Fault(request_id=g.get("request_id", "")))
        answer.status_code = 500
        return answer
