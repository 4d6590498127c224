"""The customers' door, under /api/v1/web."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends

from tandem.contexts.channels.ports import FaqSource, FileLinks
from tandem.contexts.channels.web.door import Door
from tandem.contexts.channels.web.endpoints import (
    conversations,
    handoff,
    messages,
    offline,
    opinions,
    sessions,
    site,
    socket,
)
from tandem.contexts.channels.web.options import WebOptions
from tandem.kit.db import Database
from tandem.kit.realtime import Hub

if TYPE_CHECKING:
    from tandem.kit.objects import ObjectStore


def router(
    *, db: Database, hub: Hub, objects: "ObjectStore", files: FileLinks, faq: FaqSource, options: WebOptions
) -> APIRouter:
    """All routes of the web chat; to be mounted under /api/v1. `db` is the application's own database."""
    door = Door(options, db, hub, objects, files, faq)
    api = APIRouter(prefix="/web", tags=["web chat"], dependencies=[Depends(door)])
    for module in (site, sessions, conversations, messages, handoff, opinions, offline, socket):
        api.include_router(module.routes)
    return api
