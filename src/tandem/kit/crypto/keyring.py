"""Master keys: given by the operator, or kept in a file of the installation."""

import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.kit.crypto.errors import BadMasterKeys, CannotOpen, MasterKeyMissing
from tandem.kit.folders import sync_folder

_BYTES = 32
_NONCE = 12


def new_master_key() -> str:
    """32 random bytes in Base64, as TANDEM_MASTER_KEYS and the key file hold them."""
    return b64encode(secrets.token_bytes(_BYTES)).decode()


@dataclass(frozen=True)
class MasterKeys:
    """The first wraps, all unwrap. A key's fingerprint tells it apart without telling it."""

    _by_fingerprint: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "MasterKeys":
        """Keys in Base64 (32 bytes each), separated by commas or blanks. Raises BadMasterKeys, which never repeats
        what was given."""
        keys: dict[str, bytes] = {}
        for n, word in enumerate(text.replace(",", " ").split(), 1):
            try:
                key = b64decode(word, altchars=b"-_" if {"-", "_"} & set(word) else None, validate=True)
            except Base64Error as error:
                raise BadMasterKeys(f"Master key {n} is not Base64.") from error
            if len(key) != _BYTES:
                raise BadMasterKeys(f"Master key {n} has {len(key)} bytes instead of {_BYTES}.")
            keys[sha256(b"tandem master key" + key).hexdigest()[:12]] = key
        if not keys:
            raise BadMasterKeys("No master key is given.")
        return cls(keys)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        return tuple(self._by_fingerprint)

    @property
    def current(self) -> str:
        """Fingerprint of the key that wraps."""
        return next(iter(self._by_fingerprint))

    def wrap(self, key: bytes, about: str) -> bytes:
        """`key` under the current master key; it opens only as `about`."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._by_fingerprint[self.current]).encrypt(nonce, key, about.encode())

    def unwrap(self, wrapped: bytes, fingerprint: str, about: str) -> bytes:
        """Raises MasterKeyMissing (that key is not among these), CannotOpen (changed bytes)."""
        if fingerprint not in self._by_fingerprint:
            given = ", ".join(self.fingerprints)
            raise MasterKeyMissing(
                f"The database is sealed under the master key {fingerprint}, but given is {given}. "
                "Give the right key in TANDEM_MASTER_KEYS or in the key file; without it personal data stays closed."
            )
        try:
            aes = AESGCM(self._by_fingerprint[fingerprint])
            return aes.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about.encode())
        except InvalidTag as error:
            raise CannotOpen(f"The data key {about} was changed, or its row is another's.") from error


@dataclass(frozen=True)
class Keyring:
    """Where this installation's master keys are: `given` (from the environment) wins over the file."""

    given: str | None = field(default=None, repr=False)
    file: Path | None = None

    def read(self) -> MasterKeys:
        """The keys as they are now (the file may have got another one). Raises MasterKeyMissing, BadMasterKeys."""
        if self.given is not None:
            return MasterKeys.parse(self.given)
        try:
            text = self.file.read_text("ascii") if self.file is not None else None
        except FileNotFoundError:
            text = None
        except (OSError, UnicodeDecodeError) as error:
            raise BadMasterKeys(f"The key file {self.file} cannot be read: {error}") from error
        if text is None:
            raise MasterKeyMissing(
                f"There is no master key: TANDEM_MASTER_KEYS is not set, and {self.file} does not exist. "
                "If this database was used before, bring the key file back from where it was kept."
            )
        return MasterKeys.parse(text)

    @property
    def empty(self) -> bool:
        """True when no key was given and none was ever kept: only then may one be made."""
        return self.given is None and self.file is not None and not self.file.exists()

    def make(self) -> None:
        """Put a first key into the file (0600, folder 0700). Of several at once the first counts."""
        assert self.file is not None
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = _draft(self.file, new_master_key() + "\n")
        try:
            os.link(draft, self.file)
            # The database is about to be sealed under this key: its name must outlive a power cut.
            sync_folder(self.file.parent)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def add(self) -> str:
        """Put another key before those in the file; its fingerprint. Raises BadMasterKeys when keys are given by
        the environment: then the operator puts it there."""
        if self.given is not None or self.file is None:
            raise BadMasterKeys(
                "The master keys are in TANDEM_MASTER_KEYS: put the new one before the others there, and restart."
            )
        self.read()
        older = self.file.read_text("ascii")
        draft = _draft(self.file, new_master_key() + "\n" + older)
        draft.replace(self.file)
        sync_folder(self.file.parent)
        return self.read().current


def _draft(file: Path, text: str) -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    return draft
