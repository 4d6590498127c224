"""`bench nlu knowledge`: questions put to the bot's own ladder of decisions over a knowledge base, without a database."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from tandem.contexts.bot.api import StillKnowledge, Turn, consider, worth_a_draft
from tandem.contexts.bot.api.meaning import Meaning
from tandem.contexts.bot.api.understanding import digest
from tandem.contexts.knowledge.api import SentenceEncoder, StillBase, Vectors
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.bench.nlu.knowledge_figures import Seen, figures, mistakes, worst_entries
from tandem.demo.bench.nlu.knowledge_files import Asked, Part
from tandem.demo.bench.nlu.meaning import lessons

ALL = "all encoders"
NONE = "no encoder"


def bench_knowledge(
    documents: Sequence[Mapping[str, Any]], asked: Sequence[Asked], encoding: Encoding, *, part: Part
) -> dict[str, Any]:
    """Figures with every encoder there is (at the top), then with each alone and with none. Questions of the test part
    are not listed. Raises EncoderFailed, ContentInvalid."""
    began = perf_counter()

    def encode(encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
        return encoding.store.vectors(
            encoder, texts, lambda done, of: encoding.tell(f"texts: {encoder.name}", done, of)
        )

    base = StillBase.of(documents, list(encoding.encoders.values()), datetime.now(UTC), encode)
    ways = dict(_ways(sorted(encoding.encoders)))
    sense = lessons(encoding).meaning()
    seen = {
        name: asyncio.run(_ask(base, names, asked, name, encoding, sense)) for name, names in ways.items()
    }
    best = next(iter(ways))
    rows = {name: figures(found, _related(base)) for name, found in seen.items()}
    used = base.calibrations.of(encoding.encoders)
    said = [(one.key, one.question, one.answer, *one.phrasings) for one in base.published]
    result = {
        "bench": "nlu knowledge",
        "part": part,
        **rows[best],
        "worst_entries": worst_entries(seen[best]),
        "thresholds": {
            "answer": used.tau_answer, "draft": used.tau_draft, "clarify": used.tau_clarify,
        },
        "calibration": "fitted from this base" if base.fitted else "as shipped",
        "model_version": digest([*encoding.versions.items(), (base.calibrations.data_hash, "")])[:12],
        "data_hash": digest([*said, *((one.text, one.key or "") for one in asked)]),
        "seed": base.calibrations.seed,
        "encoders": encoding.versions,
        "missing": dict(encoding.missing),
        "entries": len(base.published),
        "seconds": {"all": round(perf_counter() - began, 1)},
        "baselines": {name: row for name, row in rows.items() if name != best},
    }  # fmt: skip
    return result if part == "test" else result | {"mistakes": mistakes(seen[best])}


def _ways(names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All encoders, each alone, none; each way once."""
    if len(names) > 1:
        yield ALL, tuple(names)
    yield from ((f"{name} alone", (name,)) for name in names)
    yield NONE, ()


async def _ask(
    base: StillBase,
    names: Sequence[str],
    asked: Sequence[Asked],
    way: str,
    encoding: Encoding,
    sense: Meaning,
) -> list[Seen]:
    knowledge = StillKnowledge(base.served(names))
    seen = []
    for done, one in enumerate(asked, start=1):
        seen.append(await _see(knowledge, one, sense))
        encoding.tell(f"asking: {way}", done, len(asked))
    return seen


async def _see(knowledge: StillKnowledge, asked: Asked, sense: Meaning) -> Seen:
    """As a customer's first message. Search is also looked at where a rule or small talk decided before it."""
    considered = await consider(knowledge, Turn(asked.text), sense=sense)
    decision = considered.decision
    ranking = considered.ranking or await knowledge.rank(asked.text)
    keys = {one.entry_id: knowledge.key_of(one.entry_id) or "" for one in ranking.candidates}
    return Seen(
        asked=asked,
        action=decision.action,
        policy=decision.policy,
        found=tuple(keys.values()),
        said=knowledge.key_of(decision.entry_ids[0]) if decision.action == "answer" else None,
        buttons=tuple(knowledge.key_of(id_) or "" for id_ in decision.entry_ids)
        if decision.action == "clarify"
        else (),
        drafted=worth_a_draft(decision, ranking) is not None,
        confidence=ranking.confidence,
        scope=ranking.scope,
    )


def _related(base: StillBase) -> dict[str, frozenset[str]]:
    """Entries that an editor lists with another, in both directions."""
    found: dict[str, set[str]] = {one.key: set(one.related) for one in base.published}
    for one in base.published:
        for other in one.related:
            found.setdefault(other, set()).add(one.key)
    return {key: frozenset(others) for key, others in found.items()}
