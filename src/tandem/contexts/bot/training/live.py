"""The published versions in this process: loaded when published, changed over without a restart."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
import structlog

from tandem.contexts.bot.decision import Guess, Target, Understanding
from tandem.contexts.bot.ports import Knowledge
from tandem.contexts.bot.training.events import TOPIC
from tandem.contexts.bot.training.repository import intents, publications
from tandem.contexts.bot.training.repository.intents import Intent
from tandem.contexts.bot.training.repository.publications import Served
from tandem.contexts.bot.training.rules.arms import version_for
from tandem.contexts.bot.training.rules.assembling import DataSet, word_for_word
from tandem.contexts.bot.training.thresholds import IntentThresholds, ShippedThresholds
from tandem.contexts.bot.understanding.errors import EncodersMissing, ModelFileRefused
from tandem.contexts.knowledge.api import EncoderFailed, EncoderUnavailable, Ranking, SentenceEncoder, Vectors
from tandem.kit.db import Database
from tandem.kit.following import Follower
from tandem.kit.health import Check, Said, Unhealthy, say
from tandem.kit.objects import ObjectMissing, ObjectStore, ObjectStoreAway
from tandem.kit.realtime import Hub

if TYPE_CHECKING:
    from tandem.contexts.bot.understanding.intents import IntentModel

log = structlog.get_logger(__name__)
_GUESSES = 3
TAUGHT = 0.995
"""Of the intent whose example the text is, word for word: like a phrasing in the knowledge base."""


@dataclass(frozen=True)
class _Taught:
    """A version's model, and the intents of its examples word for word. `reader`: of its second reading, once the
    encoder is here."""

    model: "IntentModel"
    examples: Mapping[str, str]
    reader: SentenceEncoder | None = None


@dataclass(frozen=True)
class _Standing:
    """What is served, replaced as a whole: the publications with their models, and where intents lead now."""

    published: tuple[Served, ...] = ()
    models: Mapping[int, "_Taught"] = field(default_factory=dict)
    intents: Mapping[str, Intent] = field(default_factory=dict)


class LiveIntents:
    """One for each process. `start()` it where customers are answered; elsewhere the first question does."""

    def __init__(
        self,
        db: Database,
        objects: ObjectStore,
        knowledge: Knowledge,
        *,
        hub: Hub | None = None,
        thresholds: IntentThresholds | None = None,
        has_flow: Callable[[str], bool] = lambda flow: False,
        encoders: Callable[[], Sequence[SentenceEncoder]] = tuple,
    ) -> None:
        """`has_flow`: whether a flow is served; intents that lead to others lead nowhere. `encoders`: those loaded
        here."""
        self._db, self._objects, self._knowledge = db, objects, knowledge
        self._thresholds = thresholds or ShippedThresholds()
        self._has_flow, self._encoders = has_flow, encoders
        self._standing = _Standing()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="intents")
        self._following = Follower("bot.intents", self._step, topic=TOPIC, hub=hub)
        self.refused: Said | None = None
        """Why what is published is not served here, for people who look after it; None when it is."""

    async def start(self) -> None:
        """Begin to keep step. Twice is once."""
        await self._following.start()

    async def stop(self) -> None:
        """End the task and its thread."""
        await self._following.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def looked(self) -> None:
        """Waits until the database has been looked at from now on."""
        await self._following.looked()

    @property
    def serving(self) -> Mapping[int, str]:
        """The versions that this process judges by, with the sha256 of their files."""
        return {one.version: one.sha256 for one in self._standing.published}

    @property
    def read_once(self) -> tuple[int, ...]:
        """Versions whose second reading nobody here can do: the encoder that was taught is not here."""
        models = self._standing.models.items()
        return tuple(n for n, one in models if one.model.second is not None and one.reader is None)

    async def understand(self, conversation_id: UUID | None, ranking: Ranking) -> Understanding | None:
        """What the version published for this conversation makes of what search was asked, by the vectors that search
        worked out; None when none is published for it."""
        if not self._following.started:
            await self.looked()
        standing = self._standing
        version = version_for(conversation_id, standing.published)
        if version is None or not ranking.query:
            return None
        vectors = {name: row[None, :] for name, row in ranking.vectors.items()}
        loop = asyncio.get_running_loop()
        taught = standing.models[version]
        try:
            seen = await loop.run_in_executor(self._threads, _judge, taught, ranking.query, vectors)
        except EncodersMissing as error:
            log.warning("intents.encoders_missing", version=version, cause=str(error))
            return None
        meant = taught.examples.get(word_for_word(ranking.query))
        if meant is not None:
            others = [(key, (1 - TAUGHT) * probability) for key, probability in seen.found if key != meant]
            seen = replace(seen, found=[(meant, TAUGHT), *others], scope=max(seen.scope, TAUGHT))
        return self._understanding(standing, version, seen)

    def _understanding(self, standing: _Standing, version: int, seen: "_Seen") -> Understanding:
        guesses: dict[str, Guess] = {}
        for key, probability in seen.found:
            intent = _where_merged(standing.intents, key)
            shown, name = (intent.key, intent.name) if intent else (key, key)
            more = guesses[shown].probability if shown in guesses else 0.0
            guesses[shown] = Guess(shown, name, round(min(more + probability, 1.0), 4))
        ordered = tuple(sorted(guesses.values(), key=lambda one: -one.probability))[:_GUESSES]
        first = ordered[0].intent
        intent = standing.intents.get(first)
        return Understanding(
            version, ordered, self._target(intent), self._thresholds.of(first, version), seen.degraded,
            round(seen.scope, 4),
        )  # fmt: skip

    def _target(self, intent: Intent | None) -> Target | None:
        if intent is None or intent.retired_at is not None or intent.target_key is None:
            return None
        match intent.target_kind:
            case "entry":
                entry_id = self._knowledge.id_of(intent.target_key)
                return Target("entry", entry_id) if entry_id else None
            case "flow":
                return Target("flow", intent.target_key) if self._has_flow(intent.target_key) else None
            case "hand_over":
                return Target("hand_over", intent.target_key)
        return None

    async def _step(self) -> None:
        async with self._db.transaction() as tx:
            published = await publications.served(tx)
            known = await intents.everything(tx) if published else {}
        standing = self._standing
        try:
            models = {one.version: await self._model(standing, one) for one in published}
        except (ModelFileRefused, ObjectMissing, ObjectStoreAway) as error:
            serving = tuple(map(str, self.serving))
            refused = say(
                "health.intents_refused", versions=_numbers(published), cause=Said(f"error.{error.code}", error.params),
                serving=serving or say("health.none"),
            )  # fmt: skip
            if refused != self.refused:
                log.error("intents.refused", published=_numbers(published), cause=error.code, serving=serving)
            self.refused = refused
            return
        self.refused = None
        if published != standing.published:
            log.info("intents.served", versions=_numbers(published))
        self._standing = _Standing(published, models, known)

    async def _model(self, standing: _Standing, one: Served) -> _Taught:
        if self.serving.get(one.version) == one.sha256:
            return await self._with_reader(one.version, standing.models[one.version])
        content, data = await self._read(one.object_key), await self._read(one.data_object)
        # Not on the thread that judges: customers would wait for as long as a version is loaded.
        found = await asyncio.to_thread(_load, content, one.sha256, data)
        return await self._with_reader(one.version, found)

    async def _with_reader(self, version: int, taught: _Taught) -> _Taught:
        """With who reads a second time, as soon as the encoder is here; until then the first reading decides alone."""
        if taught.model.second is None or taught.reader is not None:
            return taught
        try:
            reader = await asyncio.to_thread(_reader, taught.model, self._encoders())
        except EncoderUnavailable as error:
            log.warning("intents.second_reading_missing", version=version, cause=str(error))
            return taught
        return replace(taught, reader=reader)

    async def _read(self, key: str) -> bytes:
        return b"".join([chunk async for chunk in await self._objects.open(key)])


def intents_check(live: LiveIntents) -> Check:
    """Whether this process serves the published versions; if not, those before them go on."""

    async def probe() -> Said:
        await live.start()
        if live.refused is not None:
            raise Unhealthy(live.refused)
        numbers = tuple(map(str, live.serving))
        if not numbers:
            return say("health.none_published")
        once = tuple(map(str, live.read_once))
        return (
            say("health.versions_read_once", numbers=numbers, once=once)
            if once
            else say("health.versions", numbers=numbers)
        )

    return Check("intents", probe, critical=False)


def _numbers(published: tuple[Served, ...]) -> tuple[str, ...]:
    return tuple(str(one.version) for one in published)


def _where_merged(known: Mapping[str, Intent], key: str) -> Intent | None:
    found = known.get(key)
    return known.get(found.merged_into) if found is not None and found.merged_into else found


@dataclass(frozen=True)
class _Seen:
    """Of one text: the likeliest few intents with their probabilities, that it is any of ours, and the encoders that
    took no part."""

    found: list[tuple[str, float]]
    scope: float
    degraded: tuple[str, ...]


def _judge(taught: _Taught, text: str, vectors: Mapping[str, Vectors]) -> _Seen:
    from tandem.contexts.bot.understanding.reading_twice import read_twice

    model = taught.model
    try:
        vectors = read_twice(model, taught.reader, [text], vectors)
    except EncoderFailed as error:
        log.warning("intents.second_reading_failed", cause=str(error))
    judged = model.judge([text], vectors)
    row = judged.probability[0]
    places = row.argsort()[::-1][: _GUESSES + 1]
    found = [(model.labels[place], float(row[place])) for place in places]
    return _Seen(found, float(judged.scope[0]), judged.degraded)


def _reader(model: "IntentModel", encoders: Sequence[SentenceEncoder]) -> SentenceEncoder | None:
    from tandem.contexts.bot.understanding.reading_twice import second_reader

    return second_reader(model, encoders)


def _load(content: bytes, sha256: str, data: bytes) -> _Taught:
    # Not before a version is published: a process that serves none need not load scipy.
    from tandem.contexts.bot.understanding.intent_file import load_intents

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "intents.model"
        file.write_bytes(content)
        return _Taught(load_intents(file, sha256=sha256), DataSet.of_plain(orjson.loads(data)).taught())
