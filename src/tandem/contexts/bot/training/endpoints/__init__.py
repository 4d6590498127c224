"""The trainers' routes, under /bot/training."""

from fastapi import APIRouter

from tandem.contexts.bot.training.endpoints import inbox, intents, versions


def router() -> APIRouter:
    """All routes, to be mounted under /api/v1."""
    api = APIRouter(prefix="/bot/training", tags=["bot training"])
    intents.add(api)
    inbox.add(api)
    versions.add(api)
    return api
