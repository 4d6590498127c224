"""Binding: the rules in force as one book, read once an edition."""

from collections.abc import Mapping
from typing import Any, cast

import structlog

from tandem.contexts.portraits.repository import portraits, tags, versions
from tandem.contexts.portraits.repository.versions import Version
from tandem.contexts.portraits.rules.book import (
    LAYERS,
    Book,
    Layer,
    LayerKey,
    Segment,
    TagRule,
    bind,
    vocabulary,
)
from tandem.contexts.portraits.rules.language import BadRule, Rule, Vocabulary, compile_rule
from tandem.kit.db import Tx

log = structlog.get_logger(__name__)
STRATEGIES = "strategies"


class Bookshelf:
    """Holds the book of the newest edition it has seen; one for each process."""

    def __init__(self) -> None:
        self._book: Book | None = None

    async def book(self, tx: Tx) -> Book:
        """The rules in force, as this transaction sees them."""
        revision = await portraits.revision(tx)
        if self._book is None or self._book.revision != revision:
            self._book = await book_of(tx, await versions.in_force(tx), revision)
        return self._book


async def words(tx: Tx, changed: Mapping[str, Any] | None = None) -> Vocabulary:
    """What rules may name now. `changed`: content of layers by key that is to count instead of what is newest."""
    newest = {s: v.content for s, v in (await versions.newest(tx)).items()} | dict(changed or {})
    keys = frozenset(tag.key for tag in await tags.all_tags(tx))
    return vocabulary(keys, {layer: _segment_keys(newest.get(f"layer:{layer}")) for layer in LAYERS})


async def book_of(tx: Tx, in_force: Mapping[str, Version], revision: int) -> Book:
    """These versions as a book. Raises Circular. A rule that cannot be read any more (a fact of another release) is
    left out, and the log says so: the others go on."""
    known = {tag.key: tag for tag in await tags.all_tags(tx, retired=True)}
    segments: dict[str, list[str]] = {layer: [] for layer in LAYERS}
    for subject, version in in_force.items():
        if subject.startswith("layer:"):
            segments[subject.removeprefix("layer:")] = _segment_keys(version.content)
    # A rule may compare with a segment that another edition of its layer had: that is never true, not wrong.
    told = vocabulary(frozenset(known), dict.fromkeys(segments, ()))
    layers = [_layer(version, told) for subject, version in in_force.items() if subject.startswith("layer:")]
    rules = []
    for subject, version in in_force.items():
        tag = known.get(subject.removeprefix("tag:")) if subject.startswith("tag:") else None
        rule = _read(subject, version.content["rule"], told) if tag and tag.retired_at is None else None
        if tag is not None and rule is not None:
            rules.append(TagRule(tag.key, tag.name, tag.name_en, tag.id, version.id, version.number, rule))
    return bind(revision, layers, rules)


def _layer(version: Version, words: Vocabulary) -> Layer:
    key = cast(LayerKey, version.subject.removeprefix("layer:"))
    read = [(one, _read(version.subject, one["rule"], words)) for one in version.content["segments"]]
    segments = tuple(
        Segment(one["key"], one["name"], one.get("name_en") or one["name"], rule)
        for one, rule in read
        if rule is not None
    )
    return Layer(key, version.id, version.number, segments)


def _read(subject: str, source: str, words: Vocabulary) -> Rule | None:
    try:
        return compile_rule(source, words)
    except BadRule as error:
        log.error("portraits.rule_unreadable", subject=subject, code=error.fault.code, at=error.fault.at)
        return None


def _segment_keys(content: Mapping[str, Any] | None) -> list[str]:
    return [one["key"] for one in content["segments"]] if content else []
