"""After migrations, before anything else works: what earlier versions stored in clear is sealed."""

from tandem.contexts.channels.api import seal_addresses
from tandem.contexts.customers.api import seal_subjects
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.settings import Settings


async def seal(settings: Settings, url: str) -> int:
    """How many rows were sealed. Raises CryptoError when the master keys are not those of this database."""
    database = Database(
        url, pool_size=1, keyring=Keyring(settings.master_keys_given, settings.master_keys_path)
    )
    try:
        assert database.vault is not None
        await database.vault.prepare()
        return await seal_subjects(database) + await seal_addresses(database)
    finally:
        await database.close()
