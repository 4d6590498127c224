"""/web/conversations/{id}/attachments: files of customers."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from tandem.contexts.channels.errors import FeatureOff
from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.schemas.messages import AttachmentOut
from tandem.contexts.channels.web.visiting import admit_writer, own_conversation
from tandem.contexts.conversations.api import UPLOAD_OPENAPI

routes = APIRouter()


@routes.post(
    "/conversations/{conversation_id}/attachments",
    response_model=AttachmentOut,
    status_code=201,
    openapi_extra=UPLOAD_OPENAPI,
)
async def create_attachment(
    door: TheDoor, session: Session, request: Request, conversation_id: UUID
) -> dict[str, Any]:
    """Upload a file to send it with a message then. 413 "file_too_large", 415 "file_type" and others;
    403 "feature_off" where the site takes no files, "voice_off" where it takes no voice notes."""
    door.limits.upload(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit_writer(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        site = await get_site(tx, visitor.site)
    if not site.offers("attachments"):
        raise FeatureOff()
    kept = await door.uploads.receive(request, conversation_id, visitor.actor, voice=site.offers("voice"))
    return kept.wire(door.files)
