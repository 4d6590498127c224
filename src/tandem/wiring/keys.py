"""The master keys of customers' personal data."""

from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.settings import Settings


def keyring(settings: Settings) -> Keyring:
    """Where the settings say that the master keys are."""
    return Keyring(settings.master_keys_given, settings.master_keys_path)


async def opened_vault(db: Database) -> None:
    """Make sure at start that what is sealed can be opened. Raises kit.crypto.CryptoError, whose text says what to
    do."""
    assert db.vault is not None
    await db.vault.prepare()
