"""Intents."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from tandem.contexts.access.api import record
from tandem.contexts.bot.training.actions import editing_intents
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.endpoints.access import Reader, Trainer
from tandem.contexts.bot.training.presenting import intents_out
from tandem.contexts.bot.training.presenting_conflicts import conflicts_out
from tandem.contexts.bot.training.repository import examples, intents, versions
from tandem.contexts.bot.training.schemas import (
    ConflictsOut,
    IntentBody,
    IntentChange,
    IntentList,
    IntentOut,
    MergeBody,
)
from tandem.kit.http import Db


def add(api: APIRouter, keep_step: KeepingStep) -> None:
    """Add the routes."""

    @api.get("/intents")
    async def list_intents(
        db: Db,
        actor: Reader,
        q: Annotated[str | None, Query(max_length=200)] = None,
        retired: bool = False,
    ) -> IntentList:
        """Intents by name, with what they lead to and how many examples they have. `retired`: those retired or
        merged instead."""
        await keep_step()
        flows = await keep_step.flows()
        async with db.transaction() as tx:
            found = await intents.listed(tx, q=q, retired=retired)
            return IntentList(items=await intents_out(tx, found, flows))

    @api.post("/intents", status_code=201)
    async def create_intent(db: Db, actor: Trainer, body: IntentBody) -> IntentOut:
        """A new intent: 422 intent_target_unknown."""
        flows = await keep_step.flows()
        async with db.transaction() as tx:
            made = await editing_intents.create(
                tx, actor, name=body.name, kind=body.target.kind, target=body.target.key, flows=flows
            )
            return (await intents_out(tx, [made], flows))[0]

    @api.patch("/intents/{key}")
    async def change_intent(db: Db, actor: Trainer, key: str, body: IntentChange) -> IntentOut:
        """Rename it, lead it elsewhere, retire it or bring it back: 409 intent_kept_in_step for names and targets of
        intents that belong to an entry or a flow."""
        flows = await keep_step.flows()
        target = (body.target.kind, body.target.key) if body.target else None
        async with db.transaction() as tx:
            changed = await editing_intents.change(
                tx, actor, key, name=body.name, target=target, retired=body.retired, flows=flows
            )
            return (await intents_out(tx, [changed], flows))[0]

    @api.post("/intents/{key}/merge")
    async def merge_intent(db: Db, actor: Trainer, key: str, body: MergeBody) -> IntentOut:
        """Its examples count for another from now on, which is the answer: 409 intent_cannot_merge."""
        flows = await keep_step.flows()
        async with db.transaction() as tx:
            into = await editing_intents.merge(tx, actor, key, body.into)
            return (await intents_out(tx, [into], flows))[0]

    @api.delete("/intents/{key}/merge")
    async def take_intent_apart(db: Db, actor: Trainer, key: str) -> IntentOut:
        """It stands for itself again, with the examples it had."""
        flows = await keep_step.flows()
        async with db.transaction() as tx:
            apart = await editing_intents.take_apart(tx, actor, key)
            return (await intents_out(tx, [apart], flows))[0]

    @api.get("/conflicts")
    async def list_conflicts(db: Db, actor: Reader) -> ConflictsOut:
        """Examples that stand in each other's way, the worst first."""
        await keep_step()
        async with db.transaction() as tx:
            rows = await examples.everything(tx)
            known = await intents.everything(tx)
            newest = await versions.newest_ready(tx)
            await record(tx, actor, "intent.examples_read", "intent:conflicts")
        return await asyncio.to_thread(conflicts_out, rows, known, newest)
