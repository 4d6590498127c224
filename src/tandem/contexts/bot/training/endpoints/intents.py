"""Intents and their examples."""

from fastapi import APIRouter

from tandem.contexts.bot.training.endpoints.access import Reader
from tandem.contexts.bot.training.schemas import ConflictsOut, IntentList
from tandem.kit.http import Db


def add(api: APIRouter) -> None:
    """Add the routes."""

    @api.get("/intents")
    async def list_intents(db: Db, actor: Reader) -> IntentList:
        """Intents by name."""
        return IntentList(items=[])

    @api.get("/conflicts")
    async def list_conflicts(db: Db, actor: Reader) -> ConflictsOut:
        """Examples that stand in each other's way."""
        return ConflictsOut(same_text=[], near=[], confused=[])
