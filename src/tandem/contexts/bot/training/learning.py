"""Training one version, from the examples as they stand to the artefact in the object store.

Runs in a process of its own (kit.childwork). Killed at any point, the next run goes on: the examples are
kept as they were at the beginning, and every vector that was worked out is in the table."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import thread_time
from typing import Any

import numpy as np
import orjson
import structlog

from tandem.contexts.bot.training.repository import examples, inbox, intents, versions
from tandem.contexts.bot.training.repository.inbox import TurnGuesses
from tandem.contexts.bot.training.rules.assembling import DataSet, Given, assemble
from tandem.contexts.bot.training.rules.mixing_up import confused
from tandem.contexts.bot.training.rules.splitting import form
from tandem.contexts.bot.training.rules.testing import OUT, accuracy, auc, macro_f1, precision_curve
from tandem.contexts.bot.understanding.errors import TrainingRefused
from tandem.contexts.bot.understanding.examples import IntentExamples
from tandem.contexts.bot.understanding.intent_file import save_intents
from tandem.contexts.bot.understanding.intent_training import LeftOut, TrainingPlan, train_intents
from tandem.contexts.bot.understanding.intents import IntentModel
from tandem.contexts.bot.understanding.lesson_store import LessonStore
from tandem.contexts.bot.understanding.reading_twice import pupil, read_twice, second_reader
from tandem.contexts.bot.understanding.second_reading import SECOND, Taught, teach_intents
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.api import (
    EncoderFailed,
    EncoderLoader,
    EncoderUnavailable,
    SentenceEncoder,
    Vectors,
)
from tandem.kit.childwork import Stopped, Telling
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore

log = structlog.get_logger(__name__)
_FEWEST_FITS = 1
_TURNS, _CHUNK, _GUESSES = 500, 32, 3
_TIMED = 100
_LOOK_S = 0.3


@dataclass
class Learning:
    """One run. `encoders`: how to load each; those that cannot be loaded are noted as missing. `lessons`: where what
    they have learned outlives a run that is killed."""

    db: Database
    objects: ObjectStore
    encoders: Mapping[str, EncoderLoader]
    number: int
    lessons: LessonStore | None = None

    def __post_init__(self) -> None:
        telling = Telling(self.db, versions, self.number)
        self._tell, self._change, self._fail = telling.tell, telling.change, telling.fail

    async def run(self) -> None:
        """Ends with the version ready, or failed when nothing can be learned from its examples. Raises Stopped."""
        try:
            await self._run()
        except TrainingRefused as refused:
            log.warning("training.refused", version=self.number, reason=refused.code)
            await self._fail(refused.code, refused.params)

    async def _run(self) -> None:
        await self._tell("preparing", 0, 1)
        data = await self._data()
        texts, labels = data.inside()
        outside = data.outside()
        given = IntentExamples(texts, labels, outside)
        given.check()
        await self._change(
            data_hash=given.data_hash, examples=len(texts) + len(outside), intents=len(given.labels)
        )
        loaded, missing = await asyncio.to_thread(load, self.encoders)
        versions_ = {one.name: one.version for one in loaded}
        await self._change(encoders=versions_, missing=list(missing))
        held = [text for text, _ in data.test]
        vectors = await self._vectors(loaded, [*texts, *outside, *held])
        split = len(texts) + len(outside)
        learned = {n: rows[:split] for n, rows in vectors.items()}
        taught = await self._teach(given, loaded, learned)
        model, left_out = await self._train(given, learned, versions_, missing, taught)
        await self._tell("testing", 0, 1)
        reader = await asyncio.to_thread(second_reader, model, loaded)
        judged = {n: rows[split:] for n, rows in vectors.items()}
        judged = dict(await asyncio.to_thread(read_twice, model, reader, held, judged))
        quality = await asyncio.to_thread(_quality, model, data.test, judged)
        await self._judge_turns(model, loaded, reader)
        said, sure = left_out.probability.argmax(axis=1), left_out.probability.max(axis=1)
        mixed = confused(model.labels, left_out.places.tolist(), said.tolist())
        curve = precision_curve(sure.tolist(), (said == left_out.places).tolist())
        await self._keep(model, {**quality, "confused": mixed, "validation": curve})

    async def _data(self) -> DataSet:
        """The examples of this version: as they were when it began, should it have begun before."""
        async with self.db.transaction() as tx:
            found = await versions.find(tx, self.number)
            assert found is not None
            if found.data_object is None:
                rows = await examples.everything(tx)
                known = await intents.everything(tx)
        if found.data_object is not None:
            return await self._kept(found.data_object)
        given = [Given(row.text, row.intent_key, row.source, place) for place, row in enumerate(rows)]
        data = assemble(given, intents.owners(known), knowledge.out_of_scope_texts())
        content = orjson.dumps(data.plain())
        key = await self.objects.put(content, content_type="application/json")
        await self._change(data_object=key)
        return data

    async def _kept(self, key: str) -> DataSet:
        content = b"".join([chunk async for chunk in await self.objects.open(key)])
        return DataSet.of_plain(orjson.loads(content))

    async def _vectors(self, loaded: Sequence[SentenceEncoder], texts: list[str]) -> dict[str, Vectors]:
        total, done = len(texts) * len(loaded), 0
        await self._tell("encoding", 0, total)
        found: dict[str, Vectors] = {}
        for at, encoder in enumerate(loaded):
            known = await knowledge.count_vectors(self.db, encoder, texts)
            done = at * len(texts) + known
            await self._tell("encoding", done, total)

            async def encode(one: SentenceEncoder, chunk: list[str]) -> Vectors:
                nonlocal done
                rows = await asyncio.to_thread(one.encode, chunk)
                done += len(chunk)
                await self._tell("encoding", min(done, total), total)
                return rows

            rows = await knowledge.gather_vectors(self.db, encoder, texts, encode)
            assert rows is not None
            found[encoder.name] = rows
        return found

    async def _teach(
        self, given: IntentExamples, loaded: Sequence[SentenceEncoder], vectors: Mapping[str, Vectors]
    ) -> Taught | None:
        """What an encoder has learned, where that was asked for; None, and noted, where no encoder here can learn."""
        async with self.db.transaction() as tx:
            version = await versions.find(tx, self.number)
            assert version is not None
        if not version.teach:
            return None
        encoder = pupil(loaded)
        if encoder is None:
            await self._change(missing=[*version.missing, SECOND])
            return None
        over = Event()
        told = (0, 1)

        def report(done: int, total: int) -> None:
            nonlocal told
            told = done, total
            if over.is_set():
                raise Stopped

        learned = vectors[encoder.name]
        task = asyncio.create_task(
            asyncio.to_thread(teach_intents, given, encoder, learned, version.seed, report, self.lessons)
        )
        try:
            while not task.done():
                await self._tell("teaching", *told)
                await asyncio.wait({task}, timeout=_LOOK_S)
        except BaseException:
            # A thread is not ended from outside: without this the process would go on to the end of the lesson.
            over.set()
            await asyncio.gather(task, return_exceptions=True)
            raise
        try:
            return task.result()
        except (EncoderFailed, EncoderUnavailable) as error:
            log.warning("training.not_taught", encoder=encoder.name, cause=str(error))
            await self._change(missing=[*version.missing, SECOND])
            return None

    async def _train(
        self,
        given: IntentExamples,
        vectors: Mapping[str, Vectors],
        encoders: Mapping[str, str],
        missing: tuple[str, ...],
        taught: Taught | None,
    ) -> tuple[IntentModel, LeftOut]:
        async with self.db.transaction() as tx:
            version = await versions.find(tx, self.number)
            assert version is not None
        plan = TrainingPlan(encoders, missing, seed=version.seed)
        total = 2 ** len(vectors) + _FEWEST_FITS
        loop = asyncio.get_running_loop()
        steps: asyncio.Queue[None] = asyncio.Queue()
        observed: list[LeftOut] = []

        def report(_step: str) -> None:
            loop.call_soon_threadsafe(steps.put_nowait, None)

        task = asyncio.create_task(
            asyncio.to_thread(train_intents, given, vectors, plan, report, observed.append, taught)
        )
        done = 0
        await self._tell("training", 0, total)
        while not task.done():
            step = asyncio.create_task(steps.get())
            await asyncio.wait({task, step}, return_when=asyncio.FIRST_COMPLETED)
            if step.done():
                await self._tell("training", done, total)
                done += 1
            else:
                step.cancel()
        return task.result(), observed[0]

    async def _judge_turns(
        self, model: IntentModel, loaded: Sequence[SentenceEncoder], reader: SentenceEncoder | None
    ) -> None:
        """What the version thinks of the newest turns that nobody has labelled, for the inbox."""
        async with self.db.transaction() as tx:
            turns = await inbox.to_judge(tx, _TURNS)
        for at in range(0, len(turns), _CHUNK):
            await self._tell("testing", at, len(turns))
            chunk = turns[at : at + _CHUNK]
            texts = [form(text) for _, text in chunk]
            vectors = {one.name: await asyncio.to_thread(one.encode, texts) for one in loaded}
            both = await asyncio.to_thread(read_twice, model, reader, texts, vectors)
            judged = await asyncio.to_thread(model.judge, texts, both)
            best = (-judged.probability).argsort(axis=1)[:, :_GUESSES]
            kept = [
                TurnGuesses(
                    turn_id, [(model.labels[place], float(row[place])) for place in places], float(scope)
                )
                for (turn_id, _), row, places, scope in zip(
                    chunk, judged.probability, best, judged.scope, strict=True
                )
            ]
            async with self.db.transaction() as tx:
                await inbox.keep_guesses(tx, self.number, kept)

    async def _keep(self, model: IntentModel, quality: Mapping[str, Any]) -> None:
        await self._tell("keeping", 0, 1)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "intents.model"
            sha256 = await asyncio.to_thread(save_intents, model, file)
            content = await asyncio.to_thread(file.read_bytes)
        key = await self.objects.put(content, content_type="application/octet-stream")
        await self._change(
            state="ready", object_key=key, sha256=sha256, bytes=len(content), quality=dict(quality),
            step="keeping", done=1, total=1, finished_at=self.db.clock.now(),
        )  # fmt: skip
        log.info("training.ready", version=self.number, sha256=sha256)


def load(loaders: Mapping[str, EncoderLoader]) -> tuple[list[SentenceEncoder], tuple[str, ...]]:
    """(encoders, names of those that cannot be loaded). Blocking."""
    found, missing = [], []
    for name, loader in loaders.items():
        try:
            found.append(loader())
        except EncoderUnavailable as error:
            log.warning("training.encoder_missing", encoder=name, cause=str(error))
            missing.append(name)
    return found, tuple(missing)


def _quality(
    model: IntentModel, test: Sequence[tuple[str, str | None]], vectors: Mapping[str, Vectors]
) -> dict[str, Any]:
    """On the test set: what is said below the model's own scope threshold counts as out of scope."""
    true = [intent for _, intent in test]
    if not test:
        return {"accuracy": 0.0, "macro_f1": 0.0, "scope_auc": None, "test_size": 0}
    judged = model.judge([text for text, _ in test], vectors)
    said = [
        model.labels[best] if inside else OUT for best, inside in zip(judged.best, judged.inside, strict=True)
    ]
    scope = [float(one) for one in np.asarray(judged.scope)]
    inside = [one for one, intent in zip(scope, true, strict=True) if intent is not None]
    outside = [one for one, intent in zip(scope, true, strict=True) if intent is None]
    found = auc(inside, outside)
    return {
        "accuracy": round(accuracy(said, true), 4),
        "macro_f1": round(macro_f1(said, true), 4),
        "scope_auc": round(found, 4) if found is not None else None,
        "test_size": len(test),
        "judge_cpu_ms": _cost(model, [text for text, _ in test], vectors),
    }


def _cost(model: IntentModel, texts: Sequence[str], vectors: Mapping[str, Vectors]) -> float:
    """Processor time of judging one text whose vectors are at hand, in milliseconds."""
    few = range(min(len(texts), _TIMED))
    alone = [([texts[at]], {name: rows[at : at + 1] for name, rows in vectors.items()}) for at in few]
    began = thread_time()
    for text, rows in alone:
        model.judge(text, rows)
    return round((thread_time() - began) * 1000 / max(len(alone), 1), 2)
