"""This process's encoders: loaded when first needed, tried again when a model was missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic, perf_counter

import structlog

from tandem.contexts.knowledge.ports import EncoderUnavailable, SentenceEncoder
from tandem.contexts.knowledge.retrieval.dense import QueryVectors

log = structlog.get_logger(__name__)

EncoderLoader = Callable[[], SentenceEncoder]
"""Loads an encoder, blocking; raises EncoderUnavailable."""

_AGAIN_S = 60.0
_SAMPLE = ["怎么提前还款"] * 4


@dataclass
class Encoders:
    """`loaders` by the name the settings use. Not thread-safe: one task asks."""

    loaders: Mapping[str, EncoderLoader]
    loaded: dict[str, QueryVectors] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    _tried_at: float = float("-inf")

    def load(self) -> list[QueryVectors]:
        """All that can be had, the fastest first. Blocking. Missing ones are tried again once a minute."""
        waiting = [name for name in self.loaders if name not in self.loaded]
        if waiting and monotonic() - self._tried_at >= _AGAIN_S:
            self._tried_at = monotonic()
            for name in waiting:
                self._load(name)
            speeds = {name: _seconds(one.encoder) for name, one in self.loaded.items()}
            self.loaded = {name: self.loaded[name] for name in sorted(speeds, key=lambda n: speeds[n])}
        return list(self.loaded.values())

    def _load(self, name: str) -> None:
        try:
            self.loaded[name] = QueryVectors(self.loaders[name]())
        except EncoderUnavailable as error:
            if name not in self.missing:
                log.warning("knowledge.encoder_missing", encoder=name, cause=str(error))
            self.missing[name] = str(error)
            return
        self.missing.pop(name, None)
        log.info("knowledge.encoder_loaded", encoder=name)


def _seconds(encoder: SentenceEncoder) -> float:
    encoder.encode(_SAMPLE)  # the first time it prepares itself
    began = perf_counter()
    encoder.encode(_SAMPLE)
    return perf_counter() - began
