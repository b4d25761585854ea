"""Prometheus metrics of a service: responses, presses, and its lag behind the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import lru_cache

from flask import Flask, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from services.web.openapi import TEXT, Answer, documented
from waitingroom.live.halls import Halls

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """The metrics of one service. A route names its press in ``g.verb``."""

    def __init__(self, halls: Halls) -> None:
        self.registry = CollectorRegistry()
        self._halls = halls
        self.answers = Counter(
            "antre_http_answers", "Answers, by status.", ["status"], registry=self.registry
        )
        self.presses = Counter(
            "antre_presses", "Presses (issue, next, ...), by verb and status.", ["verb", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.press_s = Histogram(
            "antre_press_seconds", "From a press's arrival to its answer.", ["verb"], buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.registry.register(self)
        ProcessCollector(registry=self.registry)
        self._counters = lru_cache(maxsize=500)(self._make_counters)
        self._timed = lru_cache(maxsize=100)(self.press_s.labels)

    def count_response(self, status: int, verb: str | None, duration_s: float) -> None:
        """Count a response, and its press if ``verb`` is set."""
        for counter in self._counters(status, verb):
            counter.inc()
        if verb:
            self._timed(verb).observe(duration_s)

    def _make_counters(self, status: int, verb: str | None) -> tuple[Counter, ...]:
        """Return the counters of a status and verb; cached, because the lookup takes longer than counting."""
        responses = self.answers.labels(status)
        return (responses, self.presses.labels(verb, status)) if verb else (responses,)

    def collect(self) -> Iterator[Metric]:
        """Yield the halls' gauges at each scrape."""
        tip = GaugeMetricFamily("antre_log_tip", "Sequence of the last fact known here.", labels=["venue"])
        lag = GaugeMetricFamily(
            "antre_follower_lag_seconds",
            "Since the log was last heard of; 2 at most when all is well.",
            labels=["venue"],
        )
        waiting = GaugeMetricFamily("antre_waiting", "Tickets that wait.", labels=["venue"])
        counters = GaugeMetricFamily("antre_counters_open", "Counters that are open.", labels=["venue"])
        retries = CounterMetricFamily(
            "antre_append_retries", "Appends that came late and were decided again.", labels=["venue"]
        )
        for live in self._halls.all():
            labels = [live.venue_id]
            tip.add_metric(labels, live.seq)
            lag.add_metric(labels, max(0.0, time.monotonic() - live.heard_at))
            retries.add_metric(labels, live.stale_appends)
            if live.seq:
                waiting_count, open_count = live.read(
                    lambda hall, _: (sum(map(len, hall.lines.values())), len(hall.counters))
                )
                waiting.add_metric(labels, waiting_count)
                counters.add_metric(labels, open_count)
        yield from (tip, lag, retries, waiting, counters)


def init_app(app: Flask, metrics: Metrics) -> None:
    """Add the route /metrics."""

    @app.get("/metrics")
    @documented(answers={200: Answer("Figures for Prometheus", media=TEXT)})
    def figures() -> Response:
        """Return the metrics in Prometheus's text format."""
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)
