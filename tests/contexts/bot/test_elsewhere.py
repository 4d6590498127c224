"""Who asks the bot for another channel gets that answered, and nothing beside it; who must reach a person does."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.contexts.bot.test_answering import Chat, chat, live  # noqa: F401
from tests.contexts.conversations.conftest import world  # noqa: F401

from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx


def asks_when_it_hears(word: str, heard: list[str]) -> Any:
    async def elsewhere(tx: Tx, conversation_id: UUID, text: str) -> UUID | None:
        heard.append(text)
        if word not in text:
            return None
        said = await conversations.reply_as_bot(
            tx, conversation_id, client_id=f"e-{len(heard)}", text="换到微信？"
        )
        return said.message.id if said else None

    return elsewhere


def hears(chat: Chat, heard: list[str]) -> None:  # noqa: F811
    chat.bot._options = replace(chat.bot._options, elsewhere=asks_when_it_hears("微信", heard))


async def test_the_wish_is_answered_and_nothing_else(chat: Chat) -> None:  # noqa: F811
    heard: list[str] = []
    hears(chat, heard)
    assert [one.text for one in await chat.say("能不能微信联系我")] == ["换到微信？"]
    (turn,) = await chat.turns()
    assert (turn.action, turn.policy, turn.reason) == ("smalltalk", "elsewhere", "other_channel")
    assert turn.answer_id is not None
    assert [one.text for one in await chat.say("怎么提前还款？")] == ["选择提前结清。"]
    assert heard == ["能不能微信联系我", "怎么提前还款？"]


async def test_what_must_reach_a_person_does(chat: Chat) -> None:  # noqa: F811
    heard: list[str] = []
    hears(chat, heard)
    await chat.say("我要投诉你们，叫人微信联系我")
    assert (heard, await chat.controller()) == ([], "queue")
