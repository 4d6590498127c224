"""/local/sms: the outbox. It is there with the local adapter alone."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from tandem.adapters.sms_local.outbox import REPLY, LocalMessage, LocalSms
from tandem.contexts.access import api as access
from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.channels.api import segmented
from tandem.kit.http import Db


class LocalMessageOut(BaseModel):
    """A text message that went nowhere. `direction`: in is what the telephone wrote. `segments`: how many messages the
    network would make of it, in `encoding`."""

    id: UUID
    at: datetime
    purpose: str
    direction: Literal["in", "out"]
    phone: str
    text: str
    encoding: Literal["gsm7", "ucs2"]
    segments: int


def router(outbox: LocalSms) -> APIRouter:
    """Routes of the outbox."""
    api = APIRouter(prefix="/local", tags=["local"])

    @api.get("/sms")
    async def list_messages(
        db: Db,
        actor: CurrentStaff,
        response: Response,
        phone: Annotated[str | None, Query(pattern=r"^1[0-9]{10}$")] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> list[LocalMessageOut]:
        """The newest text messages of the last day, as telephones would have got them. Needs `settings.manage`;
        audited: who reads them reads codes."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        response.headers["Cache-Control"] = "no-store"
        async with db.transaction() as tx:
            found = await outbox.newest(tx, phone, limit)
            await access.record(tx, actor, "sms_local.read", "sms_outbox:local", {"count": len(found)})
        return [_shown(one) for one in found]

    return api


def _shown(one: LocalMessage) -> LocalMessageOut:
    carried = segmented(one.text)
    return LocalMessageOut(
        id=one.id, at=one.at, purpose=one.purpose, direction="in" if one.purpose == REPLY else "out",
        phone=one.phone, text=one.text, encoding=carried.encoding, segments=carried.count,
    )  # fmt: skip
