"""Health: what the bot's understanding is without."""

from importlib.util import find_spec

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
