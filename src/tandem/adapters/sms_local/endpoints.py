"""/local/sms: the outbox. It is there with the local adapter alone."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from tandem.adapters.sms_local.outbox import LocalSms
from tandem.contexts.access import api as access
from tandem.contexts.access.api import CurrentStaff
from tandem.kit.http import Db


class LocalMessageOut(BaseModel):
    """A text message that went nowhere."""

    id: UUID
    at: datetime
    purpose: str
    phone: str
    text: str


def router(outbox: LocalSms) -> APIRouter:
    """Routes of the outbox."""
    api = APIRouter(prefix="/local", tags=["local"])

    @api.get("/sms", response_model=list[LocalMessageOut])
    async def list_messages(
        db: Db,
        actor: CurrentStaff,
        response: Response,
        phone: Annotated[str | None, Query(pattern=r"^1[0-9]{10}$")] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> list[dict[str, Any]]:
        """The newest text messages of the last day, as telephones would have got them. Needs `settings.manage`;
        audited: who reads them reads codes."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        response.headers["Cache-Control"] = "no-store"
        async with db.transaction() as tx:
            found = await outbox.newest(tx, phone, limit)
            await access.record(tx, actor, "sms_local.read", "sms_outbox:local", {"count": len(found)})
        return [
            {"id": one.id, "at": one.at, "purpose": one.purpose, "phone": one.phone, "text": one.text}
            for one in found
        ]

    return api
