"""Health: what the bot's understanding is without."""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec

from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.knowledge.api import LiveIndex
from tandem.kit.health import Check, Said, Saying, Unhealthy, say
from tandem.kit.models import ModelStore

_MODEL = "lac"


def names_check(store: ModelStore) -> Check:
    """Names of persons and places are an extra: their absence is told, and is no fault."""

    async def probe() -> Saying:
        if not await asyncio.to_thread(store.sound, _MODEL):
            return say("health.off_run", command="tandem models fetch lac")
        if find_spec("onnxruntime") is None:
            return say("health.off_run", command="pip install onnxruntime")
        return _MODEL

    return Check("names_and_places", probe, critical=False)


def handover_check(live: LiveIndex, store: ModelStore, names: tuple[str, ...], meaning: LiveMeaning) -> Check:
    """How it is told that a message must reach a person: by patterns, and by meaning where an encoder reads and a
    worker has fitted the reading. Patterns alone find about half of what people say in their own words, so their being
    alone is told; and so is a file of the lender's that cannot be learned from."""

    async def probe() -> Said:
        served = live.current
        reading = served.index.encoders if served else await asyncio.to_thread(_sound, store, names)
        if meaning.problems:
            raise Unhealthy(_means(meaning, reading), *meaning.problems)
        return _means(meaning, reading)

    return Check("mandatory_hand_over", probe, critical=False)


def _sound(store: ModelStore, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if store.sound(name))


def _means(meaning: LiveMeaning, reading: Sequence[str]) -> Said:
    if not reading:
        return say("health.patterns_without_encoder")
    if not meaning.knows(reading):
        return say("health.patterns_not_fitted")
    return say("health.patterns_and_meaning", encoders=tuple(sorted(reading)))
