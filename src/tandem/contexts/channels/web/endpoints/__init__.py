"""The customers' door, under /api/v1/web."""

from fastapi import APIRouter, Depends

from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.ports import FaqSource
from tandem.contexts.channels.web.door import Door
from tandem.contexts.channels.web.endpoints import (
    attachments,
    complaints,
    consents,
    continuing,
    conversations,
    devices,
    handoff,
    messages,
    offline,
    opinions,
    sessions,
    site,
    socket,
)
from tandem.contexts.channels.web.endpoints import verification as proving
from tandem.contexts.channels.web.options import WebOptions
from tandem.contexts.conversations.api import FileUrls
from tandem.contexts.verification.api import Verification
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore
from tandem.kit.realtime import Hub

_MODULES = (
    site, sessions, conversations, messages, attachments, handoff, opinions, offline, complaints, consents, proving,
    devices, continuing, socket,
)  # fmt: skip


def router(
    *,
    db: Database,
    hub: Hub,
    objects: ObjectStore,
    files: FileUrls,
    faq: FaqSource,
    options: WebOptions,
    verification: Verification | None = None,
    elsewhere: Continuing | None = None,
) -> APIRouter:
    """All routes of the web chat; to be mounted under /api/v1. `db` is the application's own database. Without
    `verification` nobody can show who they are here; without `elsewhere` no conversation goes on in another channel."""
    door = Door(options, db, hub, objects, files, faq, verification, elsewhere)
    api = APIRouter(prefix="/web", tags=["web chat"], dependencies=[Depends(door)])
    for module in _MODULES:
        api.include_router(module.routes)
    return api
