"""What the platform and we prove to each other: signatures, and the encrypted envelope around messages.

Source: the platform's documents on "消息加解密说明": SHA-1 over the sorted parts; AES-256-CBC, the key's first 16 bytes
as IV, PKCS#7 to blocks of 32 bytes; inside: 16 random bytes, length (4 bytes, big-endian), the message, appid."""

import binascii
import os
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_HEAD = 20
KEY_CHARS = 43


class BadEnvelope(Exception):
    """It cannot be opened, or was sealed for another account. The text says which, without content."""


def signature(token: str, *parts: str) -> str:
    """The platform's signature of `parts` with the token that both sides know."""
    text = "".join(sorted((token, *parts)))
    return sha1(text.encode("utf-8", "replace")).hexdigest()  # noqa: S324 - the platform's choice


def genuine(given: str, token: str, *parts: str) -> bool:
    """Whether `given` is the signature of `parts`; compared in constant time. Never for an empty token."""
    wanted = signature(token, *parts)
    return bool(token) and compare_digest(wanted.encode(), given.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Envelope:
    """Opens and seals messages of one account. `key`: the 43 characters of EncodingAESKey. Raises ValueError for a key
    that is none, when it is first used."""

    key: str = field(repr=False)
    appid: str

    @cached_property
    def _key(self) -> bytes:
        if len(self.key) != KEY_CHARS:
            raise ValueError("EncodingAESKey has 43 characters")
        try:
            return b64decode(self.key + "=", validate=True)
        except binascii.Error as error:
            raise ValueError("EncodingAESKey is no base64") from error

    def open(self, sealed: str) -> bytes:
        """The message in `sealed`. Raises BadEnvelope. Check the signature before: this proves nothing by itself."""
        try:
            content = b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadEnvelope("no base64") from error
        if not content or len(content) % 16:
            raise BadEnvelope("no whole blocks")
        try:
            key = self._key
        except ValueError as error:  # mistyped by the administrator: the live check says so
            raise BadEnvelope("key") from error
        opener = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
        plain = opener.update(content) + opener.finalize()
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise BadEnvelope("padding")
        plain = plain[:-padding]
        if len(plain) < _HEAD:
            raise BadEnvelope("too short")
        (length,) = struct.unpack(">I", plain[16:_HEAD])
        if length > len(plain) - _HEAD:
            raise BadEnvelope("length")
        message, owner = plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
        if not compare_digest(owner, self.appid.encode()):
            raise BadEnvelope("appid")
        return message

    def seal(self, message: bytes) -> str:
        """`message` as the platform opens it."""
        plain = os.urandom(16) + struct.pack(">I", len(message)) + message + self.appid.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        sealer = Cipher(algorithms.AES256(self._key), modes.CBC(self._key[:16])).encryptor()
        return b64encode(sealer.update(plain + bytes([padding]) * padding) + sealer.finalize()).decode()
