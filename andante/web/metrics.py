"""Figures for Prometheus, in a registry of the service's own."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from andante import __version__

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What is counted. Labels are templates of paths, methods, statuses: never what somebody sent."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        new = self.registry
        ProcessCollector(registry=new)
        GCCollector(registry=new)
        self.requests = Counter(
            "andante_requests", "Answered requests.", ["method", "route", "status"], registry=new
        )
        self.seconds = Histogram(
            "andante_request_seconds",
            "Seconds to the last byte of an answer.",
            ["route"],
            buckets=SECONDS,
            registry=new,
        )
        self.in_progress = Gauge("andante_requests_in_progress", "Requests being answered.", registry=new)
        self.refusals = Counter("andante_refusals", "Requests that were refused.", ["problem"], registry=new)
        self.faults = Counter("andante_faults", "Requests that met a fault of the service.", registry=new)
        self.actions = Counter("andante_actions", "Steps taken with filings.", ["action"], registry=new)
        self.due_fired = Counter("andante_due_events", "Due dates that were acted on.", registry=new)
        self.due_failures = Counter(
            "andante_due_failures", "Passes over due dates that failed.", registry=new
        )
        self.log_entries = Gauge("andante_log_entries", "Entries of the log.", registry=new)
        self.ready = Gauge("andante_ready", "1 if the service can answer, by its last check.", registry=new)
        version = Gauge("andante_version", "The version that runs.", ["version"], registry=new)
        version.labels(__version__).set(1)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self.requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self.registry)

    def watch_log(self, size: Callable[[], int]) -> None:
        """Ask for the length of the log whenever the figures are read."""
        self.log_entries.set_function(size)
