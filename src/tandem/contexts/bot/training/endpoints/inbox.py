"""Turns to label."""

from fastapi import APIRouter

from tandem.contexts.bot.training.endpoints.access import Reader
from tandem.contexts.bot.training.schemas import InboxPage
from tandem.kit.http import Db


def add(api: APIRouter) -> None:
    """Add the routes."""

    @api.get("/inbox")
    async def list_inbox(db: Db, actor: Reader) -> InboxPage:
        """Turns worth a label."""
        return InboxPage(items=[], next=None, counts={})
