"""Pushes to native apps: who sends them, and the socket's document for those who build apps."""

from functools import partial

from tandem.adapters.push_http import Gateway, HttpPushes
from tandem.adapters.push_http import router as gateway_router
from tandem.adapters.push_local import LocalPushes
from tandem.adapters.push_local import forget as forget_local
from tandem.adapters.push_local import router as local_router
from tandem.contexts.channels.push.subscribers import Pushing
from tandem.contexts.channels.web.socket import asyncapi
from tandem.kit.db import Database
from tandem.kit.outbound import Internal, Outbound
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.options import API
from tandem.wiring.part import Part

_TIMEOUT_S = 10.0


def pushing(settings: Settings, db: Database) -> Part:
    """Pushes go to the local outbox with the demo or on request, or to a gateway; else devices are kept and nothing is
    sent."""
    secret = settings.secret()
    local = settings.push == "local" or (settings.push == "auto" and settings.demo)
    outbox = LocalPushes(db, secret) if local else None
    gateway = push_gateway(settings, db)
    pushes = Pushing(db, secret, outbox or gateway, settings.zone)
    own = [local_router(outbox)] if outbox else [gateway_router(gateway)] if gateway else []
    return Part(
        routers=[("", asyncapi.router()), *((API, one) for one in own)],
        subscriptions=pushes.subscriptions(),
        jobs=pushes.jobs(),
        timers=pushes.timer_handlers(),
        periodic=[Periodic("channels.forget_devices", 600, partial(_forget, db, pushes, outbox))],
    )


def push_gateway(settings: Settings, db: Database) -> HttpPushes | None:
    """The lender's own gateway; inside one's network it may be where webhooks may go."""
    if settings.push != "http" or settings.push_url is None or settings.push_secret is None:
        return None
    gateway = Gateway(settings.push_url, settings.push_key_id, settings.push_secret.get_secret_value())
    outbound = Outbound(Internal.parse(settings.webhook_internal), timeout_s=_TIMEOUT_S)
    return HttpPushes(gateway, outbound, db.clock)


async def _forget(db: Database, pushes: Pushing, outbox: LocalPushes | None) -> None:
    """Delete devices and pushes whose time is over."""
    await pushes.forget()
    if outbox is not None:
        async with db.transaction() as tx:
            await forget_local(tx)
