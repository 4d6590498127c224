"""Letters: the mail room's folders."""

from tandem.adapters.letters_local import LettersChannel, MailRoom
from tandem.contexts.channels.api import Accounts
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.part import Part


def letters(settings: Settings, accounts: Accounts) -> Connection:
    """A look into the folders every two seconds."""
    room = MailRoom(settings.letters_path, settings.zone, accounts)
    return Connection(
        LettersChannel(settings.letters_path), Part(periodic=[Periodic("letters.look", 2, room.look)])
    )
