"""What a draft says, and how the answers to an earlier question and a later one stand in one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tandem.contexts.bot.ports import Answer
from tandem.contexts.bot.silent_seat.draft import Draft

CHOICES = 4
"""The draft's own entry and three to replace it with."""


@dataclass(frozen=True)
class Content:
    """What a draft says, and until when it may wait."""

    question: str
    candidates: Sequence[Mapping[str, Any]]
    confidence: float
    thresholds: Mapping[str, float | None]
    due_at: datetime
    text: str | None = None
    """None: the first candidate's answer."""
    composed: Mapping[str, Any] | None = None
    """What the text rests on, where the language model wrote it."""

    @property
    def rests_on(self) -> list[Mapping[str, Any]]:
        """The entries that the text comes from, as far as they are among the candidates."""
        if self.composed is not None:
            cited = {str(one["entry_id"]) for one in self.composed["sources"]}
            return [one for one in self.candidates if one["entry_id"] in cited]
        return [one for one in self.candidates if one.get("in_text")] or [*self.candidates[:1]]

    @property
    def said(self) -> str:
        return self.text or "\n\n".join(one["answer"] for one in self.rests_on)


def candidates(answers: Sequence[Answer], confidences: Mapping[str, float]) -> list[dict[str, Any]]:
    """Entries as a draft keeps them."""
    return [
        {
            "entry_id": str(one.entry_id), "key": one.key, "question": one.question,
            "answer": one.answer.strip(), "version": one.version,
            "confidence": confidences.get(str(one.entry_id), 0.0),
        }
        for one in answers
    ]  # fmt: skip


def ids(found: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(one["entry_id"]) for one in found}


def with_both(before: Draft, content: Content, answers: Sequence[Answer]) -> Content:
    """Entries' own words, the earlier ones first. `answers`: of the earlier draft's those that are still to be said."""
    own = content.rests_on
    earlier = dict.fromkeys((str(one.entry_id) for one in answers), before.confidence)
    both = [*own, *candidates(answers, earlier)]
    others = {one["entry_id"]: one for one in (*content.candidates, *before.candidates)}
    shown = [
        *({**one, "in_text": True} for one in both),
        *({**one, "in_text": False} for id_, one in others.items() if id_ not in ids(both)),
    ]
    text = "\n\n".join([*(one["answer"] for one in both[: len(own) - 1 : -1]), content.said])
    return replace(content, candidates=shown[: max(CHOICES, len(both))], text=text)


def with_the_model_s(before: Draft, content: Content, answers: Sequence[Answer]) -> Content:
    """The same where the language model wrote one of them, or both: its words stand whole."""
    if before.composed:
        earlier, first = before.composed, before.text
    else:
        earlier = _as_composed(candidates(answers, {}))
        first = "\n\n".join(one.answer.strip() for one in answers)
    later = content.composed or _as_composed(content.rests_on)
    sources = {str(one["entry_id"]): one for one in (*earlier["sources"], *later["sources"])}
    composed = {
        "model": later["model"] or earlier["model"], "sources": list(sources.values()),
        "sentences": [*earlier["sentences"], *later["sentences"]],
        "own_data": earlier["own_data"] or later["own_data"],
        "open": [*earlier.get("open", ()), *later.get("open", ())], "several": True,
    }  # fmt: skip
    shown = {one["entry_id"]: {**one, "in_text": False} for one in (*content.candidates, *before.candidates)}
    return replace(
        content, candidates=[*shown.values()][:CHOICES], text=f"{first}\n\n{content.said}", composed=composed
    )


def _as_composed(entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Entries' own words, as what a model wrote is kept."""
    return {
        "model": None, "own_data": False,
        "sources": [
            {
                "entry_id": one["entry_id"], "key": one["key"], "title": one["question"],
                "version": one["version"],
            }
            for one in entries
        ],
        "sentences": [{"text": one["answer"], "entry_ids": [one["entry_id"]]} for one in entries],
    }  # fmt: skip
