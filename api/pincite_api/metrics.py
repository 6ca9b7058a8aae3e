"""What Prometheus is told: counts and times, and never what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pincite.ports import Encoder, TokenVectors, Vectors
from pincite.search.index import Index
from pincite.types import Answer
from pincite_api.gate import Gate
from pincite_api.live import Live

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The metrics of one running service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "pincite_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "pincite_request_seconds",
            "From a request's head to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.stages = Histogram(
            "pincite_stage_seconds",
            "wait: for a turn; work: the search and all else, and of it encode: a question, or a "
            "sentence of a draft; write: the answer as JSON.",
            ("stage",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.verdicts = Counter(
            "pincite_verdicts", "Questions answered, by verdict.", ("verdict",),
            registry=self._registry,
        )  # fmt: skip
        self.rejects = Counter(
            "pincite_rejects",
            "Requests that a problem answered, by its kind.",
            ("kind",),
            registry=self._registry,
        )
        self.jobs = Counter(
            "pincite_jobs", "Changes of documents, by how they ended.", ("status",),
            registry=self._registry,
        )  # fmt: skip

    def answered(self, answer: Answer) -> None:
        """Count a question's verdict, whether it was asked by a program or on the page."""
        self.verdicts.labels(answer.verdict.status.value).inc()

    def timing(self, index: Index) -> Index:
        """The index, its encoder's runs timed as a stage."""
        return replace(index, encoder=_Timed(index.encoder, self.stages.labels("encode")))

    def watch(self, live: Live, gate: Gate) -> None:
        """Tell also what the index and the gate are like at the moment of asking."""
        self._registry.register(_Now(live, gate))

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Timed:
    """An encoder (see `pincite.ports`) whose runs are timed."""

    def __init__(self, encoder: Encoder, stage: Histogram) -> None:
        self._encoder = encoder
        self._stage = stage

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def digest(self) -> str:
        return self._encoder.digest

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def window(self) -> int:
        return self._encoder.window

    def encode(self, texts: Sequence[str]) -> Vectors:
        with self._stage.time():
            return self._encoder.encode(texts)

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        with self._stage.time():
            return self._encoder.encode_with_tokens(texts)

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)


class _Now(Collector):
    def __init__(self, live: Live, gate: Gate) -> None:
        self._live = live
        self._gate = gate

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "pincite_queue", "Requests that wait for a turn.", value=self._gate.waiting
        )
        state = self._live.state
        yield GaugeMetricFamily(
            "pincite_degraded",
            "1 while the generation that should be live cannot be opened.",
            value=float(state.fault is not None),
        )
        index = state.index
        generation = GaugeMetricFamily(
            "pincite_generation_info", "The generation that answers.", labels=("generation",)
        )
        documents = GaugeMetricFamily("pincite_documents", "Documents of the index.")
        passages = GaugeMetricFamily("pincite_passages", "Passages of the index.")
        if index is not None:
            generation.add_metric((index.generation.name,), 1)
            documents.add_metric((), index.generation.manifest.documents)
            passages.add_metric((), index.generation.manifest.passages)
        yield from (generation, documents, passages)
