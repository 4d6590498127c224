"""Integrations, put together: who is told of events, and by what."""

from tandem.contexts.integrations.endpoints import router
from tandem.contexts.integrations.keys import vault
from tandem.contexts.integrations.live import LiveTypes
from tandem.contexts.integrations.subscribers import Webhooks
from tandem.kit.db import Database
from tandem.kit.health import Check
from tandem.kit.outbound import Internal, Outbound
from tandem.kit.periodic import Periodic
from tandem.kit.realtime import Hub
from tandem.settings import Settings
from tandem.wiring.options import API
from tandem.wiring.part import Part


def integrations_part(settings: Settings, db: Database, hub: Hub) -> Part:
    """Webhooks."""
    sealed = vault(settings.secret())
    internal = Internal.parse(settings.webhook_internal)
    live = LiveTypes(db, hub)
    webhooks = Webhooks(db, sealed, Outbound(internal), live)
    return Part(
        routers=[(API, router(sealed, internal))],
        subscriptions=webhooks.subscriptions(),
        jobs=webhooks.jobs(),
        timers=webhooks.timer_handlers(),
        periodic=[
            Periodic("webhooks.sweep", 30, webhooks.sweep),
            Periodic("webhooks.clear", 3600, webhooks.clear, background=True),
        ],
        checks=[Check("webhooks", webhooks.probe, critical=False)],
        following=[live.follower],
    )
