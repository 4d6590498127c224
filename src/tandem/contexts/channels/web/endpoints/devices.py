"""/web/devices: where a native app's customer is told that something waits."""

from fastapi import APIRouter, Request

from tandem.contexts.channels.errors import FeatureOff
from tandem.contexts.channels.push.actions.registering import register, unregister
from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.web.door import Session, TheDoor
from tandem.contexts.channels.web.endpoints.sessions import check_app
from tandem.contexts.channels.web.schemas.devices import DeviceIn, DeviceOut, DeviceRemovalIn
from tandem.contexts.channels.web.visiting import admit

routes = APIRouter()


@routes.post("/devices", status_code=201)
async def create_device(door: TheDoor, session: Session, body: DeviceIn) -> DeviceOut:
    """The customer has the app on this device: pushes go there while no socket is open. The same token again renews it,
    and makes it this customer's if it was another's. 403 "feature_off" outside apps."""
    door.limits.message(session.customer_id)
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        if visitor.channel != "app":
            raise FeatureOff()
        until = await register(tx, door.devices, visitor.customer.id, visitor.site, body.platform, body.token)
    return DeviceOut(expires_at=until)


@routes.post("/devices/removals", status_code=204)
async def create_device_removal(door: TheDoor, request: Request, body: DeviceRemovalIn) -> None:
    """The customer signed out on this device: nothing more is pushed there. Unknown tokens are fine: whoever has the
    token has the device. 403 "site_app"; 404 "site_not_found"; 429."""
    door.limits.session(request)
    async with door.db.transaction() as tx:
        site = await get_site(tx, body.site)
        check_app(site, body.app)
        await unregister(tx, door.devices, site.key, body.token)
