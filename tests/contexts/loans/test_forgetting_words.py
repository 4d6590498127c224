"""What an erased borrower said in their own words goes; that they asked, and what became of it, stays."""

from tandem.contexts.access.api import Actor
from tandem.contexts.loans import api

from .conftest import World, world  # noqa: F401

WORDS = "我朋友王芳替我还的"


async def test_words_go_and_commands_stay(world: World) -> None:  # noqa: F811
    agent = Actor.system("test")
    told = {"loan": "L1", "fee": "late_interest", "description": WORDS}
    done = await world.commands.perform(agent, api.Command("d1", "B1", "dispute", told))
    world.line.before = api.CoreTimedOut()
    open_ = await world.commands.perform(agent, api.Command("d2", "B1", "dispute", told))
    assert done.settled_at is not None
    assert open_.settled_at is None
    async with world.db.transaction() as tx:
        assert await api.forget_words(tx, ["B2"]) == 0
        assert await api.forget_words(tx, ["B1"]) == 1
    kept = {one.key: one for one in await world.journal()}
    assert kept["d1"].params == {**told, "description": ""}
    assert (kept["d1"].state, kept["d1"].number) == (done.state, done.number)
    assert kept["d2"].params["description"] == WORDS, "the core may still be asked about it"
