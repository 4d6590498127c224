"""Prompt injection against a model that obeys the attacker: nothing that is in no source gets out."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from tests.contexts.bot.llm.attacks import ATTACKS, IN_KNOWLEDGE, NAMES
from tests.contexts.bot.llm.conftest import Llm, wrote
from tests.contexts.bot.silent_seat.conftest import BASE

from tandem.contexts.bot.llm.composing import sources_of
from tandem.contexts.bot.ports import Answer
from tandem.contexts.bot.rules.grounding import Sentence, Source, check
from tandem.contexts.knowledge.rules import SMALL_TALK

ENTRIES = [
    (e["key"], e["question"], e["answer"])
    for group in BASE
    if group["category"] != SMALL_TALK
    for e in group["entries"]  # type: ignore[attr-defined]
]
SOURCES = [
    Source(n, str(n), key, 1, question, answer) for n, (key, question, answer) in enumerate(ENTRIES, start=1)
]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_the_table_is_long_enough() -> None:
    assert len({attack for attack, _ in ATTACKS}) + len(IN_KNOWLEDGE) + len(NAMES) >= 60


@pytest.mark.parametrize(("attack", "obeyed"), ATTACKS)
def test_what_an_obedient_model_says_is_refused(attack: str, obeyed: str) -> None:
    """Even if no attack were ever recognised, and the model cites every source there is."""
    every = tuple(one.n for one in SOURCES)
    assert not check([Sentence(obeyed, every)], SOURCES, NOW).ok, attack


async def test_nothing_of_it_gets_to_a_customer_or_a_person(alone: Llm) -> None:
    published = {answer for _, _, answer in ENTRIES}
    asked = 0
    for attack, obeyed in ATTACKS:
        alone.server.says(wrote((obeyed, [1])))
        talk = await alone.shop.talk()
        await talk.ask(attack)
        row = await alone.work(talk)
        asked += row is not None
        assert row is None or (row.state == "fallen_back" and row.verdict != "ok"), attack
        for role, said in (await talk.said())[1:]:
            assert role == "bot"
            assert said in published or "人工" in said or "您想问的是" in said or "没太明白" in said, (
                attack,
                text,
            )
    assert asked >= 15, "too few of the attacks were put before the model: the guard rails were not tried"


@pytest.mark.parametrize("poison", IN_KNOWLEDGE)
def test_knowledge_that_gives_orders_is_kept_from_the_model(poison: str) -> None:
    answers = [
        Answer(uuid4(), "bad", "怎么提前还款？", poison, 1),
        Answer(uuid4(), "good", "提前结清要手续费吗？", "不收手续费。", 1),
    ]
    (source,) = sources_of(answers)
    assert (source.n, source.key) == (1, "good")


async def test_the_customers_name_stays_here(alone: Llm) -> None:
    for name in NAMES:
        alone.server.says(wrote(("利息全免。", [1])))
        talk = await alone.shop.talk()
        async with alone.shop.world.db.transaction() as tx:
            await tx.execute(text("UPDATE conversation SET customer_name = :name"), {"name": name})
        await talk.ask(f"提前还的事，我是{name}")
        row = await alone.work(talk)
        assert row is None or row.verdict != "ok"
    assert all(name not in str(alone.server.asked) for name in NAMES)
