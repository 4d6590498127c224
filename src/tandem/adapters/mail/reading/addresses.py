"""Addresses of the outside world in one form."""

import re
from dataclasses import dataclass
from email.utils import getaddresses

import idna

from tandem.adapters.mail.reading.words import readable

_CHARS = 254
_MANY = 100
_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)


@dataclass(frozen=True)
class Address:
    """`value` is normalised; `name` as its owner writes it, empty when there is none."""

    value: str
    name: str = ""


def addresses(raw: str) -> list[Address]:
    """Those in a header's raw value that can be written to; comments and groups are left out."""
    try:
        pairs = getaddresses([raw[:20_000].replace("\r", " ").replace("\n", " ")])
    except Exception:
        return []
    found = []
    for name, value in pairs[:_MANY]:
        known = normalised(value)
        if known is not None:
            found.append(Address(known, readable(name)[:200]))
    return found


def normalised(value: str) -> str | None:
    """The address with its domain in lower case and ASCII (IDNA); None for what is none. The part before the @ is the
    mailbox owner's business but for its case, which nobody tells apart."""
    value = value.strip()
    local, at, domain = value.rpartition("@")
    if not at or len(value) > _CHARS or not _LOCAL.fullmatch(local) or ".." in local:
        return None
    if local.startswith(".") or local.endswith("."):
        return None
    try:
        ascii_ = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        return None
    return f"{local.lower()}@{ascii_}" if _DOMAIN.fullmatch(ascii_) else None
