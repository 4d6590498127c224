"""The outcomes that thresholds are fitted to, as they are known now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from tandem.contexts.bot.models import bot_intent_version_table, bot_publication_table
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.repository import outcomes as rows
from tandem.contexts.bot.thresholds.rules.curve import Outcome
from tandem.contexts.bot.thresholds.rules.fitting import Defaults
from tandem.contexts.bot.thresholds.rules.verdicts import Book, Heard, Judge, outcomes
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Database, Tx

p, v = bot_publication_table.c, bot_intent_version_table.c


@dataclass(frozen=True)
class Gathered:
    """`missing`: encoders that search was without. `version`: whose judgements of intents these are;
    None before one is trained."""

    version: int | None
    missing: frozenset[str]
    outcomes: Mapping[Judge, list[Outcome]]
    defaults: Mapping[Judge, Defaults]


async def gather(db: Database, grounds: Grounds) -> Gathered:
    """Turns that people judged, and what the version made of the test set."""
    missing = await grounds.missing()
    async with db.transaction() as tx:
        version = await serving_version(tx)
        turns = await rows.heard(tx, version, missing)
        found = outcomes(turns, await _book(tx, turns, grounds))
    if version is not None:
        found["intent"] += await grounds.tested(version)
    return Gathered(version, missing, found, await grounds.defaults())


async def serving_version(tx: Tx) -> int | None:
    """The version published for most conversations, else the newest that is ready."""
    published = select(p.version).where(p.arm == "base", p.until.is_(None))
    newest = select(v.number).where(v.state == "ready").order_by(v.number.desc()).limit(1)
    found = (await tx.execute(published)).scalar_one_or_none()
    return found if found is not None else (await tx.execute(newest)).scalar_one_or_none()


async def _book(tx: Tx, turns: Iterable[Heard], grounds: Grounds) -> Book:
    ids = {UUID(one) for turn in turns for one in turn.entries}
    entries = await knowledge.published_by_ids(tx, sorted(ids)) if ids else []
    intents = await rows.intents(tx)
    return Book(
        keys={str(one.id): one.key for one in entries},
        merged={one.key: one.merged_into for one in intents if one.merged_into is not None},
        targets={
            one.key: f"{one.target_kind}:{one.target_key}" for one in intents if one.target_kind != "none"
        },
        stands_for=await grounds.stands_for(),
    )
