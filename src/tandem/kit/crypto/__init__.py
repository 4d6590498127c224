"""Envelope encryption of values at rest, and the blind index that finds them again.

Master keys never touch the database; they wrap the data keys in table `data_key`; those seal values. A blind is a
keyed hash: equal values have equal blinds, and nobody without the key can try values out."""

from tandem.kit.crypto.errors import BadMasterKeys, CannotOpen, CryptoError, MasterKeyMissing
from tandem.kit.crypto.keyring import Keyring, MasterKeys, new_master_key
from tandem.kit.crypto.rotating import Resealable, Rotated, rotate, sealed_rows
from tandem.kit.crypto.vault import CURRENT_KEY_SQL, Blinder, KeyState, Sealer, Vault

__all__ = [
    "CURRENT_KEY_SQL",
    "BadMasterKeys",
    "Blinder",
    "CannotOpen",
    "CryptoError",
    "KeyState",
    "Keyring",
    "MasterKeyMissing",
    "MasterKeys",
    "Resealable",
    "Rotated",
    "Sealer",
    "Vault",
    "new_master_key",
    "rotate",
    "sealed_rows",
]
