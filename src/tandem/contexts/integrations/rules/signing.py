"""Signatures, in the form of Standard Webhooks (standardwebhooks.com, specification 1.0): HMAC-SHA256 over
`id.timestamp.body`, several signatures side by side while a secret is being changed."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import digest

_PREFIX = "whsec_"


def new_secret() -> str:
    """256 random bits."""
    return _PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(digest(b64decode(secret.removeprefix(_PREFIX)), signed, sha256)).decode()


def signed_headers(keys: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """webhook-id, webhook-timestamp (seconds since 1970), webhook-signature: one for each key."""
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(key, message_id, timestamp, body) for key in keys),
    }
