"""/push-gateway: whether it is there, and a push to try it with. It is there with this adapter alone."""

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from tandem.adapters.push_http.gateway import HttpPushes
from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor, permissions, require
from tandem.contexts.channels.ports import DeviceGone, Platform, Push, PushLater, PushRefused
from tandem.kit.http import Body, Db
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

Manager = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]
_LIFE = timedelta(minutes=5)


class PushGatewayOut(BaseModel):
    """`wrong`: why it cannot be used now (name_unknown, connect, tls, timeout, address_internal, http_401 …); null: it
    answers, and takes our signature."""

    host: str
    wrong: str | None


class TestPushIn(Body):
    app: Annotated[str, Field(min_length=1, max_length=64)]
    platform: Platform
    token: Annotated[str, Field(min_length=8, max_length=4096, pattern=r"^[\x21-\x7e]+$")]


class TestPushOut(BaseModel):
    """`reason`: of what was refused or may be tried again."""

    outcome: Literal["sent", "device_gone", "refused", "later"]
    reason: str | None = None


def router(pushes: HttpPushes) -> APIRouter:
    """Routes of the gateway."""
    api = APIRouter(prefix="/push-gateway", tags=["channels"])

    @api.get("")
    async def check_push_gateway(actor: Manager) -> PushGatewayOut:
        """Ask the gateway, now. Needs `settings.manage`."""
        return PushGatewayOut(host=urlsplit(pushes.gateway.url).netloc, wrong=await pushes.check())

    @api.post("/tests")
    async def send_test_push(db: Db, actor: Manager, body: TestPushIn) -> TestPushOut:
        """Push a line to one device by its token. Needs `settings.manage`; audited, without the token."""
        async with db.transaction() as tx:
            await access.record(tx, actor, "push.tested", f"site:{body.app}", {"platform": body.platform})
            now = tx.now
        push = Push(
            id=new_id(), site=body.app, platform=body.platform, token=body.token,
            title=translate("channels.push.test_title", actor.locale),
            body=translate("channels.push.test_body", actor.locale), collapse_key="test", data={},
            expires_at=now + _LIFE,
        )  # fmt: skip
        try:
            await pushes.send(push)
        except DeviceGone:
            return TestPushOut(outcome="device_gone")
        except PushRefused as refused:
            return TestPushOut(outcome="refused", reason=refused.reason)
        except PushLater as later:
            return TestPushOut(outcome="later", reason=str(later))
        return TestPushOut(outcome="sent")

    return api
