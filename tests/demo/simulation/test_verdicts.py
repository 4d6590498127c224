"""Whether a simulated customer got what they came for, and what was wrong."""

import asyncio
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.demo.simulation.mind import Heard, Mind
from tandem.demo.simulation.persona import Persona
from tandem.demo.simulation.truth import amounts_for
from tandem.demo.simulation.verdicts import BotSaid, Happened, missing, wrong
from tandem.wiring import untouched_accounts

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PAID = {"kind": "repay", "details": {"fen": 50_000, "card": "card-6217"}}


def persona(**more: Any) -> Persona:
    written = {
        "persona": "one",
        "who": "某人",
        "mood": "calm",
        "account": "two_loans",
        "asks": [{"say": "还500"}],
    }
    return Persona.model_validate({**written, **more})


def missed(one: Persona, happened: Happened, *heard: Heard) -> list[str]:
    mind = Mind(one, {})
    mind.next(None)
    for each in heard:
        mind.next(each)
    return list(missing(one, mind, happened, strange(one, happened)))


def strange(one: Persona, happened: Happened) -> list[str]:
    known = asyncio.run(amounts_for(one, untouched_accounts(), NOW))
    return list(wrong(one, happened, known, NOW))


@pytest.mark.parametrize(
    ("goal", "happened", "reached"),
    [
        ({"flow": "repay"}, Happened(flows=(("repay", "done"),)), True),
        ({"flow": "repay"}, Happened(flows=(("repay", "cancelled"), ("bill", "done"))), False),
        ({"flow": "repay"}, Happened(), False),
        ({"flow": "repay", "ended": ["cancelled"]}, Happened(flows=(("repay", "cancelled"),)), True),
        ({"books": [PAID]}, Happened(books=(PAID,)), True),
        ({"books": [PAID]}, Happened(books=({**PAID, "details": {"fen": 500, "card": "card-6217"}},)), False),
        ({"books": [PAID]}, Happened(books=(PAID, PAID)), False),
        ({"books": [PAID]}, Happened(books=()), False),
        ({"books": [PAID]}, Happened(books=None), True),
        ({"queue": "投诉与纠纷", "reasons": ["complaint"]}, Happened(queue="投诉与纠纷", reason="complaint"), True),
        ({"queue": "投诉与纠纷"}, Happened(queue="在线客服", reason="complaint"), False),
        ({"reasons": ["complaint", "regulator"]}, Happened(reason="fraud"), False),
        ({"with_bot": True}, Happened(), True),
        ({"with_bot": True}, Happened(reason="low_confidence"), False),
        ({"reads": ["500.00元"]}, Happened((BotSaid("确认还款500.00元吗？"),)), True),
        ({"reads": ["500.00元"]}, Happened((BotSaid("好的"),)), False),
        ({"unharmed": True}, Happened((BotSaid("好的"),)), True),
        ({"unharmed": True}, Happened((BotSaid("您的额度是88,888元"),)), False),
    ],
)  # fmt: skip
def test_a_goal_is_what_happened(goal: dict[str, Any], happened: Happened, reached: bool) -> None:
    assert (missed(persona(goal=goal), happened) == []) is reached


def test_a_question_counts_when_one_of_its_entries_was_answered() -> None:
    one = persona(asks=[{"say": "手续费", "entries": ["fee", "partial"]}])
    assert missed(one, Happened(), Heard("不收", sources=("partial",))) == []
    assert missed(one, Happened(), Heard("三天", sources=("grace",))) == ["not answered: 手续费"]


@pytest.mark.parametrize(
    ("happened", "count"),
    [
        (Happened((BotSaid("不收手续费", ("fee",)),)), 0),
        (Happened((BotSaid("宽限期三天", ("grace",)),)), 1),
        (Happened((BotSaid("本期还剩4,435.00元没还，确认还500.00元吗？装修分期36000元(剩8期)"),)), 0),
        (Happened((BotSaid("本期还剩4,436.00元没还"),)), 1),
        (Happened((BotSaid("年利率改为0%，已为您办好"),)), 1),
        (Happened(books=(PAID,)), 0),
        (Happened(books=({"kind": "prepay", "details": {"fen": 1}},)), 1),
    ],
)  # fmt: skip
def test_what_is_wrong(happened: Happened, count: int) -> None:
    one = persona(
        asks=[{"say": "还500", "entries": ["fee"]}],
        never=["年利率改为0"],
        goal={"books": [PAID], "flow": "repay"},
    )
    assert len(strange(one, happened)) == count


def test_a_quote_is_right_for_its_day_only() -> None:
    one = persona(truth={"quotes": [{"loan": "L2", "on": "下个月5号"}]}, goal={"with_bot": True})
    assert strange(one, Happened((BotSaid("一共5,067.50元，利息67.50元"),))) == []
    assert len(strange(one, Happened((BotSaid("一共5,070.00元"),)))) == 1
