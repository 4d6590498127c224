"""Written channels: one file for each adapter, listed here."""

from dataclasses import dataclass
from datetime import timedelta

from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.continuing.actions.offering_by_itself import EVERY_S, OfferingByItself
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.continuing.endpoints import router as continuing_router
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.written.actions.figuring import Figures
from tandem.contexts.channels.written.actions.permitting import WindowGate
from tandem.contexts.channels.written.actions.sending_templates import Templates
from tandem.contexts.channels.written.endpoints import router
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.subscribers import Written
from tandem.contexts.loans import api as loans
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.letters import letters
from tandem.wiring.channels.mail import mail
from tandem.wiring.channels.plugged import plugged
from tandem.wiring.channels.push import push
from tandem.wiring.channels.sms import sms
from tandem.wiring.channels.wechat import wechat
from tandem.wiring.options import API
from tandem.wiring.part import Part, together


@dataclass(frozen=True)
class WrittenChannels:
    """`continuing`: how conversations go on in them; `offering`: how the bot offers that."""

    part: Part
    continuing: Continuing
    offering: OfferingByItself


def written_channels(
    settings: Settings, db: Database, objects: ObjectStore, book: loans.LoanBook | None
) -> WrittenChannels:
    """Every written channel of this installation."""
    sealed = vault(settings.secret())
    accounts = Accounts(db, sealed)
    connections = [
        letters(settings, accounts),
        mail(settings, accounts),
        wechat(settings, accounts),
        sms(settings, accounts),
        push(settings, accounts),
        *plugged(settings, accounts),
    ]
    channels = Channels([one.channel for one in connections])
    written = Written(
        db, sealed, channels, objects, settings.attachment_bytes, settings.zone, settings.locale
    )
    templates = Templates(db, channels, Figures(db, book, settings.zone), settings.zone)
    continuing = Continuing(channels, sealed, settings.base_url)
    offering = OfferingByItself(db, continuing, settings.zone, timedelta(seconds=settings.elsewhere_after_s))
    by_itself = [Periodic("channels.offer_elsewhere", EVERY_S, offering.sweep, background=True)]
    frame = Part(
        routers=[(API, router(sealed, channels, templates)), (API, continuing_router(continuing))],
        subscriptions=written.subscriptions(),
        jobs=written.jobs(),
        timers=written.timer_handlers(),
        periodic=[
            Periodic("channels.sweep", 30, written.sweep),
            *(by_itself if settings.elsewhere_after_s else []),
        ],
        state={"reply_gate": WindowGate(channels)},
    )
    return WrittenChannels(together([frame, *(one.part for one in connections)]), continuing, offering)
