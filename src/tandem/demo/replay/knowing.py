"""People who know the right answers, for replays of questions with known ones: what they say of the bot is true, so
that its thresholds can be fitted to it."""

import asyncio
from collections.abc import Iterable
from typing import Any

from tandem.demo.clients import Message
from tandem.demo.clients.drafts import Draft, Judge, approve
from tandem.demo.replay.reading import Question

_READING_S = 0.2


def judge_of(questions: Iterable[Question]) -> Judge:
    """Somebody at the silent seat who lets right drafts out, sends the right entry in place of a wrong one where it is
    among the candidates, and hands the others over. Without known answers: who trusts the bot."""
    expected = {one.text: one.expected for one in questions if one.expected is not None}
    if not expected:
        return approve

    async def judge(draft: Draft) -> str | None:
        await asyncio.sleep(_READING_S)
        return verdict(draft["candidates"], expected.get(draft["question"], frozenset()))

    return judge


def verdict(candidates: list[dict[str, Any]], expected: frozenset[str]) -> str:
    """What is right to do with a draft whose own entry stands first."""
    fitting = [one["entry_id"] for one in candidates if one["key"] in expected]
    if candidates and candidates[0]["key"] in expected:
        return "approve"
    return fitting[0] if fitting else "handoff"


def right(message: Message, expected: frozenset[str]) -> bool | None:
    """Whether an answer comes from an entry that answers the question; None for what names no source."""
    sources = (message.get("payload") or {}).get("sources") or []
    return any(one["key"] in expected for one in sources) if sources else None
