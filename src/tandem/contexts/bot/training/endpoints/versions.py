"""Training, and what is published."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.training.actions import asking, publishing
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.endpoints.access import Reader, Trainer
from tandem.contexts.bot.training.errors import VersionNotFound
from tandem.contexts.bot.training.live import LiveIntents
from tandem.contexts.bot.training.repository import publications, versions
from tandem.contexts.bot.training.repository.publications import Publication
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.training.schemas import (
    PublicationOut,
    PublishBody,
    QualityOut,
    VersionBody,
    VersionList,
    VersionOut,
)
from tandem.kit.db import Tx
from tandem.kit.http import Db
from tandem.kit.i18n import translate

_MOST = 200
Absent = Callable[[], Awaitable[list[str]]]
"""Encoders that are wanted and not there."""


def add(api: APIRouter, keep_step: KeepingStep, live: LiveIntents, absent: Absent) -> None:
    """Add the routes."""

    async def listed(tx: Tx, actor: Actor, missing: list[str]) -> VersionList:
        now = {one.version: one for one in (await publications.in_force(tx)).values()}
        items = [_out(one, now.get(one.number), actor) for one in await versions.listed(tx, _MOST)]
        refused = live.refused.text(actor.locale) if live.refused else None
        before = await publications.before(tx)
        return VersionList(items=items, refused=refused, before=before, absent=missing)

    @api.get("/versions")
    async def list_versions(db: Db, actor: Reader) -> VersionList:
        """Trained versions, newest first, with the progress of what is under way."""
        missing = await absent()
        async with db.transaction() as tx:
            return await listed(tx, actor, missing)

    @api.post("/versions", status_code=202)
    async def post_version(db: Db, actor: Trainer, body: VersionBody) -> VersionOut:
        """Train a version from the examples as they are: 422 training_set_empty, training_set_one_class; 409
        intent_training_waits."""
        await keep_step.now()
        async with db.transaction() as tx:
            made = await asking.ask(tx, actor, body.note, teach=body.teach)
        return _out(made, None, actor)

    @api.post("/versions/{number}/stop")
    async def stop_version(db: Db, actor: Trainer, number: int) -> VersionOut:
        """Stop training: 409 intent_version_over."""
        async with db.transaction() as tx:
            return _out(await asking.stop(tx, actor, number), None, actor)

    @api.post("/versions/{number}/publish")
    async def publish_version(db: Db, actor: Trainer, number: int, body: PublishBody) -> VersionOut:
        """Let it judge a share of the conversations: 409 intent_version_not_ready, intent_version_published."""
        async with db.transaction() as tx:
            await publishing.publish(tx, actor, number, float(body.share))
            found = await versions.find(tx, number)
            if found is None:
                raise VersionNotFound()
            now = (await publications.in_force(tx)).values()
            return _out(found, next((one for one in now if one.version == number), None), actor)

    @api.post("/rollback")
    async def roll_back(db: Db, actor: Trainer) -> VersionList:
        """End the trial, or publish what was published before: 409 nothing_published."""
        missing = await absent()
        async with db.transaction() as tx:
            await publishing.roll_back(tx, actor)
            return await listed(tx, actor, missing)


def _out(one: Version, publication: Publication | None, actor: Actor) -> VersionOut:
    values: dict[str, Any] = {
        name: getattr(one, name)
        for name in (
            "number", "state", "step", "done", "total", "at", "finished_at", "seed", "teach", "data_hash", "sha256",
            "examples", "intents", "encoders", "missing", "note",
        )
    }  # fmt: skip
    reason = translate(f"error.{one.reason}", actor.locale, **one.reason_params) if one.reason else None
    quality = QualityOut.model_validate(one.quality) if one.quality is not None else None
    shown = (
        PublicationOut(
            arm=publication.arm, share=publication.share, since=publication.since, by=publication.by_name
        )
        if publication
        else None
    )
    return VersionOut(**values, by=one.by_name, quality=quality, reason=reason, publication=shown)
