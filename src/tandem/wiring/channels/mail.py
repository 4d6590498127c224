"""E-mail: mailboxes that are listened to, Maildirs that are looked into."""

from tandem.adapters.mail import connection
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.keys import derive
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.part import Part


def mail(settings: Settings, accounts: Accounts) -> Connection:
    """Every worker listens to the mailboxes that no other one has."""
    made = connection(settings.mail_path, accounts, derive(settings.secret(), "mail"))
    return Connection(
        made.channel,
        Part(
            periodic=[
                Periodic("mail.look", 2, made.room.look),
                Periodic("mail.watch", 5, made.watching.tend, alone=False),
                Periodic("mail.forget", 3600, made.forget),
            ]
        ),
    )
