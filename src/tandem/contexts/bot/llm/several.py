"""Several questions in one message: each is put to the model alone, and what is found stands in one answer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tandem.contexts.bot.decision import DecidedPart
from tandem.contexts.bot.llm.composing import Composed
from tandem.contexts.bot.ports import Answer
from tandem.contexts.bot.replies import short
from tandem.contexts.bot.rules.composing import worth_asking
from tandem.contexts.bot.rules.grounding import Sentence, Source, Verdict
from tandem.kit.i18n import translate


@dataclass(frozen=True)
class Told:
    """What becomes of one question. `composed`: what the model made of it, None where it was not asked; `entry`: what
    is published, where the model's is no good and search is sure of it or would put it before a person."""

    part: DecidedPart
    composed: Composed | None = None
    entry: Answer | None = None

    @property
    def by_model(self) -> Composed | None:
        return self.composed if self.composed is not None and self.composed.verdict.ok else None

    @property
    def text(self) -> str:
        """What the customer reads of it."""
        if self.by_model is not None:
            return self.by_model.text
        return self.entry.answer.strip() if self.entry is not None else ""


def entry_of(part: DecidedPart) -> str | None:
    """The entry that answers a part without the model: surely, or under a person's eyes."""
    return part.sure or (part.best if part.decision.confidence >= part.draft else None)


def sources_for(part: DecidedPart, others: Sequence[str]) -> list[str]:
    """The entries that the model may answer a part from, the likeliest first. `others`: found for the whole message."""
    found = [one for one in (part.best, *part.decision.entry_ids) if one is not None]
    return list(dict.fromkeys([*found, *others]))


def joined(told: Sequence[Told], locale: str) -> Composed:
    """One answer to all, each under the customer's own words. Without a good one of the model's its first refusal."""
    asked = [one.composed for one in told if one.composed is not None]
    good = [one for one in told if one.by_model is not None]
    if not good:
        return asked[0] if asked else Composed(Verdict("no_sources"), ())
    answered = [one for one in told if one.text]
    sources: list[Source] = []
    sentences: list[Sentence] = []
    for one in answered:
        for text, cited in _said(one):
            sentences.append(Sentence(text, tuple(_numbered(sources, source) for source in cited)))
    text = answered[0].text
    if len(answered) > 1:
        text = "\n\n".join(
            translate("bot.part", locale, question=short(one.part.text), answer=one.text) for one in answered
        )
    refused = [
        f"{one.part.text}: {one.composed.verdict.code}" for one in told if one.composed and not one.by_model
    ]
    return Composed(
        Verdict("ok", "; ".join(refused)), tuple(sources), text, tuple(sentences), asked[0].model,
        _sum([one.prompt_tokens for one in asked]), _sum([one.answer_tokens for one in asked]),
        any(one.by_model.own_data for one in good if one.by_model),
        tuple(one.part.text for one in told if not one.text and _wants_an_answer(one.part)),
        any(one.entry is not None and one.part.sure is None and not one.by_model for one in told),
    )  # fmt: skip


def _said(one: Told) -> list[tuple[str, list[Source]]]:
    """Its sentences, with what they rest on."""
    if one.by_model is not None:
        known = {source.n: source for source in one.by_model.sources}
        return [(said.text, [known[n] for n in said.cites]) for said in one.by_model.sentences]
    assert one.entry is not None
    entry = one.entry
    source = Source(0, str(entry.entry_id), entry.key, entry.version, entry.question, entry.answer.strip())
    return [(source.answer, [source])]


def _numbered(sources: list[Source], source: Source) -> int:
    """Its number among the sources of the whole answer."""
    for known in sources:
        if known.entry_id == source.entry_id:
            return known.n
    sources.append(replace(source, n=len(sources) + 1))
    return len(sources)


def _wants_an_answer(part: DecidedPart) -> bool:
    """What is told or said in passing does not."""
    return worth_asking(part) or part.asks or part.added


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if known else None
