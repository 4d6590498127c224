"""What encrypts webhook secrets and kept answers at rest: a key of its own, derived from the product's root secret."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def vault(secret: bytes) -> Fernet:
    """Encrypts what belongs to webhooks."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"tandem/integrations/webhooks").derive(secret)
    return Fernet(urlsafe_b64encode(derived))
