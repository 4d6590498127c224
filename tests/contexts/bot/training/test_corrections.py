"""What people said in place of drafts becomes examples."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import insert
from tests.contexts.bot.training.conftest import Desk

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.entities import Named
from tandem.contexts.bot.masking import Masker
from tandem.contexts.bot.silent_seat.models import training_example_table
from tandem.contexts.bot.training.actions import keeping_step
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.repository import examples
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

_WITHOUT_DRAFTS = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conname, conrelid::regclass AS of FROM pg_constraint
               WHERE contype = 'f' AND conrelid IN ('training_example'::regclass, 'bot_example'::regclass)
                 AND confrelid IN ('bot_draft'::regclass, 'conversation'::regclass)
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of, one.conname); END LOOP;
END $$
"""


async def correct(tx: Tx, questions: list[tuple[str, UUID]]) -> None:
    """People chose these entries in place of drafts."""
    rows = [
        {
            "id": new_id(), "draft_id": new_id(), "conversation_id": new_id(), "outcome": "replaced",
            "question": question, "bot_text": "", "bot_entry_id": entry, "person_text": "",
            "person_entry_id": entry, "by_id": None, "by_name": "林静怡", "at": tx.now,
        }
        for question, entry in questions
    ]  # fmt: skip
    await tx.execute(insert(training_example_table), rows)


async def test_corrections_of_withdrawn_entries_do_not_stand_before_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_step, "_MOST_CORRECTIONS", 2)
    await desk.step.now()
    async with desk.world.db.transaction() as tx:
        await (await tx.raw()).execute(_WITHOUT_DRAFTS)
        gone, there = await knowledge.published_by_keys(tx, ["limit", "date"])
        questions = [
            ("额度能涨吗", gone.id),
            ("涨点额度", gone.id),
            ("额度不够花", gone.id),
            ("换个日子还", there.id),
        ]
        await correct(tx, questions)
        await knowledge.retire(tx, Actor.system("test"), gone.id)
    await desk.step.now()
    learned = [one.text for one in await desk.do(examples.of_intent, "entry:date", None, 10)]
    assert "换个日子还" in learned
    assert not await desk.do(examples.corrections, [there.id], 10)


async def test_names_are_looked_for_while_others_may_keep_step(desk: Desk) -> None:
    """Else a thousand texts would hold everybody up under the lock."""
    loop, looked = asyncio.get_running_loop(), []

    class Finder:
        def names(self, text: str) -> list[Named]:
            looked.append(text)
            asyncio.run_coroutine_threadsafe(desk.step.now(), loop).result(20)
            return []

    await desk.step.now()
    async with desk.world.db.transaction() as tx:
        await (await tx.raw()).execute(_WITHOUT_DRAFTS)
        (there,) = await knowledge.published_by_keys(tx, ["date"])
        await correct(tx, [("换个日子还", there.id)])
    await KeepingStep(desk.world.db, desk.step._shelf, Masker(Finder)).now()
    assert looked == ["换个日子还"]
    learned = [one.text for one in await desk.do(examples.of_intent, "entry:date", None, 10)]
    assert learned.count("换个日子还") == 1
