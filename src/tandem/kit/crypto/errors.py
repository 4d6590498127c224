"""What can go wrong with keys. The texts are for whoever runs the installation."""


class CryptoError(Exception):
    """Keys are missing or wrong, or what was sealed has been tampered with. Nothing is made up in their stead."""


class BadMasterKeys(CryptoError):
    """What was given is no list of master keys."""


class MasterKeyMissing(CryptoError):
    """The database holds what another master key sealed."""


class CannotOpen(CryptoError):
    """Sealed bytes do not belong where they are, or were changed."""
