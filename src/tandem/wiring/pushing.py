"""Pushes to native apps: who sends them, and the socket's document for those who build apps."""

from functools import partial

from tandem.adapters.push_http import AccountPushes, Gateway, HttpPushes, PushChannel
from tandem.adapters.push_http import router as gateway_router
from tandem.adapters.push_local import LocalPushes
from tandem.adapters.push_local import forget as forget_local
from tandem.adapters.push_local import router as local_router
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.push.subscribers import Pushing
from tandem.contexts.channels.web.socket import asyncapi
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.push import outbound
from tandem.wiring.options import API
from tandem.wiring.part import Part


def pushing(settings: Settings, db: Database) -> Part:
    """Pushes go to the gateway that an administrator connected (管理 → 消息渠道); else to the local outbox with the
    demo or on request, or to the settings' gateway. Off: devices are kept and nothing is sent."""
    secret = settings.secret()
    local = settings.push == "local" or (settings.push == "auto" and settings.demo)
    outbox = LocalPushes(db, secret) if local else None
    gateway = push_gateway(settings, db)
    accounts = Accounts(db, vault(secret))
    sender = AccountPushes(accounts, PushChannel(outbound(settings), db.clock), outbox or gateway)
    pushes = Pushing(db, secret, None if settings.push == "off" else sender, settings.zone)
    own = [local_router(outbox)] if outbox else [gateway_router(gateway)] if gateway else []
    return Part(
        routers=[("", asyncapi.router()), *((API, one) for one in own)],
        subscriptions=pushes.subscriptions(),
        jobs=pushes.jobs(),
        timers=pushes.timer_handlers(),
        periodic=[
            Periodic("channels.forget_devices", 600, partial(_forget, db, pushes, outbox), background=True)
        ],
    )


def push_gateway(settings: Settings, db: Database) -> HttpPushes | None:
    """The lender's own gateway, as the settings name it."""
    if settings.push != "http" or settings.push_url is None or settings.push_secret is None:
        return None
    gateway = Gateway(settings.push_url, settings.push_key_id, settings.push_secret.get_secret_value())
    return HttpPushes(gateway, outbound(settings), db.clock)


async def _forget(db: Database, pushes: Pushing, outbox: LocalPushes | None) -> None:
    """Delete devices and pushes whose time is over."""
    await pushes.forget()
    if outbox is not None:
        async with db.transaction() as tx:
            await forget_local(tx)
