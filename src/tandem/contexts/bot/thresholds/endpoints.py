"""The thresholds' routes, under /bot/training."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from tandem.contexts.bot.thresholds import presenting
from tandem.contexts.bot.thresholds.actions import publishing
from tandem.contexts.bot.thresholds.actions.fitting import fit_set
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.schemas import CurveOut, FitBody, JudgeName, ThresholdsOut
from tandem.contexts.bot.training.endpoints.access import Reader, Trainer
from tandem.kit.http import Db

Number = Annotated[int | None, Query(alias="set", ge=1, le=2**31 - 1)]
SetId = Annotated[int, Path(ge=1, le=2**31 - 1)]


def router(grounds: Grounds) -> APIRouter:
    """Routes to be mounted under /api/v1."""
    api = APIRouter(prefix="/bot/training/thresholds", tags=["bot training"])

    @api.get("", response_model=ThresholdsOut)
    async def read_thresholds(
        db: Db, actor: Reader, judge: JudgeName | None = None, number: Number = None
    ) -> dict[str, Any]:
        """The thresholds in force, or those of another set, for every intent. `judge`: default is the intent model's
        once one is trained, search's before."""
        return await presenting.show(db, grounds, judge, number)

    @api.get("/curve", response_model=CurveOut)
    async def read_curve(
        db: Db, actor: Reader, judge: JudgeName | None = None, number: Number = None
    ) -> dict[str, Any]:
        """Precision and coverage against τ, over all intents. Without a published set: of what is known now."""
        return await presenting.curve(db, grounds, judge, None, number)

    @api.get("/{intent}/curve", response_model=CurveOut)
    async def read_intent_curve(
        db: Db, actor: Reader, intent: str, judge: JudgeName | None = None, number: Number = None
    ) -> dict[str, Any]:
        """The same for one intent: 404 intent_without_outcomes where nobody has said anything of it."""
        return await presenting.curve(db, grounds, judge, intent, number)

    @api.post("/fit", response_model=ThresholdsOut, status_code=201)
    async def post_fit(
        db: Db, actor: Trainer, body: FitBody, judge: JudgeName | None = None
    ) -> dict[str, Any]:
        """Fit a new set to the outcomes known now. It is not in force yet."""
        number = await fit_set(db, actor, body.precision, grounds)
        return await presenting.show(db, grounds, judge, number)

    @api.post("/{number}/publish", response_model=ThresholdsOut)
    async def post_publish(
        db: Db, actor: Trainer, number: SetId, judge: JudgeName | None = None
    ) -> dict[str, Any]:
        """Put a set in force: the bot decides by it within a moment, everywhere. 409 thresholds_in_force."""
        async with db.transaction() as tx:
            await publishing.publish(tx, actor, number)
        return await presenting.show(db, grounds, judge, number)

    @api.delete("/published", response_model=ThresholdsOut)
    async def delete_published(db: Db, actor: Trainer, judge: JudgeName | None = None) -> dict[str, Any]:
        """Back to the thresholds that come with the knowledge base. 409 no_thresholds_in_force."""
        async with db.transaction() as tx:
            await publishing.withdraw(tx, actor)
        return await presenting.show(db, grounds, judge, None)

    return api
