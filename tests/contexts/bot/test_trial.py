"""Trying the bot: the rule that fired, the flow that would start, and a talk that goes on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from tests.contexts.bot.workbench import BASE
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import Past
from tandem.contexts.bot.dialogue.serving.shelf import FlowShelf
from tandem.contexts.bot.endpoints import router
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.models import bot_dialogue_table, bot_turn_table
from tandem.contexts.bot.trial.playground import Playground
from tandem.contexts.bot.trial.rules.steps import ORDER, steps
from tandem.contexts.bot.trial.talk import Sealed, TalkUnreadable, TrialTalk
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.http.problems import install
from tandem.kit.ids import new_id
from tandem.wiring import story_actions

FLOWS = Path(__file__).parents[3] / "src" / "tandem" / "demo" / "flows"
TRAINER = Actor("staff", new_id(), "顾一鸣", permissions_of(["bot_trainer"]))
SECRET = b"s" * 32


@dataclass
class Trying:
    client: httpx.AsyncClient
    talk: str | None = None

    async def say(self, text: str, **more: object) -> dict:
        body = {"text": text, "talk": self.talk, **more}
        answer = await self.client.post("/bot/trial", json=body)
        assert answer.status_code == 200, answer.text
        found: dict = answer.json()
        self.talk = found["talk"]
        return found


@pytest.fixture
async def trying(world: World) -> AsyncIterator[Trying]:  # noqa: F811
    async with world.db.transaction() as tx:
        await knowledge.import_published(tx, BASE)
    index = knowledge.LiveIndex(world.db, {})
    await index.served()
    found = LiveKnowledge(index)
    actions = story_actions()
    playground = Playground(
        world.db, Bot(world.db, found, BotOptions()), found, FlowShelf(world.db, FLOWS, actions), actions,
        ZoneInfo("Asia/Shanghai"), "two_loans",
    )  # fmt: skip
    app = FastAPI()
    install(app)
    app.include_router(router(playground, Sealed(SECRET)))
    app.dependency_overrides[current_caller] = lambda: TRAINER
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:
        yield Trying(client)
    await index.stop()


async def test_the_ladder_s_trace(trying: Trying) -> None:
    found = await trying.say("怎么提前还款")
    assert (found["decision"], found["rule"], found["threshold_set"], found["version"]) == (
        "answer",
        "exact",
        None,
        None,
    )
    assert found["replies"][0]["text"] == "选择提前结清。"
    assert found["replies"][0]["sources"][0]["key"] == "early"
    assert [one["rule"] for one in found["steps"] if one["outcome"] == "fired"] == ["exact"]
    assert set(found["thresholds"]) == {"answer", "draft", "clarify"}
    assert (found["intents"], found["intent_thresholds"]) == ([], None)
    handed = await trying.say("我要投诉你们")
    assert (handed["decision"], handed["rule"], handed["reason"]) == ("handoff", "mandatory", "complaint")


async def test_a_form_goes_on_from_turn_to_turn(trying: Trying, world: World) -> None:  # noqa: F811
    first = await trying.say("我要提前还一部分本金", verified=True)
    assert (first["decision"], first["rule"]) == ("flow", "flow")
    flow = first["flows"]["started"]
    assert first["flows"]["trigger"]["flow"] == flow
    (frame,) = first["flows"]["stack"]
    assert (frame["flow"], bool(frame["waits_for"])) == (flow, True)
    assert frame["labels"][frame["waits_for"]] != frame["waits_for"], "as people call it"
    assert first["replies"][-1]["text"]
    options = first["replies"][-1]["options"]
    pressed = {"choice_id": options[0]["id"]} if options else {}
    second = await trying.say(options[0]["label"] if options else "500", verified=True, **pressed)
    assert second["flows"]["stack"][0]["flow"] == flow
    filled = second["flows"]["stack"][0]
    assert filled["slots"]
    assert set(filled["slots"]) <= set(filled["labels"])
    async with world.db.transaction() as tx:  # no trace among what customers did
        for table in (bot_turn_table, bot_dialogue_table):
            assert (await tx.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_what_stands_in_the_text_is_told(trying: Trying) -> None:
    found = await trying.say("下个月5号我还一千二，卡号4111111111111112")
    assert [(one["kind"], one["text"], one["value"], one["doubt"]) for one in found["entities"]] == [
        ("date", "下个月5号", {"start": "2026-12-05", "end": "2026-12-05"}, None),
        ("amount", "一千二", 120_000, None),
        ("bank_card", "4111111111111112", "4111111111111112", "check_digit"),
    ]
    assert (await trying.say("怎么提前还款"))["entities"] == []


async def test_a_visitor_must_sign_in(trying: Trying) -> None:
    found = await trying.say("我要提前还一部分本金")
    assert "sign_in" in " ".join(found["flows"]["trace"])


async def test_a_talk_that_is_not_ours_is_refused(trying: Trying) -> None:
    await trying.say("怎么提前还款")
    assert trying.talk is not None
    for forged in ("x", trying.talk[:-1] + "x", "." + trying.talk, Sealed(b"other").write(TrialTalk())):
        answer = await trying.client.post("/bot/trial", json={"text": "你好", "talk": forged})
        assert (answer.status_code, answer.json()["code"]) == (422, "trial_talk_unreadable")


@given(st.lists(st.builds(Past, st.just("answer"), st.text(), st.text(), st.tuples(st.text())), max_size=5))
def test_a_talk_comes_back_as_it_was(past: list[Past]) -> None:
    sealed = Sealed(SECRET)
    assert sealed.read(sealed.write(TrialTalk(tuple(past)))) == TrialTalk(tuple(past))
    with pytest.raises(TalkUnreadable):
        Sealed(b"another").read(sealed.write(TrialTalk(tuple(past))))


@pytest.mark.parametrize("rule", ORDER)
def test_one_rule_fires(rule: str) -> None:
    found = steps(rule)
    assert [one.rule for one in found if one.outcome == "fired"] == [rule]
    outcomes = [one.outcome for one in found]
    assert outcomes == sorted(outcomes, key=["passed", "fired", "skipped"].index)
