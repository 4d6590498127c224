"""A customer asks two things in one message: both are dealt with, sources and figures kept."""

from tests.contexts.bot.silent_seat.conftest import Shop, shop  # noqa: F401
from tests.contexts.bot.test_answering import EARLY, FEE, Chat, chat, live  # noqa: F401
from tests.contexts.conversations.conftest import world  # noqa: F401

from tandem.contexts.bot import repository
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import NONE_OF_THESE, Thresholds
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.silent_seat.actions import approving
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.contexts.bot.thresholds.repository.outcomes import heard
from tandem.contexts.knowledge.api import LiveIndex
from tandem.kit.ids import new_id

BOTH = "怎么提前还款？另外提前结清要手续费吗？"
MIXED = "怎么提前还款？另外部分还的事怎么说"


async def test_both_are_answered_in_one_message(chat: Chat) -> None:  # noqa: F811
    (answer,) = await chat.say(BOTH)
    assert answer.text == "关于“怎么提前还款？”：\n选择提前结清。\n\n关于“提前结清要手续费吗？”：\n不收。"
    assert [one["key"] for one in answer.payload["sources"]] == [EARLY, FEE]
    assert (answer.payload["policy"], answer.payload["feedback"]) == ("parts", True)
    (turn,) = await chat.turns()
    assert (turn.action, turn.policy, turn.answer_id) == ("answer", "parts", answer.id)
    assert turn.entry_ids == [one["entry_id"] for one in answer.payload["sources"]]
    assert [one["text"] for one in turn.evidence["parts"]] == ["怎么提前还款", "提前结清要手续费吗"]
    # Somebody who is told twice is not told a third time.
    assert await chat.say(BOTH)
    assert await chat.controller() == "queue"


async def test_one_is_answered_and_the_other_asked_about(chat: Chat) -> None:  # noqa: F811
    answer, question = await chat.say("怎么提前还款？顺便问下额度的事怎么办")
    assert (answer.text, answer.payload["policy"]) == ("选择提前结清。", "parts")
    assert question.kind == "choice"
    assert "额度的事怎么办" in question.text
    assert len(question.payload["options"]) <= 3
    assert question.payload["options"][-1]["id"] == NONE_OF_THESE
    (pressed,) = await chat.say(
        question.payload["options"][0]["label"], choice=question.payload["options"][0]["id"]
    )
    assert pressed.payload["policy"] == "choice"
    assert await chat.controller() == "bot"


async def test_one_is_answered_and_the_other_handed_over(chat: Chat, live: LiveIndex) -> None:  # noqa: F811
    strict = BotOptions(limits=Thresholds(0.9, 0.5))
    chat.bot = Bot(chat.world.db, LiveKnowledge(live), strict)
    said = await chat.say("怎么提前还款？另外火星上能买房吗")
    assert [one.role for one in said] == ["bot", "bot", "system"]
    assert (said[0].text, said[0].payload["goes_on"]) == ("选择提前结清。", True)
    assert "火星上能买房吗" in said[1].text
    assert await chat.controller() == "queue"
    (turn,) = await chat.turns()
    assert (turn.action, turn.policy) == ("handoff", "parts")


async def test_what_was_said_of_two_answers_teaches_no_threshold(chat: Chat) -> None:  # noqa: F811
    (answer,) = await chat.say(BOTH)
    async with chat.world.db.transaction() as tx:
        await repository.keep_feedback(tx, answer.id, True)
        assert await heard(tx, None, frozenset()) == []
    (alone,) = await chat.say("怎么提高额度")
    async with chat.world.db.transaction() as tx:
        await repository.keep_feedback(tx, alone.id, True)
        assert len(await heard(tx, None, frozenset())) == 1


async def test_somebody_at_the_silent_seat_sees_both_answers(shop: Shop) -> None:  # noqa: F811
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.ask("提前结清要手续费吗？另外提前还的事怎么弄")
    assert draft is not None
    assert draft.text.startswith("关于“提前结清要手续费吗？”：\n不收手续费。\n\n关于“")
    assert [one["in_text"] for one in draft.candidates] == [True, True]
    await shop.do(approving.answer, shop.seat, person, draft.id, client_id=new_id().hex)
    (message,) = [one for one in await talk.messages() if one.role == "bot"]
    assert message.text == draft.text
    assert [one["key"] for one in message.payload["sources"]][-1:] == ["fee"]
    assert len(message.payload["sources"]) == 2


async def test_an_earlier_question_that_waits_is_answered_with_them(shop: Shop) -> None:  # noqa: F811
    await shop.person()
    talk = await shop.talk()
    first = await talk.drafted("额度低的事")
    await shop.do(drafts.change, first.id, candidates=[dict(first.candidates[0])])
    draft = await talk.drafted("提前结清要手续费吗？另外提前还的事怎么弄")
    assert draft.text.startswith(f"{first.text}\n\n关于“提前结清要手续费吗？”：\n不收手续费。\n\n关于“")
    assert [one["key"] for one in draft.rests_on][1:] == ["fee", "limit"]


async def test_nobody_need_look_where_both_are_sure(shop: Shop) -> None:  # noqa: F811
    await shop.person()
    talk = await shop.talk()
    assert await talk.ask(BOTH) is None
    assert (await talk.messages())[-1].payload["policy"] == "parts"
