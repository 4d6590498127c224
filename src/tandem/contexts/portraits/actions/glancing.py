"""Glancing: what a customer is like, for a screen that shows it beside much else: few statements, reasons in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.portraits.actions.binding import STRATEGIES
from tandem.contexts.portraits.predictions.viewing import PredictedNeed, tag_reason, worth_telling
from tandem.contexts.portraits.repository import memberships, tags, versions
from tandem.contexts.portraits.rules.book import LAYERS, vocabulary
from tandem.contexts.portraits.rules.choosing import Matrix, choose, matrix_of
from tandem.contexts.portraits.rules.language import BadRule, Names, compile_rule, in_words
from tandem.kit.db import Tx

_STALE = timedelta(minutes=1)
"""Tags may be renamed without a publication: their new names show after so long."""


@dataclass(frozen=True)
class TagSeen:
    """`why` in words, by hand: the note. `until` None: until further notice."""

    id: UUID
    key: str
    name: str
    color: str
    origin: str
    why: str
    since: datetime
    until: datetime | None
    by_name: str


@dataclass(frozen=True)
class SegmentSeen:
    layer: str
    key: str
    name: str
    why: str
    since: datetime


@dataclass(frozen=True)
class StrategySeen:
    """`name`: of the segment that it is laid down for, `why`: how the customer came into it; "*" and nothing where it
    is for everybody."""

    name: str
    script: str
    offer: str
    why: str


@dataclass(frozen=True)
class Glance:
    tags: Sequence[TagSeen]
    segments: Sequence[SegmentSeen]
    strategy: StrategySeen | None
    need: PredictedNeed | None


@dataclass(frozen=True)
class _InForce:
    """What is in force, as of a publication."""

    edition: int
    read_at: datetime
    segments: Mapping[tuple[str, str], tuple[str, str]]
    matrix: Matrix | None
    names: Mapping[str, Names]


class Glances:
    """One for each process: keeps what is in force until something else is published."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: _InForce | None = None
        self._worded: dict[tuple[str, str], str] = {}

    async def of(
        self, tx: Tx, members: Sequence[UUID], locale: str, *, profiling: bool, restricted: bool
    ) -> Glance:
        """`members`: the person's customers, the one that stands for them first. `profiling`: whether they agreed to
        it. Not filtered by who asks."""
        who = members[0]
        edition, standing = await memberships.standing_and_edition(tx, who)
        known = await self._in_force(tx, edition)
        granted = [one for one in await tags.standing(tx, members) if one.until is None or one.until > tx.now]
        segments = [
            SegmentSeen(
                one.layer, one.segment, self._segment_name(known, one.layer, one.segment, locale),
                self._reason(one.why, known, locale), one.since,
            )
            for one in (standing[layer] for layer in LAYERS if layer in standing)
        ]  # fmt: skip
        seen = [
            TagSeen(
                one.id, one.key, one.name_en if locale == "en" and one.name_en else one.name, one.color, one.origin,
                await self._tag_reason(tx, one, known, locale), one.since, one.until, one.by_name,
            )
            for one in granted
        ]  # fmt: skip
        need = None
        if profiling and not restricted:
            need = (await worth_telling(tx, who, locale, self._zone)).get("need")
        return Glance(seen, segments, self._strategy(known, segments), need)

    def _strategy(self, known: _InForce, segments: Sequence[SegmentSeen]) -> StrategySeen | None:
        if known.matrix is None:
            return None
        found = choose(known.matrix, {one.layer: one.key for one in segments}, ())
        if found is None or not (found.script or found.offer):
            return None
        one = next((one for one in segments if f"{one.layer}:{one.key}" == found.segment), None)
        name, why = (one.name, one.why) if one else (found.segment, "")
        return StrategySeen(name, found.script, found.offer, why)

    async def _tag_reason(self, tx: Tx, one: tags.Grant, known: _InForce, locale: str) -> str:
        if "outcome" in one.why:
            return await tag_reason(tx, one.why, tx.now, locale, self._zone)
        return str(one.why.get("note") or "") or self._reason(one.why, known, locale)

    def _reason(self, why: Mapping[str, Any], known: _InForce, locale: str) -> str:
        """The rule in words; a rule that this release cannot read any more stays as it was written."""
        source = str(why.get("rule") or "")
        if not source:
            return ""
        found = self._worded.get((source, locale))
        if found is None:
            try:
                found = in_words(
                    compile_rule(source, known.names[locale].vocabulary).tree, known.names[locale], locale
                )
            except BadRule:
                found = source
            self._worded[source, locale] = found
        return found

    @staticmethod
    def _segment_name(known: _InForce, layer: str, key: str, locale: str) -> str:
        name, name_en = known.segments.get((layer, key), (key, key))
        return name_en if locale == "en" and name_en else name

    async def _in_force(self, tx: Tx, edition: int) -> _InForce:
        known = self._known
        if known is not None and known.edition == edition and tx.now - known.read_at < _STALE:
            return known
        read = await versions.in_force(tx)
        layers: dict[tuple[str, str], tuple[str, str]] = {
            (layer, one["key"]): (one["name"], one.get("name_en") or one["name"])
            for layer in LAYERS
            if f"layer:{layer}" in read
            for one in read[f"layer:{layer}"].content["segments"]
        }
        version = read.get(STRATEGIES)
        tagged = await tags.all_tags(tx, retired=True)
        # A rule may compare with a segment that another edition of its layer had.
        words = vocabulary(frozenset(one.key for one in tagged), dict.fromkeys(LAYERS, ()))
        names = {
            "zh-CN": Names(words, {k: zh for k, (zh, _) in layers.items()}, {t.key: t.name for t in tagged}),
            "en": Names(
                words, {k: en for k, (_, en) in layers.items()}, {t.key: t.name_en or t.name for t in tagged}
            ),
        }
        self._known = _InForce(
            edition, tx.now, layers, matrix_of(version.number, version.content) if version else None, names
        )
        self._worded = {}
        return self._known
