"""Summaries at hand-over: the extract is always there, the model's sentences come in its place if they hold."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contexts.bot.llm.conftest import Llm
from tests.contexts.bot.silent_seat.conftest import Talk
from tests.contracts.llm_server import Reply, completion

from tandem.contexts.bot.rules.summing_up import Line, sum_up
from tandem.contexts.bot.subscribers import jobs
from tandem.contexts.bot.summaries import repository
from tandem.contexts.bot.summaries.actions.summarising import SUMMARY_JOB, Summarising
from tandem.contexts.bot.summaries.models import conversation_summary_table
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.events import ControllerChanged

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def told(text: str) -> Reply:
    return completion(orjson.dumps({"summary": text}).decode())


def test_the_extract_says_what_was_asked_answered_and_named() -> None:
    found = sum_up(
        [
            Line("customer", "在吗"),
            Line("bot", "您好！"),
            Line("customer", "嗯"),
            Line("customer", "我想提前还清5万那笔，下个月5号扣款前能办完吗"),
            Line("bot", "1. 打开APP。\n2. 选择借款。", "怎么提前还款？"),
            Line("customer", "手机尾号是13800138000那个"),
        ],
        NOW,
    )
    assert found.asked == (
        "在吗",
        "我想提前还清5万那笔，下个月5号扣款前能办完吗",
        "手机尾号是13800138000那个",
    )
    assert found.said == ("您好！", "怎么提前还款？")
    assert found.facts == (("amount", "5万"), ("date", "下个月5号"), ("mobile", "…8000"))


@given(st.lists(st.tuples(st.sampled_from(["customer", "bot", "agent"]), st.text(max_size=300)), max_size=30))
def test_any_conversation_has_an_extract_of_bounded_length(said: list[tuple[Any, str]]) -> None:
    found = sum_up([Line(role, text) for role, text in said], NOW)
    assert len(found.asked) <= 4
    assert len(found.said) <= 3
    assert all(len(text) <= 120 for text in (*found.asked, *found.said))


async def handed_over(llm: Llm, *, on: bool = True) -> tuple[Talk, Summarising]:
    talk = await llm.shop.talk()
    summarising = Summarising(llm.shop.world.db, llm.composer if on else None)
    await talk.ask("怎么提前还款")
    await talk.ask("5万那笔，转人工")
    (event,) = [
        e for e in await llm.shop.happened(ControllerChanged.kind) if e.data["to_controller"] == "queue"
    ]
    await summarising.handed_over(event)
    await summarising.handed_over(event)
    return talk, summarising


async def by_model(llm: Llm, summarising: Summarising) -> list[Any]:
    (job,) = [one for one in jobs(None, summarising) if one.name == SUMMARY_JOB]
    async with llm.shop.world.db.transaction() as tx:
        (first,) = (await tx.execute(conversation_summary_table.select())).all()
    await job.handler({"summary_id": str(first.id)})
    await job.handler({"summary_id": str(first.id)})
    async with llm.shop.world.db.transaction() as tx:
        s = conversation_summary_table.c
        return list((await tx.execute(conversation_summary_table.select().order_by(s.made_by.desc()))).all())


async def test_the_extract_is_there_without_a_model(llm: Llm) -> None:
    person = await llm.shop.person(present=False)
    talk, _ = await handed_over(llm, on=False)
    async with llm.shop.world.db.transaction() as tx:
        found = await repository.latest(tx, talk.id, person)
        stranger = await repository.latest(tx, talk.id, talk.customer)
    assert found is not None
    assert stranger is None
    rules, model = found
    assert model is None
    assert (rules.made_by, rules.reason) == ("rules", "asked_for_person")
    assert rules.content["asked"] == ["怎么提前还款", "5万那笔，转人工"]
    assert rules.content["said"][0] == "怎么提前还款？"
    assert rules.content["facts"] == [{"kind": "amount", "text": "5万"}]


async def test_the_models_sentences_come_in_its_place(llm: Llm) -> None:
    person = await llm.shop.person(present=False)
    talk, summarising = await handed_over(llm)
    llm.server.says(told("客户询问如何提前还款，机器人给出了步骤；客户提到5万元那笔，要求转人工。"))
    rules, model = await by_model(llm, summarising)
    assert (rules.made_by, model.made_by, model.verdict, model.model) == (
        "rules",
        "model",
        "ok",
        "scripted-1",
    )
    async with llm.shop.world.db.transaction() as tx:
        found = await repository.latest(tx, talk.id, person)
    assert found is not None
    assert found[1] is not None
    assert found[1].text == model.text
    assert len(llm.server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (told("客户要求退还3000元。"), "number"),
        (told("客户电话13912345678，请加微信。"), "contact"),
        (told("The customer asks about early settlement."), "other_language"),
        (completion("不是JSON"), "malformed"),
        (Reply(status=500), "unavailable"),
    ],
)
async def test_what_was_not_said_is_not_shown(llm: Llm, reply: Reply, verdict: str) -> None:
    person = await llm.shop.person(present=False)
    talk, summarising = await handed_over(llm)
    llm.server.says(reply)
    _, model = await by_model(llm, summarising)
    assert model.verdict == verdict
    async with llm.shop.world.db.transaction() as tx:
        found = await repository.latest(tx, talk.id, person)
    assert found is not None
    assert found[1] is None


async def test_too_late_then_the_model_is_not_asked(llm: Llm) -> None:
    _, summarising = await handed_over(llm)
    llm.shop.later(31)
    assert len(await by_model(llm, summarising)) == 1
    assert llm.server.asked == []


async def test_a_person_who_hands_over_needs_no_summary(llm: Llm) -> None:
    talk = await llm.shop.talk()
    person = await llm.shop.person(present=False)
    await llm.shop.do(conversations.claim, talk.id, person)
    summarising = Summarising(llm.shop.world.db, None)
    for event in await llm.shop.happened(ControllerChanged.kind):
        await summarising.handed_over(event)
    async with llm.shop.world.db.transaction() as tx:
        assert (await tx.execute(conversation_summary_table.select())).all() == []
