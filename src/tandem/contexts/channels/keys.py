"""Keys for one purpose each, derived from the product's root secret: one that leaks opens no other door."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes for `purpose`."""
    return HKDF(SHA256(), 32, salt=None, info=f"tandem/channels/{purpose}".encode()).derive(secret)


def app_key_hash(key: str) -> bytes:
    """How an app's key is kept: it is long and random, so a plain hash tells nothing."""
    return sha256(key.encode()).digest()


def vault(secret: bytes) -> Fernet:
    """Encrypts what sites entrust to us (their identity secrets) at rest."""
    return Fernet(urlsafe_b64encode(derive(secret, "site-secrets")))
