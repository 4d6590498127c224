"""Turns to label."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import record
from tandem.contexts.bot.masking import Masker
from tandem.contexts.bot.training.actions import labelling
from tandem.contexts.bot.training.actions.labelling import Label
from tandem.contexts.bot.training.actions.taking_back import take_back
from tandem.contexts.bot.training.endpoints.access import Reader, Trainer
from tandem.contexts.bot.training.presenting import inbox_page
from tandem.contexts.bot.training.repository import inbox
from tandem.contexts.bot.training.schemas import (
    CountsOut,
    InboxPage,
    LabelledOut,
    LabelsBody,
    TakeBackBody,
    TakenBackOut,
)
from tandem.kit.http import Db, decode_cursor

Filter = Literal["all", "unanswered", "low_confidence", "edited", "badly_rated"]


def add(api: APIRouter, masker: Masker) -> None:
    """Add the routes."""

    @api.get("/inbox")
    async def list_inbox(
        db: Db,
        actor: Reader,
        why: Filter = "all",
        cursor: Annotated[str | None, Query(max_length=1000)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> InboxPage:
        """Turns of the last 90 days that a label would teach the bot most, of conversations one may read: the least
        certain first, what says the same only once."""
        after: tuple[float, UUID] | None = None
        if cursor is not None:
            margin, id_ = decode_cursor(cursor, 2, (float, UUID))
            after = (margin, id_)
        async with db.transaction() as tx:
            page = await inbox_page(tx, actor, why=why, after=after, limit=limit)
            turns = [str(one.turn_id) for one in page.items]
            await record(tx, actor, "bot.turns_read", "bot:inbox", {"turns": turns})
        return page

    @api.get("/inbox/counts")
    async def read_counts(db: Db, actor: Reader) -> CountsOut:
        """How many turns wait: numbers only, so that screens may ask often."""
        async with db.transaction() as tx:
            return CountsOut(counts=await inbox.counts(tx, actor))

    @api.post("/labels")
    async def post_labels(db: Db, actor: Trainer, body: LabelsBody) -> LabelledOut:
        """Say what turns are: an intent, out of scope (null), or skip. The last label of a turn counts. All or
        nothing: 404 turn_not_found or intent_not_found, 409 intent_closed."""
        given = [Label(one.turn_id, one.intent, one.skip) for one in body.items]
        async with db.transaction() as tx:
            labelled, skipped = await labelling.label(tx, actor, given, masker)
        return LabelledOut(labelled=labelled, skipped=skipped)

    @api.post("/labels/undo")
    async def undo_labels(db: Db, actor: Trainer, body: TakeBackBody) -> TakenBackOut:
        """Take back what one said of turns oneself; labels of colleagues stay."""
        async with db.transaction() as tx:
            return TakenBackOut(taken_back=await take_back(tx, actor, body.turn_ids))
