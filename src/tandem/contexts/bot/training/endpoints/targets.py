"""What intents may lead to."""

from fastapi import APIRouter

from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.endpoints.access import Reader
from tandem.contexts.bot.training.schemas import TargetList, TargetOut
from tandem.contexts.conversations import api as conversations
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.http import Db


def add(api: APIRouter, keep_step: KeepingStep) -> None:
    """Add the routes."""

    @api.get("/targets")
    async def list_targets(db: Db, actor: Reader) -> TargetList:
        """Published entries, flows that are served, and queues: what a trainer may choose from."""
        flows = await keep_step.flows()
        async with db.transaction() as tx:
            entries = await knowledge.published_now(tx)
            queues = await conversations.all_queues(tx)
        return TargetList(
            items=[
                *(TargetOut(kind="entry", key=one.key, title=one.question) for one in entries),
                *(TargetOut(kind="flow", key=key, title=title) for key, (title, _) in flows.items()),
                *(TargetOut(kind="hand_over", key=one.key, title=one.name) for one in queues),
            ]
        )
