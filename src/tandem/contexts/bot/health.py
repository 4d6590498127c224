"""Health: what the bot's understanding is without."""

from importlib.util import find_spec

from tandem.contexts.bot.sensing import shipped
from tandem.contexts.knowledge.api import LiveIndex
from tandem.kit.health import Check
from tandem.kit.models import ModelStore

_MODEL = "lac"


def names_check(store: ModelStore) -> Check:
    """Names of persons and places are an extra: their absence is told, and is no fault."""

    async def probe() -> str:
        if not store.present(_MODEL):
            return "off: run `tandem models fetch lac`"
        if find_spec("onnxruntime") is None:
            return 'off: run `pip install "tandem[names]"`'
        return _MODEL

    return Check("names_and_places", probe, critical=False)


def handover_check(live: LiveIndex, store: ModelStore, names: tuple[str, ...]) -> Check:
    """How it is told that a message must reach a person: by patterns, and by meaning where an encoder reads. Patterns
    alone find about half of what people say in their own words, so their being alone is told."""

    async def probe() -> str:
        served = live.current
        reading = served.index.encoders if served else tuple(name for name in names if store.present(name))
        if not shipped().knows(reading):
            return "patterns only: no sentence encoder reads"
        return f"patterns and meaning ({', '.join(sorted(reading))})"

    return Check("mandatory_hand_over", probe, critical=False)
