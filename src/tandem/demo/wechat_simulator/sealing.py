"""The platform's side of signatures and sealed messages ("消息加解密说明")."""

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's choice


def seal(message: bytes, key: str, appid: str) -> str:
    """AES-256-CBC, PKCS#7 to 32 bytes."""
    raw = base64.b64decode(key + "=")
    padder = padding.PKCS7(256).padder()
    plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + appid.encode()
    cipher = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(
        cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    ).decode()


def unseal(sealed: str, key: str, appid: str) -> bytes:
    """The other way round. Raises ValueError for what was sealed for another account."""
    raw = base64.b64decode(key + "=")
    cipher = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).decryptor()
    unpadder = padding.PKCS7(256).unpadder()
    plain = unpadder.update(cipher.update(base64.b64decode(sealed)) + cipher.finalize()) + unpadder.finalize()
    length = int.from_bytes(plain[16:20], "big")
    if plain[20 + length :] != appid.encode():
        raise ValueError("another account's")
    return plain[20 : 20 + length]
