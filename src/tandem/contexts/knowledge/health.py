"""Health: what search is without."""

from tandem.contexts.knowledge.live import LiveIndex
from tandem.kit.health import Check, Unhealthy
from tandem.kit.models import ModelMissing, ModelStore


def encoders_check(live: LiveIndex, store: ModelStore, names: tuple[str, ...]) -> Check:
    """The sentence encoders that the settings name. Without them the bot searches by keywords and hands over more."""

    async def probe() -> str:
        absent = (
            dict(live.missing) if live.started else {name: "" for name in names if not _here(store, name)}
        )
        if absent:
            raise Unhealthy(
                f"keyword search only without {', '.join(sorted(absent))}: run `tandem models fetch`"
            )
        return ", ".join(names) or "keyword search, as set"

    return Check("sentence_encoders", probe, critical=False)


def _here(store: ModelStore, name: str) -> bool:
    try:
        return store.present(name)
    except ModelMissing:
        return False
