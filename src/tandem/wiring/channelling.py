"""Written channels: which kinds there are, and what looks for what came in."""

from functools import partial

from tandem.adapters.letters_local import LettersChannel, MailRoom
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.written.actions.accepting import accept
from tandem.contexts.channels.written.endpoints import router
from tandem.contexts.channels.written.messages import Account, Incoming
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts
from tandem.contexts.channels.written.subscribers import Written
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.options import API
from tandem.wiring.part import Part


def written_channels(settings: Settings, db: Database, objects: ObjectStore) -> Part:
    """Every written channel of this installation."""
    letters = LettersChannel(settings.letters_path)
    sealed = vault(settings.secret())
    written = Written(db, sealed, Channels([letters]), objects, settings.attachment_bytes)

    async def accounts_of(kind: str) -> list[Account]:
        async with db.transaction() as tx:
            return await accounts.of_kind(tx, sealed, kind)

    async def keep(account: Account, incoming: Incoming) -> bool:
        async with db.transaction() as tx:
            return await accept(tx, account.id, incoming)

    room = MailRoom(settings.letters_path, settings.zone, partial(accounts_of, letters.kind), keep)
    return Part(
        routers=[(API, router(sealed, written.channels))],
        subscriptions=written.subscriptions(),
        jobs=written.jobs(),
        timers=written.timer_handlers(),
        periodic=[
            Periodic("channels.sweep", 30, written.sweep),
            Periodic("letters.look", 2, room.look),
        ],
    )
