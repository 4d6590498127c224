"""The trainers' routes, under /bot/training."""

from fastapi import APIRouter

from tandem.contexts.bot.masking import Masker
from tandem.contexts.bot.training.actions.keeping_step import KeepingStep
from tandem.contexts.bot.training.endpoints import examples, inbox, intents, targets, versions
from tandem.contexts.bot.training.live import LiveIntents


def router(keep_step: KeepingStep, live: LiveIntents, masker: Masker, absent: versions.Absent) -> APIRouter:
    """All routes, to be mounted under /api/v1. `absent`: encoders that are wanted and not there."""
    api = APIRouter(prefix="/bot/training", tags=["bot training"])
    intents.add(api, keep_step)
    targets.add(api, keep_step)
    examples.add(api, masker)
    inbox.add(api, masker)
    versions.add(api, keep_step, live, absent)
    return api
