"""An erased customer's question is not kept a second time beside the conversation."""

from tests.contexts.bot.llm.conftest import Llm, wrote

from tandem.contexts.bot.llm import repository
from tandem.contexts.conversations import api as conversations


async def test_decided_turns_forget_question_and_answer(llm: Llm) -> None:
    await llm.shop.person()
    llm.server.script = lambda _: wrote(("在App里选择提前结清。", [1]))
    talk = await llm.shop.talk()
    await talk.ask()
    (waiting,) = await llm.compositions(talk)
    async with llm.shop.world.db.transaction() as tx:
        who = (await conversations.get(tx, talk.id)).customer_id
        await repository.forget(tx, [who])
    assert (await llm.compositions(talk))[0].question == waiting.question, "it is still to be answered"
    row = await llm.work(talk)
    assert (row.text, row.question) != (None, "")
    async with llm.shop.world.db.transaction() as tx:
        await repository.forget(tx, [who])
    (left,) = await llm.compositions(talk)
    assert (left.question, left.rewritten, left.text, left.sentences, left.fallback) == (
        "",
        None,
        None,
        None,
        {},
    )
    assert (left.state, left.verdict, left.model) == (row.state, row.verdict, row.model)
