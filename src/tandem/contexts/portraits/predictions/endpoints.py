"""/portraits/predictions: versions with their figures, training, publishing, and how far predicting is."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from tandem.contexts.access.api import Actor, permissions, require
from tandem.contexts.portraits.predictions.actions import asking, publishing
from tandem.contexts.portraits.predictions.errors import VersionNotFound
from tandem.contexts.portraits.predictions.live import LivePredictions
from tandem.contexts.portraits.predictions.presenting import version_view
from tandem.contexts.portraits.predictions.repository import predictions, versions
from tandem.contexts.portraits.predictions.schemas import PredictionsOut, TrainBody, VersionOut
from tandem.contexts.portraits.predictions.viewing import reason_names
from tandem.kit.db import Tx
from tandem.kit.http import Db, Locale

Reader = Annotated[Actor, Depends(require(permissions.PORTRAITS_READ))]
Editor = Annotated[Actor, Depends(require(permissions.PORTRAITS_EDIT))]
Publisher = Annotated[Actor, Depends(require(permissions.PORTRAITS_PUBLISH))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_MOST = 50
_LATE = timedelta(hours=1)


def router(live: LivePredictions) -> APIRouter:
    """Routes to be mounted under /api/v1."""
    api = APIRouter(prefix="/portraits/predictions", tags=["portraits"])

    @api.get("", response_model=PredictionsOut)
    async def read_predictions(db: Db, actor: Reader, locale: Locale) -> dict[str, Any]:
        """Versions, newest first, with the progress of what is under way, and how far predicting is."""
        await live.current()
        async with db.transaction() as tx:
            return await _overview(tx, live, locale)

    @api.post("/versions", status_code=202, response_model=VersionOut)
    async def train_prediction_version(
        db: Db, actor: Editor, locale: Locale, body: TrainBody
    ) -> dict[str, Any]:
        """Train a version from the histories as they are, in the background. 409 "prediction_training_waits"."""
        async with db.transaction() as tx:
            seed = asking.SEED if body.seed is None else body.seed
            made = await asking.ask(tx, actor, note=body.note, seed=seed)
            return await _one(tx, made.number, locale)

    @api.post("/versions/{number}/stop", response_model=VersionOut)
    async def stop_prediction_version(
        db: Db, actor: Editor, locale: Locale, number: Number
    ) -> dict[str, Any]:
        """Stop training. 409 "prediction_version_over"."""
        async with db.transaction() as tx:
            await asking.stop(tx, actor, number)
            return await _one(tx, number, locale)

    @api.post("/versions/{number}/publish", response_model=VersionOut)
    async def publish_prediction_version(
        db: Db, actor: Publisher, locale: Locale, number: Number
    ) -> dict[str, Any]:
        """In force from now on. 409 "prediction_version_not_ready", "prediction_worse_than_baseline",
        "prediction_version_published"."""
        async with db.transaction() as tx:
            await publishing.publish(tx, actor, number)
            return await _one(tx, number, locale)

    @api.post("/rollback", response_model=PredictionsOut)
    async def roll_predictions_back(db: Db, actor: Publisher, locale: Locale) -> dict[str, Any]:
        """The version before this one again, or none. 409 "prediction_nothing_published"."""
        async with db.transaction() as tx:
            await publishing.roll_back(tx, actor)
        await live.current()
        async with db.transaction() as tx:
            return await _overview(tx, live, locale)

    return api


async def _one(tx: Tx, number: int, locale: str) -> dict[str, Any]:
    found = await versions.find(tx, number)
    if found is None:
        raise VersionNotFound()
    now = await versions.in_force(tx)
    names = await reason_names(tx, locale)
    return version_view(found, locale, names, published=now is not None and now.version == number)


async def _overview(tx: Tx, live: LivePredictions, locale: str) -> dict[str, Any]:
    now = await versions.in_force(tx)
    names = await reason_names(tx, locale)
    listed = await versions.listed(tx, _MOST)
    number = now.version if now else None
    return {
        "in_force": number, "since": now.since if now else None, "by": now.by_name if now else None,
        "may_roll_back": now is not None, "refused": live.refused and live.refused.text(locale),
        "reach": (await predictions.reach(tx, number, tx.now - _LATE)).__dict__,
        "versions": [version_view(one, locale, names, published=one.number == number) for one in listed],
    }  # fmt: skip
