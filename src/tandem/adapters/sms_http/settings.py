"""What an account at an HTTP gateway is told."""

from dataclasses import dataclass, field

from tandem.contexts.channels.ports import Account, Field

NAME = "http"
FIELDS = (
    Field("url", "text", required=True),
    Field("key_id", "text", required=True),
    Field("secret", "secret", required=True),
    Field("accepted_codes", "text", default="0,ok"),
    Field("refused_codes", "text"),
    Field("blocked_codes", "text"),
    Field("later_codes", "text"),
)
_SECRET_CHARS = 16


class Unfit(Exception):
    """A setting is missing or cannot be used; the text names it."""


@dataclass(frozen=True)
class Codes:
    """What the vendor's codes mean. One in none of the lists is not understood."""

    accepted: frozenset[str]
    refused: frozenset[str]
    blocked: frozenset[str]
    later: frozenset[str]


@dataclass(frozen=True)
class HttpAccount:
    url: str
    key_id: str
    codes: Codes
    secret: str = field(repr=False)


def read(account: Account) -> HttpAccount:
    """Raises Unfit."""
    url, key_id = _text(account, "url"), _text(account, "key_id")
    if not url.startswith(("https://", "http://")) or len(url.split("//", 1)[1]) == 0 or " " in url:
        raise Unfit("url must be an http(s) address")
    if not key_id or not key_id.isascii():
        raise Unfit("key_id is needed, in ASCII")
    secret = account.secrets.get("secret", "")
    if len(secret) < _SECRET_CHARS:
        raise Unfit(f"secret needs at least {_SECRET_CHARS} characters")
    codes = Codes(*(_codes(account, f"{name}_codes") for name in ("accepted", "refused", "blocked", "later")))
    return HttpAccount(url, key_id, codes, secret)


def _text(account: Account, key: str) -> str:
    """One line: what goes into a head must not begin another."""
    value = str(account.settings.get(key) or "").strip()
    if not value.isprintable():
        raise Unfit(f"{key} must be one printable line")
    return value


def _codes(account: Account, key: str) -> frozenset[str]:
    default = "0,ok" if key == "accepted_codes" else ""
    told = str(account.settings.get(key) or default)
    return frozenset(one.strip().casefold() for one in told.split(",") if one.strip())
