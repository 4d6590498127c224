"""Versions on the fixed test set: every text that is held back today, judged once by each version and kept."""

import asyncio
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from tandem.contexts.bot.comparison.errors import TestSetEmpty
from tandem.contexts.bot.comparison.repository import judgements
from tandem.contexts.bot.comparison.repository.judgements import Judgement
from tandem.contexts.bot.comparison.rules.judging import OUT_OF_SCOPE, AnsweredExample
from tandem.contexts.bot.thresholds.rules.curve import Outcome
from tandem.contexts.bot.training.errors import VersionNotFound, VersionNotReady
from tandem.contexts.bot.training.repository import examples, intents, versions
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.training.rules.assembling import Given, assemble
from tandem.contexts.bot.training.rules.splitting import text_hash
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.api import EncoderUnavailable, SentenceEncoder, Vectors
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable
from tandem.kit.objects import ObjectStore

if TYPE_CHECKING:
    from tandem.contexts.bot.understanding.intents import IntentModel

log = structlog.get_logger(__name__)
_SETTLES_S = 120.0


@dataclass(frozen=True)
class TestSet:
    """(text, intent or None for out of scope) of everything held back. `owners`: for each intent the one it counts
    for; `names` of intents."""

    __test__ = False
    rows: tuple[tuple[str, str | None], ...]
    owners: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def hash(self) -> str:
        """Of texts and truths: two comparisons with the same hash were made on the same questions."""
        said = "\n".join(f"{text}\t{intent or ''}" for text, intent in self.rows)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


class Testing:
    """One for each process. Judging wakes the encoders and takes seconds the first time, then a look-up."""

    __test__ = False

    def __init__(self, db: Database, objects: ObjectStore, live: knowledge.LiveIndex) -> None:
        self._db, self._objects, self._live = db, objects, live
        self._one_at_a_time = asyncio.Lock()

    async def test_set(self) -> TestSet:
        """The texts held back today. Raises TestSetEmpty."""
        async with self._db.transaction() as tx:
            found = await _test_set(tx)
        if not found.rows:
            raise TestSetEmpty()
        return found

    async def judged(self, number: int, test: TestSet) -> list[Judgement]:
        """What a version makes of the test set, in its order. Raises VersionNotFound, VersionNotReady,
        ModelFileRefused, EncodersMissing, ObjectMissing."""
        hashes = [text_hash(text) for text, _ in test.rows]
        async with self._one_at_a_time:
            async with self._db.transaction() as tx:
                version = await versions.find(tx, number)
                known = await judgements.kept(tx, number, hashes)
            if version is None:
                raise VersionNotFound()
            if version.state != "ready":
                raise VersionNotReady()
            if len(known) < len(hashes) or any(one.degraded for one in known.values()):
                await self._settled()
            here = {encoder.name for encoder in self._live.encoders}
            # Without an encoder judged once is enough, until that encoder is here.
            waiting = {
                hash_: text
                for hash_, (text, _) in zip(hashes, test.rows, strict=True)
                if hash_ not in known or here.intersection(known[hash_].degraded)
            }
            if waiting:
                known |= await self._judge(version, waiting)
        return [known[hash_] for hash_ in hashes]

    async def outcomes(self, number: int) -> list[Outcome]:
        """The version's judgements of the test set, as thresholds are fitted to."""
        try:
            test = await self.test_set()
        except TestSetEmpty:
            return []
        found = []
        for (_, truth), one in zip(test.rows, await self.judged(number, test), strict=True):
            likeliest = test.owners.get(one.likeliest, one.likeliest)
            found.append(Outcome(likeliest, one.probability, likeliest == truth))
        return found

    async def _settled(self) -> None:
        """Until the encoders that can be had are here."""
        try:
            async with asyncio.timeout(_SETTLES_S):
                await self._live.settled()
        except TimeoutError:
            raise Unavailable("knowledge_not_ready", retry_after=5) from None

    async def _judge(self, version: Version, waiting: Mapping[bytes, str]) -> dict[bytes, Judgement]:
        assert version.object_key is not None
        assert version.sha256 is not None
        texts = list(waiting.values())
        vectors: dict[str, Vectors] = {}
        for encoder in self._live.encoders:
            if encoder.name in version.encoders:
                rows = await knowledge.gather_vectors(self._db, encoder, texts, self._live.encode)
                assert rows is not None
                vectors[encoder.name] = rows
        content = b"".join([chunk async for chunk in await self._objects.open(version.object_key)])
        encoders = self._live.encoders
        judged = await asyncio.to_thread(_judged, content, version.sha256, texts, vectors, encoders)
        found = dict(zip(waiting, judged, strict=True))
        async with self._db.transaction() as tx:
            await judgements.keep(tx, version.number, found)
        return found


def answered_examples(test: TestSet, said: Sequence[Judgement]) -> list[AnsweredExample]:
    """For the rules: intents that were merged since count as what they became."""
    return [
        AnsweredExample(
            text, truth or OUT_OF_SCOPE, test.owners.get(one.said, one.said) if one.said else OUT_OF_SCOPE
        )
        for (text, truth), one in zip(test.rows, said, strict=True)
    ]


async def _test_set(tx: Tx) -> TestSet:
    rows, known = await examples.everything(tx), await intents.everything(tx)
    counts_for = {key: one.merged_into or key for key, one in known.items()}
    given = [Given(row.text, row.intent_key, row.source, place) for place, row in enumerate(rows)]
    data = assemble(given, intents.owners(known), knowledge.out_of_scope_texts())
    # Questions that nobody could answer say nothing of a bot that has learned nothing yet.
    inside = any(intent is not None for _, intent in data.test)
    names = {key: one.name for key, one in known.items()}
    return TestSet(data.test if inside else (), counts_for, names)


def _judged(
    content: bytes,
    sha256: str,
    texts: Sequence[str],
    vectors: Mapping[str, Vectors],
    encoders: Sequence[SentenceEncoder],
) -> list[Judgement]:
    from tandem.contexts.bot.understanding.reading_twice import read_twice, second_reader

    model = _load(content, sha256)
    try:
        reader = second_reader(model, encoders)
    except EncoderUnavailable as error:
        log.warning("testing.second_reading_missing", cause=str(error))
        reader = None
    found = model.judge(texts, read_twice(model, reader, texts, vectors))
    best = found.best
    return [
        Judgement(
            model.labels[place] if inside else None, model.labels[place], float(row[place]), found.degraded
        )
        for place, row, inside in zip(best, found.probability, found.inside, strict=True)
    ]


def _load(content: bytes, sha256: str) -> "IntentModel":
    # Only who compares loads scipy.
    from tandem.contexts.bot.understanding.intent_file import load_intents

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "intents.model"
        file.write_bytes(content)
        return load_intents(file, sha256=sha256)
