"""E-mail: mailboxes that are listened to, Maildirs that are looked into."""

from tandem.adapters.mail import Mail, MailboxUnusable, connection
from tandem.adapters.mail.endpoints import router
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.keys import derive, vault
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.options import API
from tandem.wiring.part import Part

__all__ = ["MailboxUnusable", "mail", "mail_of"]


def mail_of(settings: Settings, db: Database) -> Mail:
    """For commands."""
    secret = settings.secret()
    return connection(settings.mail_path, Accounts(db, vault(secret)), derive(secret, "mail"))


def mail(settings: Settings, accounts: Accounts) -> Connection:
    """Every worker listens to the mailboxes that no other one has. With the demo there is a screen
    on which a newcomer is the customer."""
    made = connection(settings.mail_path, accounts, derive(settings.secret(), "mail"))
    return Connection(
        made.channel,
        Part(
            routers=[(API, router(accounts, made.local))] if settings.demo else [],
            periodic=[
                Periodic("mail.look", 2, made.room.look),
                Periodic("mail.watch", 5, made.watching.tend, alone=False),
                Periodic("mail.forget", 3600, made.forget, background=True),
            ],
        ),
    )
