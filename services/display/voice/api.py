"""What boards fetch to be heard: spoken calls of this day, a sound test, the chimes."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, request
from prometheus_client import Histogram

from services.display.voice import words as spoken
from services.display.voice.chimes import NAMES, chime
from services.display.voice.voice import NO_VOICE, READY, NoVoice, Voice, VoiceBusy, Wav
from services.web import logs
from services.web.context import Context
from services.web.metrics import SECONDS
from services.web.openapi import Answer, Schema, Shape, documented
from services.web.problems import HALL_REFUSALS, NoSuchPage
from waitingroom import refusals
from waitingroom.hall import Hall
from waitingroom.house.model import Agency, Counter, House, SpokenStyle
from waitingroom.refusals import Malformed, Refusal

WAV = "audio/wav"
KEPT_S = 300
"""A board asks again for the same call within minutes at most; the house may change how it is said."""
CHIME_KEPT_S = 86_400
SAMPLE_ORDINAL = 12
"""Of a sample's number: figures and "twelve" sound different."""


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
    _query("agency", "For a sample: the id of the agency whose number and name are said; else the venue's first.", type="string", maxLength=60),
    _query("times", "For a call: which call of this number it is, 1 and one for each recall.", type="integer", minimum=1, maximum=spoken.TIMES_MAX, default=1),
)  # fmt: skip


def init_app(app: Flask, context: Context) -> Voice:
    """Add the voice's routes to the display's app, and start the voice."""
    took = Histogram(
        "antre_voice_seconds", "From the wish for a new text to its WAV.", buckets=SECONDS,
        registry=context.metrics.registry,
    )  # fmt: skip
    folder = context.settings.voice_folder
    if folder and not folder.is_dir():
        logs.warning("voice_folder_missing", folder=str(folder))
    voice = Voice(folder, on_made=took.observe)
    app.register_blueprint(_blueprint(context, voice))
    threading.Thread(target=voice.start, name="voice", daemon=True).start()
    return voice


def _blueprint(context: Context, voice: Voice) -> Blueprint:
    routes = Blueprint("voice", __name__, url_prefix="/api/display/v1")

    @routes.get("/voice/<venue_id>")
    @documented(answers={200: Answer("The voice of a venue", VoiceState)}, refuses=HALL_REFUSALS)
    def state(venue_id: str) -> dict[str, Any]:
        """Say whether calls can be spoken, in which languages, one after the other."""
        style = context.halls.get(venue_id).read(lambda hall, _: _house(hall).venues[hall.venue_id].voice)
        engine = voice.engine
        return {
            "state": READY if engine or context.settings.voice_folder else NO_VOICE, "engine": engine,
            "languages": list(style.languages),
        }  # fmt: skip

    @routes.get("/voice/<venue_id>/<any(call,test,sample):utterance>.wav")
    @documented(
        answers={200: Answer("The words, spoken", media=WAV), 206: Answer("The part asked for", media=WAV)},
        refuses=(
            *HALL_REFUSALS,
            Malformed,
            NotCalled,
            NoVoice,
            VoiceBusy,
            refusals.UnknownAgency,
            refusals.UnknownCounter,
        ),
        headers=ASKED,
        choices={"utterance": ["call", "test", "sample"]},
    )
    def speak(venue_id: str, utterance: str) -> Response:
        """Speak a call that stands in the list of calls, a sound test, or a sample of how the venue calls."""
        live, asked = context.halls.get(venue_id), _Asked.read()
        if utterance == "test":
            return _answer(voice.wav(spoken.sound_test(asked.language)))
        choose = _sample if utterance == "sample" else _called
        called = live.read(lambda hall, _: choose(hall, asked))
        return _answer(voice.wav(called.words(asked)))

    @routes.get("/chime/<any(call,recall,silence):name>.wav")
    @documented(
        answers={200: Answer("The notes", media=WAV)}, refuses=(NoSuchPage,), choices={"name": list(NAMES)},
    )  # fmt: skip
    def ring(name: str) -> Response:
        """Give the notes before a call, those before a recall, or silence."""
        return _answer(Wav(chime(name), f"chime-{name}-2"), CHIME_KEPT_S)

    return routes


class _Asked(NamedTuple):
    """What a board wants to be said."""

    language: str
    number: str
    counter_id: str
    times: int
    agency_id: str

    @classmethod
    def read(cls) -> _Asked:
        """Read the query. Raises Malformed."""
        language, times = request.args.get("lang", "id"), request.args.get("times", "1")
        if language not in spoken.LANGUAGES:
            raise Malformed(why="lang: id, en")
        if not re.fullmatch(r"[1-9][0-9]?", times) or int(times) > spoken.TIMES_MAX:
            raise Malformed(why=f"times: 1 to {spoken.TIMES_MAX}")
        number, counter_id = request.args.get("number", ""), request.args.get("counter", "")
        agency_id = request.args.get("agency", "")
        if len(number) > 20 or len(counter_id) > 60 or len(agency_id) > 60:
            raise Malformed(why="number, counter, agency: too long")
        return cls(language, number, counter_id, int(times), agency_id)


class _Called(NamedTuple):
    """A number that is called to a counter, whose it is, and the house it stands in; style: how it is said."""

    house: House
    number: str
    counter: Counter
    agency: Agency | None
    style: SpokenStyle

    def words(self, asked: _Asked) -> spoken.Utterance:
        """Give the words of the call."""
        return spoken.call(
            number=self.number, times=asked.times, language=asked.language, goal=spoken.goal(self.counter),
            style=self.style, agency=self.agency, pronunciations=self.house.pronunciations,
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
    service, venue = house.services.get(call.service_id), house.venues[hall.venue_id]
    agency = house.agencies[service.agency] if service else None
    return _Called(house, call.ticket_id, house.counters[venue.id][call.counter_id], agency, venue.voice)


def _sample(hall: Hall, asked: _Asked) -> _Called:
    """
    Give a call as this venue would speak it; of one agency, with its name. Raises UnknownAgency, UnknownCounter.

    It is made of the house alone, so whoever asks cannot make the box say anything of his own.
    """
    house = _house(hall)
    venue = house.venues[hall.venue_id]
    agencies = list(dict.fromkeys(service.agency for service in house.services_at(venue.id)))
    id = asked.agency_id or next(iter(agencies), "")
    if id not in agencies:
        raise refusals.UnknownAgency(agency=id)
    counter = next(iter(house.counters[venue.id].values()), None)
    if counter is None:
        raise refusals.UnknownCounter(counter="")
    agency = house.agencies[id]
    style = replace(venue.voice, agency=True) if asked.agency_id else venue.voice
    return _Called(house, f"{agency.prefix}-{SAMPLE_ORDINAL:0{agency.width}d}", counter, agency, style)


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
