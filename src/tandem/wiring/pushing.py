"""Pushes to native apps: who sends them, and the socket's document for those who build apps."""

from functools import partial

from tandem.adapters.push_local import LocalPushes
from tandem.adapters.push_local import forget as forget_local
from tandem.adapters.push_local import router as local_router
from tandem.contexts.channels.push.subscribers import Pushing
from tandem.contexts.channels.web.socket import asyncapi
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.options import API
from tandem.wiring.part import Part


def pushing(settings: Settings, db: Database) -> Part:
    """Pushes go to the local outbox with the demo or on request; else devices are kept and nothing is sent."""
    secret = settings.secret()
    local = settings.push == "local" or (settings.push == "auto" and settings.demo)
    outbox = LocalPushes(db, secret) if local else None
    pushes = Pushing(db, secret, outbox, settings.zone)
    return Part(
        routers=[("", asyncapi.router()), *([(API, local_router(outbox))] if outbox else [])],
        subscriptions=pushes.subscriptions(),
        jobs=pushes.jobs(),
        timers=pushes.timer_handlers(),
        periodic=[Periodic("channels.forget_devices", 600, partial(_forget, db, pushes, outbox))],
    )


async def _forget(db: Database, pushes: Pushing, outbox: LocalPushes | None) -> None:
    """Delete devices and pushes whose time is over."""
    await pushes.forget()
    if outbox is not None:
        async with db.transaction() as tx:
            await forget_local(tx)
