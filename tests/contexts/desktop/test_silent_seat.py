"""The silent seat as screens use it: over HTTP and the socket, with the rights of who asks."""

import asyncio
from uuid import UUID

import pytest
from tests.contexts.desktop.conftest import Desk, Lender

from tandem.contexts.bot.api import Bot, BotOptions, LiveKnowledge, SilentSeat, Thresholds
from tandem.contexts.conversations import api
from tandem.contexts.conversations.events import MessageReceived
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.events import Recorded

UNSURE = "提前还的事"


def _entry(key: str, question: str, answer: str) -> dict[str, object]:
    return {"key": key, "question": question, "answer": answer, "phrasings": [f"{question}{key}"]}


BASE = [
    {
        "category": "early",
        "title": "提前结清",
        "entries": [
            _entry("early", "怎么提前还款？", "在App里选择提前结清。"),
            _entry("fee", "提前结清要手续费吗？", "不收手续费。"),
            _entry("part", "可以提前还一部分吗？", "可以，最低五百元。"),
        ],
    }
]


@pytest.fixture
async def bot(lender: Lender):
    await lender.do(knowledge.import_published, BASE)
    live = knowledge.LiveIndex(lender.db, {})
    await live.served()
    limits = Thresholds(answer=0.9, clarify=0.01, draft=0.05)
    found = LiveKnowledge(live)
    yield Bot(lender.db, found, BotOptions(limits=limits), seat=SilentSeat(found, on=True, limits=limits))
    await live.stop()


async def ask(lender: Lender, bot: Bot, text: str = UNSURE) -> UUID:
    """A customer asks; the bot has decided when this returns. The conversation."""
    conversation_id, customer = await lender.talk(says=None)
    sent = await lender.write(conversation_id, customer, text)
    data = {"controller": "bot", "message": sent.message.wire()}
    now = sent.message.created_at
    await bot.react(Recorded(1, now, MessageReceived.kind, conversation_id, None, (), data))
    return conversation_id


async def test_a_draft_comes_goes_and_is_counted(lender: Lender, bot: Bot) -> None:
    one, two = await lender.desk("one"), await lender.desk("two")
    assert (await one.call("PUT", "/bot/silent-seat", {"present": True})).json()["present"] is True
    async with one.socket() as mine, two.socket() as theirs:
        for socket in (mine, theirs):
            await socket.say(type="watch", topics=["drafts"])
        await asyncio.gather(*(_watching(desk) for desk in (one, two)))
        await ask(lender, bot)
        shown = (await mine.until("draft"))["draft"]
        assert (shown["question"], shown["state"], shown["customer"]["verified"]) == (
            UNSURE,
            "waiting",
            False,
        )
        assert (await theirs.until("draft"))["draft"]["id"] == shown["id"]
        path = f"/bot/drafts/{shown['id']}"
        assert (await one.call("PUT", f"{path}/look", {"editing": False})).status_code == 200
        held = await theirs.until("draft_held")
        assert (held["draft_id"], held["held_by"]["name"]) == (shown["id"], "One")
        refused = await two.call("PUT", f"{path}/look", {"editing": False})
        assert (refused.status_code, refused.json()["code"]) == (409, "draft_held")
        assert "One" in refused.json()["title"]
        done = await one.call("POST", f"{path}/answer", {"client_id": "click-0001"})
        assert (done.status_code, done.json()["state"]) == (200, "approved")
        gone = await theirs.until("draft_gone")
        assert (gone["draft_id"], gone["state"], gone["by"]) == (shown["id"], "approved", "One")
        late = await two.call("POST", f"{path}/answer", {"client_id": "click-0002"})
        assert (late.status_code, late.json()["code"], late.json()["by"]) == (409, "draft_gone", "One")
    assert (await one.get("/bot/drafts"))["items"] == []
    assert (await one.get("/bot/drafts/figures"))["approved"] == 1
    assert (await two.get("/bot/drafts/figures"))["approved"] == 0


async def _watching(desk: Desk) -> None:
    """The server has read what the socket said before: it answers requests in between."""
    for _ in range(3):
        await desk.get("/bot/silent-seat")


async def test_drafts_are_for_those_who_may_read_the_conversation(lender: Lender, bot: Bot) -> None:
    elsewhere = await lender.do(api.create_queue, "complaint", "投诉", sl_target_s=20)
    here, away = await lender.desk("here"), await lender.desk("away", queues=[elsewhere])
    editor = await lender.desk("editor", "knowledge_editor", queues=[])
    await here.call("PUT", "/bot/silent-seat", {"present": True})
    await ask(lender, bot)
    (shown,) = (await here.get("/bot/drafts"))["items"]
    assert (await away.get("/bot/drafts"))["items"] == []
    path = f"/bot/drafts/{shown['id']}"
    for tail, method, body in (
        ("", "GET", None),
        ("/look", "PUT", {"editing": False}),
        ("/look", "DELETE", None),
        ("/answer", "POST", {"client_id": "click-0001"}),
        ("/takeover", "POST", None),
        ("/handoff", "POST", None),
    ):
        assert (await away.call(method, path + tail, body)).status_code == 404, tail
        assert (await editor.call(method, path + tail, body)).status_code == 403, tail
    assert (await editor.call("GET", "/bot/drafts")).status_code == 403
    assert (await editor.call("PUT", "/bot/silent-seat", {"present": True})).status_code == 403
    bad = await here.call("POST", f"{path}/answer", {"client_id": "click-0001", "text": "   "})
    assert bad.status_code == 422


async def test_taken_over_or_handed_over(lender: Lender, bot: Bot) -> None:
    agent = await lender.desk("agent")
    await agent.call("PUT", "/bot/silent-seat", {"present": True})
    for tail, state, controller in (("takeover", "taken_over", "agent"), ("handoff", "handed_over", "queue")):
        conversation_id = await ask(lender, bot)
        (shown,) = (await agent.get("/bot/drafts"))["items"]
        done = await agent.call("POST", f"/bot/drafts/{shown['id']}/{tail}")
        assert (done.status_code, done.json()["state"]) == (200, state)
        detail = await agent.get(f"/conversations/{conversation_id}")
        assert detail["controller"] == controller
        assert detail["handovers"][-1]["evidence"]["draft"]["text"] == shown["text"]
    away = await agent.call("PUT", "/bot/silent-seat", {"present": False})
    assert (away.json()["present"], away.json()["people"]) == (False, [])
