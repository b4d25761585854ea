"""What boards fetch to be heard: spoken calls of this day, a sound test, the chimes."""

from __future__ import annotations

import re
import threading
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, request
from prometheus_client import Histogram

from services.display.chimes import NAMES, chime
from services.display.voice import NO_VOICE, READY, Voice, Wav
from services.web import logs
from services.web.app import Context
from services.web.metrics import SECONDS
from services.web.openapi import Answer, Schema, Shape, documented
from waitingroom import refusals, spoken
from waitingroom.hall import Hall
from waitingroom.house import House
from waitingroom.refusals import Malformed, Refusal
from waitingroom.state import Call

WAV = "audio/wav"
KEPT_S = 300
"""A board asks again for the same call within minutes at most; the house may change how it is said."""
CHIME_KEPT_S = 86_400


class VoiceState(Shape):
    """Whether the machine can speak, and how this venue wants it done."""

    state: str
    engine: str | None
    languages: list[str]


class NotCalled(Refusal):
    """Only what is on the boards is spoken: this number is not called to this counter, or not so often."""

    slug, kind = "not-called", refusals.NOT_FOUND
    words = (
        "Nomor {number!r} tidak sedang dipanggil ke loket {counter!r}. Lihat daftar panggilan.",
        "Number {number!r} is not called to counter {counter!r}. See the list of calls.",
    )


def _query(name: str, meaning: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


ASKED = (
    _query("lang", "The language.", type="string", enum=list(spoken.LANGUAGES), default="id"),
    _query("number", "For a call: the number, as printed.", type="string", maxLength=20),
    _query("counter", "For a call: the id of the counter it is called to.", type="string", maxLength=60),
    _query("times", "For a call: which call of this number it is, 1 and one for each recall.", type="integer", minimum=1, maximum=spoken.TIMES_MAX, default=1),
)  # fmt: skip


def init_app(app: Flask) -> Voice:
    """Add the voice's routes to the display's app, and start the voice."""
    context: Context = app.extensions["antre"]
    took = Histogram(
        "antre_voice_seconds", "From the wish for a new text to its WAV.", buckets=SECONDS,
        registry=context.metrics.registry,
    )  # fmt: skip
    folder = context.settings.voice_folder
    if folder and not folder.is_dir():
        logs.alarm("voice_folder_missing", folder=str(folder))
    voice = app.extensions["antre_voice"] = Voice(folder, on_made=took.observe)
    app.register_blueprint(_blueprint(context, voice))
    threading.Thread(target=voice.start, name="voice", daemon=True).start()
    return voice


def _blueprint(context: Context, voice: Voice) -> Blueprint:
    routes = Blueprint("voice", __name__, url_prefix="/api/display/v1")

    @routes.get("/voice/<venue_id>")
    @documented(answers={200: Answer("The voice of a venue", VoiceState)}, refuses=(404, 503))
    def state(venue_id: str) -> dict[str, Any]:
        """Say whether calls can be spoken, in which languages, one after the other."""
        style = context.halls.get(venue_id).read(lambda hall, _: _house(hall).venues[hall.venue_id].voice)
        engine = voice.engine
        return {
            "state": READY if engine or context.settings.voice_folder else NO_VOICE, "engine": engine,
            "languages": list(style.languages),
        }  # fmt: skip

    @routes.get("/voice/<venue_id>/<any(call,test):utterance>.wav")
    @documented(
        answers={200: Answer("The words, spoken", media=WAV), 206: Answer("The part asked for", media=WAV)},
        refuses=(404, 422, 429, 503),
        headers=ASKED,
        choices={"utterance": ["call", "test"]},
    )
    def speak(venue_id: str, utterance: str) -> Response:
        """Speak a call that stands in the list of calls, or a sound test."""
        live, asked = context.halls.get(venue_id), _Asked.read()
        if utterance == "test":
            return _answer(voice.wav(spoken.sound_test(asked.language)))
        called = live.read(lambda hall, _: _called(hall, asked))
        return _answer(voice.wav(called.words(asked)))

    @routes.get("/chime/<any(call,recall,silence):name>.wav")
    @documented(
        answers={200: Answer("The notes", media=WAV)}, refuses=(404,), choices={"name": list(NAMES)},
    )  # fmt: skip
    def ring(name: str) -> Response:
        """Give the notes before a call, those before a recall, or silence."""
        return _answer(Wav(chime(name), f"chime-{name}-1"), CHIME_KEPT_S)

    return routes


class _Asked(NamedTuple):
    """What a board wants to be said."""

    language: str
    number: str
    counter_id: str
    times: int

    @classmethod
    def read(cls) -> _Asked:
        """Read the query. Raises Malformed."""
        language, times = request.args.get("lang", "id"), request.args.get("times", "1")
        if language not in spoken.LANGUAGES:
            raise Malformed(why="lang: id, en")
        if not re.fullmatch(r"[1-9][0-9]?", times) or int(times) > spoken.TIMES_MAX:
            raise Malformed(why=f"times: 1 to {spoken.TIMES_MAX}")
        number, counter_id = request.args.get("number", ""), request.args.get("counter", "")
        if len(number) > 20 or len(counter_id) > 60:
            raise Malformed(why="number, counter: too long")
        return cls(language, number, counter_id, int(times))


class _Called(NamedTuple):
    """A call of the hall, and the house it stands in."""

    house: House
    venue_id: str
    call: Call

    def words(self, asked: _Asked) -> spoken.Utterance:
        """Give the words of the call."""
        service = self.house.services.get(self.call.service_id)
        return spoken.call(
            number=self.call.ticket_id, times=asked.times, language=asked.language,
            goal=spoken.goal(self.house.counters[self.venue_id][self.call.counter_id]),
            style=self.house.venues[self.venue_id].voice,
            agency=self.house.agencies[service.agency] if service else None,
            pronunciations=self.house.pronunciations,
        )  # fmt: skip


def _called(hall: Hall, asked: _Asked) -> _Called:
    """Give the call a board asks for. Raises NotCalled. Under the hall's lock: looks it up and no more."""
    house, call = _house(hall), hall.calls.get(asked.number)
    if (
        call is None
        or call.counter_id != asked.counter_id
        or asked.times > call.recalls + 1
        or call.counter_id not in house.counters[hall.venue_id]
    ):
        raise NotCalled(number=asked.number, counter=asked.counter_id)
    return _Called(house, hall.venue_id, call)


def _house(hall: Hall) -> House:
    assert hall.house is not None
    return hall.house


def _answer(wav: Wav, kept_s: int = KEPT_S) -> Response:
    """Give a WAV that a browser may keep, and may ask for in parts: players do."""
    answer = Response(wav.data, content_type=WAV)
    answer.set_etag(wav.tag)
    answer.headers["Cache-Control"] = f"public, max-age={kept_s}"
    answer.make_conditional(request, accept_ranges=True, complete_length=len(wav.data))
    return answer
