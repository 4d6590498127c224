"""Training, and what is published."""

from fastapi import APIRouter

from tandem.contexts.bot.training.endpoints.access import Reader
from tandem.contexts.bot.training.schemas import VersionList
from tandem.kit.http import Db


def add(api: APIRouter) -> None:
    """Add the routes."""

    @api.get("/versions")
    async def list_versions(db: Db, actor: Reader) -> VersionList:
        """Trained versions, newest first."""
        return VersionList(items=[])
