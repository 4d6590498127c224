"""Signing mail (RFC 6376, RFC 8463): relaxed/relaxed, RSA or Ed25519, by `cryptography` alone."""

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# `from` twice: a second From that somebody adds breaks the signature.
_SIGNED = (
    "from", "from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "mime-version",
    "content-type", "auto-submitted",
)  # fmt: skip
_LEAST_BITS = 1024


class BadKey(Exception):
    """The private key cannot be used."""


def signed(mail: bytes, *, domain: str, selector: str, key: str, at: int) -> bytes:
    """`mail` (CRLF) with a DKIM-Signature on top; `at`: now, in seconds since 1970. Raises BadKey."""
    private = _key(key)
    heads, _, body = mail.partition(b"\r\n\r\n")
    fields = _fields(heads)
    present = [name for name in _SIGNED if name == "from" or any(one == name for one, _ in fields)]
    algorithm = "rsa-sha256" if isinstance(private, RSAPrivateKey) else "ed25519-sha256"
    told = (
        f"v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; t={at};\r\n"
        f" h={':'.join(present)};\r\n bh={b64encode(sha256(_body(body)).digest()).decode()};\r\n b="
    )
    signature = _sign(private, _heads(fields, present) + _relaxed("dkim-signature", told.encode()))
    wrapped = "\r\n ".join(signature[at : at + 70] for at in range(0, len(signature), 70))
    return f"DKIM-Signature: {told}{wrapped}\r\n".encode() + mail


def usable(key: str) -> bool:
    """Whether `key` is a private key that can sign."""
    try:
        _key(key)
    except BadKey:
        return False
    return True


@lru_cache(maxsize=16)
def _key(pem: str) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        # A form field may have lost the line breaks.
        loaded = load_pem_private_key(_lines(pem).encode(), password=None)
    except (ValueError, TypeError) as error:
        raise BadKey() from error
    if isinstance(loaded, RSAPrivateKey) and loaded.key_size >= _LEAST_BITS:
        return loaded
    if isinstance(loaded, Ed25519PrivateKey):
        return loaded
    raise BadKey()


def _lines(pem: str) -> str:
    found = re.fullmatch(r"\s*(-----BEGIN [A-Z ]+-----)(.*)(-----END [A-Z ]+-----)\s*", pem, re.S)
    if not found:
        return pem
    return "\n".join([found[1], *found[2].split(), found[3], ""])


def _sign(key: RSAPrivateKey | Ed25519PrivateKey, data: bytes) -> str:
    if isinstance(key, RSAPrivateKey):
        return b64encode(key.sign(data, PKCS1v15(), SHA256())).decode()
    return b64encode(key.sign(sha256(data).digest())).decode()


def _fields(heads: bytes) -> list[tuple[str, bytes]]:
    unfolded = re.split(rb"\r\n(?![ \t])", heads)
    pairs = (one.partition(b":") for one in unfolded)
    return [(name.decode("ascii", "replace").strip().lower(), value) for name, _, value in pairs]


def _heads(fields: list[tuple[str, bytes]], names: list[str]) -> bytes:
    """Each name takes the lowest field of it that is left; none, for a name that comes once more than its fields."""
    left = list(fields)
    out = b""
    for name in names:
        at = next((number for number in range(len(left) - 1, -1, -1) if left[number][0] == name), None)
        if at is not None:
            out += _relaxed(name, left.pop(at)[1]) + b"\r\n"
    return out


def _relaxed(name: str, value: bytes) -> bytes:
    return name.encode() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


def _body(body: bytes) -> bytes:
    lines = (re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n"))
    whole = b"\r\n".join(lines).rstrip(b"\r\n")
    return whole + b"\r\n" if whole else b""
