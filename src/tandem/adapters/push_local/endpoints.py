"""/local/push: the outbox. It is there with the local adapter alone."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from tandem.adapters.push_local.outbox import LocalPushes
from tandem.contexts.access import api as access
from tandem.contexts.access.api import CurrentStaff
from tandem.kit.http import Db


class LocalPushOut(BaseModel):
    """A notification that went nowhere. `shown` false: a later one of the same conversation took its place."""

    id: UUID
    at: datetime
    site: str
    platform: str
    handset: str
    title: str
    body: str
    data: dict[str, str]
    shown: bool


def router(outbox: LocalPushes) -> APIRouter:
    """Routes of the outbox."""
    api = APIRouter(prefix="/local", tags=["local"])

    @api.get("/push", response_model=list[LocalPushOut])
    async def list_pushes(
        db: Db,
        actor: CurrentStaff,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> list[dict[str, Any]]:
        """The newest notifications of the last day, as telephones would have got them. Needs `settings.manage`;
        audited: a lender may let them show what was written."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        response.headers["Cache-Control"] = "no-store"
        async with db.transaction() as tx:
            found = await outbox.newest(tx, limit)
            await access.record(tx, actor, "push_local.read", "push_outbox:local", {"count": len(found)})
        return [vars(one) for one in found]

    return api
