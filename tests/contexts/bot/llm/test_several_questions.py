"""With a language model: of several questions in one message, or one after the other, none is lost."""

from typing import Any

import pytest
from tests.contexts.bot.llm.conftest import Llm, wrote
from tests.contracts.llm_server import Reply

from tandem.contexts.bot.silent_seat.actions import approving, drafting
from tandem.kit.ids import new_id

SETTLE, LIMIT = "提前还的事怎么弄", "额度低的事怎么办"
BOTH = f"{SETTLE}？另外{LIMIT}"


def asked(request: Any) -> str:
    """The customer's question, as the model reads it."""
    prompt: str = request["messages"][-1]["content"]
    return prompt[prompt.rindex("<<<") :]


def answers(llm: Llm, **by_key: str) -> None:
    """The model quotes what is given of an entry, each for its own question; it finds nothing for others."""
    questions = {"early": SETTLE, "limit": LIMIT}

    def script(request: Any) -> Reply:
        for key, text in by_key.items():
            if questions[key] in asked(request):
                return wrote((text, [llm.numbered(key)]))
        return wrote(found=False)

    llm.server.script = script


async def test_each_is_put_to_the_model_and_one_draft_answers_both(llm: Llm) -> None:
    person = await llm.shop.person()
    answers(llm, early="在App里选择提前结清。", limit="系统评估。")
    talk = await llm.shop.talk()
    assert await talk.ask(BOTH) is None
    row = await llm.work(talk)
    assert (row.state, row.verdict) == ("drafted", "ok")
    assert sorted(LIMIT in asked(one) for one in llm.server.asked) == [False, True]
    draft = await talk.waiting()
    assert draft is not None
    assert draft.text == f"关于“{SETTLE}”：\n在App里选择提前结清。\n\n关于“{LIMIT}”：\n系统评估。"
    assert draft.composed is not None
    assert [one["key"] for one in draft.rests_on] == ["early", "limit"]
    assert draft.composed["open"] == []
    await llm.shop.do(approving.answer, llm.shop.seat, person, draft.id, client_id=new_id().hex)
    said = (await talk.messages())[-1]
    assert said.text == draft.text
    assert {one["key"] for one in said.payload["sources"]} == {"early", "limit"}


async def test_what_the_model_finds_nothing_for_is_answered_by_the_entry(llm: Llm) -> None:
    await llm.shop.person()
    answers(llm, limit="系统评估。")
    talk = await llm.shop.talk()
    await talk.ask(BOTH)
    row = await llm.work(talk)
    draft = await talk.waiting()
    assert draft is not None
    first, second = draft.text.split("\n\n")
    assert first.startswith(f"关于“{SETTLE}”：\n")
    assert first.split("\n")[1] == draft.rests_on[0]["title"] or first.split("\n")[1]
    assert second == f"关于“{LIMIT}”：\n系统评估。"
    assert len(draft.rests_on) == 2
    assert "not_found" in row.detail


async def test_what_nothing_answers_is_shown_as_open(llm: Llm) -> None:
    await llm.shop.person()
    answers(llm, early="在App里选择提前结清。", limit="系统评估。")
    talk = await llm.shop.talk()
    await talk.ask(f"{BOTH}。还有一个问题，今晚吃啥？")
    await llm.work(talk)
    draft = await talk.waiting()
    assert draft is not None
    assert draft.composed is not None
    assert draft.composed["open"] == ["今晚吃啥"]
    assert "今晚" not in draft.text


async def test_by_itself_it_goes_out_only_when_it_answers_all(alone: Llm) -> None:
    answers(alone, limit="系统评估。")
    talk = await alone.shop.talk()
    await talk.ask(BOTH)
    row = await alone.work(talk)
    assert row.state == "fallen_back"
    assert (await talk.said())[-1] == ("bot", "您想问的是下面哪个问题呢？")
    answers(alone, early="在App里选择提前结清。", limit="系统评估。")
    other = await alone.shop.talk()
    await other.ask(BOTH)
    assert (await alone.work(other)).state == "said"
    message = (await other.messages())[-1]
    assert [one["key"] for one in message.payload["sources"]] == ["early", "limit"]


@pytest.fixture
def one_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a base of four entries every draft would show all of them, and all would look like one matter."""
    monkeypatch.setattr(drafting, "CHOICES", 1)


@pytest.mark.usefixtures("one_choice")
async def test_an_earlier_draft_that_waits_stands_before_the_model_s(llm: Llm) -> None:
    person = await llm.shop.person()
    llm.server.says(wrote(found=False))
    talk = await llm.shop.talk()
    await talk.ask(LIMIT)
    await llm.work(talk)
    answers(llm, early="在App里选择提前结清。")
    await talk.ask(SETTLE)
    await llm.work(talk)
    draft = await talk.waiting()
    assert draft is not None
    assert draft.text == "系统评估。\n\n在App里选择提前结清。"
    assert [one["key"] for one in draft.rests_on] == ["limit", "early"]
    await llm.shop.do(approving.answer, llm.shop.seat, person, draft.id, client_id=new_id().hex)
    assert (await talk.said())[-1] == ("bot", draft.text)


@pytest.mark.usefixtures("one_choice")
async def test_the_model_s_draft_that_waits_stands_before_a_sure_answer(llm: Llm) -> None:
    await llm.shop.person()
    answers(llm, limit="系统评估。")
    talk = await llm.shop.talk()
    await talk.ask(LIMIT)
    await llm.work(talk)
    draft = await talk.ask("怎么提前还款？")
    assert draft is not None
    assert draft.text == "系统评估。\n\n在App里选择提前结清。"
    assert [one["key"] for one in draft.rests_on] == ["limit", "early"]


@pytest.mark.usefixtures("one_choice")
async def test_what_goes_out_by_itself_waits_for_a_draft_before_it(alone: Llm) -> None:
    await alone.shop.person()
    alone.server.says(wrote(found=False))
    talk = await alone.shop.talk()
    await talk.ask(LIMIT)
    await alone.work(talk)
    answers(alone, early="在App里选择提前结清。")
    await talk.ask(SETTLE)
    assert (await alone.work(talk)).state == "drafted"
    draft = await talk.waiting()
    assert draft is not None
    assert draft.text == "系统评估。\n\n在App里选择提前结清。"
