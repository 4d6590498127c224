"""Summing up at hand-over: the rules at once, in a job of their own; the model afterwards, if it is in time."""

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

from tandem.contexts.bot.llm.composing import Composer
from tandem.contexts.bot.llm.summing_up import Told, told
from tandem.contexts.bot.rules.summing_up import Line, sum_up, title_of
from tandem.contexts.bot.summaries import repository
from tandem.contexts.bot.summaries.repository import Kept
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded

SUMMARY_JOB = "bot.summary_by_model"
_MESSAGES = 40
_FROM = ("bot", "silent_seat")


class Summarising:
    """One for each process. `composer`: None without a language model."""

    def __init__(self, db: Database, composer: Composer | None) -> None:
        self._db = db
        self._composer = composer if composer and "summaries" in composer.options.uses else None

    async def handed_over(self, event: Recorded) -> None:
        """Sum up what the bot hands to people. Safe to run twice."""
        data = event.data
        if data["from_controller"] not in _FROM or data["to_controller"] not in ("queue", "agent"):
            return
        assert event.subject_id is not None
        async with self._db.transaction() as tx:
            messages = await conversations.recent_messages(tx, event.subject_id, _MESSAGES)
            lines = _lines(messages)
            if not any(one.role == "customer" for one in lines):
                return
            summary = sum_up(lines, event.at)
            kept = await repository.keep(
                tx,
                {
                    "conversation_id": event.subject_id, "up_to_seq": messages[-1].seq,
                    "reason": data["reason"], "made_by": "rules", "content": summary.plain(),
                },
            )  # fmt: skip
            if kept is not None and self._composer is not None:
                tx.enqueue(SUMMARY_JOB, {"summary_id": str(kept)})

    async def by_model(self, payload: Mapping[str, Any]) -> None:
        """Job: let the model write what the rules extracted. Safe to run twice, and with the model gone."""
        if self._composer is None:
            return
        async with self._db.transaction() as tx:
            kept = await repository.get(tx, UUID(payload["summary_id"]))
            if kept is None or await repository.made(tx, kept.conversation_id, kept.up_to_seq):
                return
            conversation = await conversations.get(tx, kept.conversation_id)
            lines = await _stretch(tx, kept)
        left = kept.at + self._composer.options.summary_within - self._db.clock.now()
        if left.total_seconds() <= 0:
            return
        started = perf_counter()
        found = await told(
            self._composer, lines, kept.at, within_s=left.total_seconds(), names=(conversation.customer_name,)
        )
        async with self._db.transaction() as tx:
            await repository.keep(tx, _row(kept, found, (perf_counter() - started) * 1000))


async def _stretch(tx: Tx, kept: Kept) -> list[Line]:
    before = {kept.conversation_id: kept.up_to_seq + 1}
    return _lines((await conversations.recent_before(tx, before, _MESSAGES))[kept.conversation_id])


def _lines(messages: Sequence[MessageView]) -> list[Line]:
    return [
        Line(one.role, one.text, title_of(one.payload))  # type: ignore[arg-type]
        for one in messages
        if one.role in ("customer", "bot", "agent") and one.text.strip()
    ]


def _row(kept: Kept, found: Told, elapsed_ms: float) -> dict[str, Any]:
    return {
        "conversation_id": kept.conversation_id, "up_to_seq": kept.up_to_seq, "reason": kept.reason,
        "made_by": "model", "model": found.model, "verdict": found.verdict.code,
        "detail": found.verdict.detail or None, "text": found.text or None, "elapsed_ms": elapsed_ms,
    }  # fmt: skip
