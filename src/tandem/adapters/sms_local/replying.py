"""/local/sms: writing as a telephone. It is there with the demo alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import StringConstraints

from tandem.adapters.sms_local.gateway import LocalGateway
from tandem.adapters.sms_local.outbox import REPLY, LocalSms
from tandem.contexts.access import api as access
from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.channels.api import Accounts, mobile_number
from tandem.contexts.channels.ports import Incoming
from tandem.kit.errors import Invalid, NotFound
from tandem.kit.http import Body, Db

_KIND = "sms"


class LocalReply(Body):
    """What a telephone writes. `id`: the writer's own, the same again is one message."""

    id: UUID
    phone: Annotated[str, StringConstraints(max_length=40)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    account: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = "demo"


def replies(outbox: LocalSms, accounts: Accounts) -> APIRouter:
    """Routes of the telephones."""
    api = APIRouter(prefix="/local", tags=["local"])

    @api.post("/sms", status_code=204)
    async def write_local_sms(db: Db, actor: CurrentStaff, body: LocalReply) -> None:
        """Write to the lender as a telephone. Needs `settings.manage`; audited without the number. 404
        "channel_account_not_found"; 422 "no_mobile_number"."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        phone = mobile_number(body.phone)
        if phone is None:
            raise Invalid("no_mobile_number", fields=[("phone", "11 digits")])
        account = await accounts.by_key(_KIND, body.account)
        if account is None or account.settings.get("gateway") != LocalGateway.name:
            raise NotFound("channel_account_not_found")
        at = await outbox.write(phone, body.text, purpose=REPLY, key=f"reply:{body.id}")
        await accounts.keep(account, Incoming(f"reply:{body.id}", phone, at, text=body.text))
        async with db.transaction() as tx:
            await access.record(tx, actor, "sms_local.written", f"channel_account:{account.id}", {})

    return api
