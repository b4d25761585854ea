"""The API of the voice: today's calls, a sound test, samples and chimes as WAV files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from services.display.context import context
from services.display.voice import words as spoken
from services.display.voice.chimes import NAMES, chime
from services.display.voice.voice import NO_VOICE, READY, NoVoice, VoiceBusy, Wav
from services.web.openapi import Answer, Schema, Shape, documented
from services.web.problems import HALL_REFUSALS, NoSuchPage
from waitingroom import refusals
from waitingroom.hall import Hall
from waitingroom.house.model import Agency, Counter, House, SpokenStyle
from waitingroom.refusals import Malformed, Refusal

routes = Blueprint("voice", __name__, url_prefix="/api/display/v1")

WAV = "audio/wav"
MAX_AGE_S = 300
"""Boards repeat a call within a few minutes, and the house may change how calls are spoken."""
CHIME_MAX_AGE_S = 86_400
SAMPLE_ORDINAL = 12
"""The ordinal of a sample; it sounds different digit by digit and as a number."""


class VoiceState(Shape):
    """Whether the machine can speak, and the languages of this venue's calls; none: its boards only chime."""

    state: str
    engine: str | None
    languages: list[str]


class NotCalled(Refusal):
    """The number is not called to this counter, or not that many times; only calls on the boards are spoken."""

    slug, kind = "not-called", refusals.NOT_FOUND
    words = (
        "Nomor {number!r} tidak sedang dipanggil ke loket {counter!r}. Lihat daftar panggilan.",
        "Number {number!r} is not called to counter {counter!r}. See the list of calls.",
    )


def _query(name: str, meaning: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


QUERY = (
    _query("lang", "The language.", type="string", enum=list(spoken.LANGUAGES), default="id"),
    _query("number", "For a call: the number, as printed.", type="string", maxLength=20),
    _query("counter", "For a call: the id of the counter it is called to.", type="string", maxLength=60),
    _query("agency", "For a sample: the id of the agency whose number and name are spoken; by default the venue's first.", type="string", maxLength=60),
    _query("times", "For a call: which call of this number it is, 1 and one for each recall.", type="integer", minimum=1, maximum=spoken.TIMES_MAX, default=1),
)  # fmt: skip


@routes.get("/voice/<venue_id>")
@documented(answers={200: Answer("The voice of a venue", VoiceState)}, refuses=HALL_REFUSALS)
def state(venue_id: str) -> dict[str, Any]:
    """Return whether calls can be spoken, and the languages in speaking order."""
    style = context().hall(venue_id).read(lambda hall, _: _house(hall).venues[hall.venue_id].voice)
    engine = context().voice.engine
    return {
        "state": READY if engine or context().settings.voice_folder else NO_VOICE, "engine": engine,
        "languages": [] if style.chime_only else list(style.languages),
    }  # fmt: skip


@routes.get("/voice/<venue_id>/<any(call,test,sample):utterance>.wav")
@documented(
    answers={200: Answer("The spoken words", media=WAV), 206: Answer("The requested range", media=WAV)},
    refuses=(
        *HALL_REFUSALS,
        Malformed,
        NotCalled,
        NoVoice,
        VoiceBusy,
        refusals.UnknownAgency,
        refusals.UnknownCounter,
    ),
    headers=QUERY,
    choices={"utterance": ["call", "test", "sample"]},
)
def speak(venue_id: str, utterance: str) -> Response:
    """Speak a current call, a sound test, or a sample of how the venue calls."""
    live, query = context().hall(venue_id), VoiceQuery.read()
    if utterance == "test":
        return _response(context().voice.wav(spoken.sound_test(query.language)))
    find = _sample_call if utterance == "sample" else _listed_call
    call = live.find(lambda hall, _: find(hall, query))
    return _response(context().voice.wav(call.words(query)))


@routes.get("/chime/<any(call,recall,silence):name>.wav")
@documented(
    answers={200: Answer("The notes", media=WAV)}, refuses=(NoSuchPage,), choices={"name": list(NAMES)},
)  # fmt: skip
def ring(name: str) -> Response:
    """Return the chime of a call, of a recall, or silence."""
    return _response(Wav(chime(name), f"chime-{name}-2"), CHIME_MAX_AGE_S)


class VoiceQuery(NamedTuple):
    """The query of a spoken call, a sound test or a sample."""

    language: str
    number: str
    counter_id: str
    times: int
    agency_id: str

    @classmethod
    def read(cls) -> VoiceQuery:
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


class CallToSpeak(NamedTuple):
    """A call of a number to a counter; agency: of the number; style: of the venue's calls."""

    house: House
    number: str
    counter: Counter
    agency: Agency | None
    style: SpokenStyle

    def words(self, query: VoiceQuery) -> spoken.Utterance:
        """Return the words of the call."""
        return spoken.call(
            number=self.number, times=query.times, language=query.language,
            destination=spoken.destination_of(self.counter),
            style=self.style, agency=self.agency, pronunciations=self.house.pronunciations,
        )  # fmt: skip


def _listed_call(hall: Hall, query: VoiceQuery) -> CallToSpeak:
    """Return the current call of a query. Raises NotCalled. Only a lookup, because it runs under the hall's lock."""
    house, call = _house(hall), hall.calls.get(query.number)
    if (
        call is None
        or call.counter_id != query.counter_id
        or query.times > call.recalls + 1
        or call.counter_id not in house.counters[hall.venue_id]
    ):
        raise NotCalled(number=query.number, counter=query.counter_id)
    service, venue = house.services.get(call.service_id), house.venues[hall.venue_id]
    agency = house.agencies[service.agency] if service else None
    return CallToSpeak(house, call.ticket_id, house.counters[venue.id][call.counter_id], agency, venue.voice)


def _sample_call(hall: Hall, query: VoiceQuery) -> CallToSpeak:
    """
    Return a sample call of this venue; of a requested agency, with its name. Raises UnknownAgency, UnknownCounter.

    All its words come from the house, so a client cannot make the machine speak arbitrary text.
    """
    house = _house(hall)
    venue = house.venues[hall.venue_id]
    agencies = list(dict.fromkeys(service.agency for service in house.services_at(venue.id)))
    id = query.agency_id or next(iter(agencies), "")
    if id not in agencies:
        raise refusals.UnknownAgency(agency=id)
    counter = next(iter(house.counters[venue.id].values()), None)
    if counter is None:
        raise refusals.UnknownCounter(counter="")
    agency = house.agencies[id]
    style = replace(venue.voice, agency=True) if query.agency_id else venue.voice
    return CallToSpeak(house, f"{agency.prefix}-{SAMPLE_ORDINAL:0{agency.width}d}", counter, agency, style)


def _house(hall: Hall) -> House:
    assert hall.house is not None
    return hall.house


def _response(wav: Wav, max_age_s: int = MAX_AGE_S) -> Response:
    """Return a WAV with caching headers and support for range requests, which players send."""
    response = Response(wav.data, content_type=WAV)
    response.set_etag(wav.tag)
    response.headers["Cache-Control"] = f"public, max-age={max_age_s}"
    response.make_conditional(request, accept_ranges=True, complete_length=len(wav.data))
    return response
