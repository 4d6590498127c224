"""What an account at an SMPP centre is told."""

from dataclasses import dataclass, field

from tandem.contexts.channels.ports import Account, Field

NAME = "smpp"
FIELDS = (
    Field("host", "text", required=True),
    Field("port", "number", default=2775),
    Field("tls", "switch", default=False),
    Field("system_id", "text", required=True),
    Field("password", "secret", required=True),
    Field("system_type", "text"),
    Field("source", "text"),
    Field("window", "number", default=10),
)
_PORTS, _WINDOW = (1, 65_535), (1, 100)


class Unfit(Exception):
    """A setting is missing or cannot be used; the text names it."""


@dataclass(frozen=True)
class SmppAccount:
    host: str
    port: int
    tls: bool
    system_id: str
    system_type: str
    source: str
    window: int
    password: str = field(repr=False)


def read(account: Account) -> SmppAccount:
    """Raises Unfit."""
    password = account.secrets.get("password", "")
    if not 1 <= len(password) <= 8 or not password.isascii() or not password.isprintable():
        raise Unfit("password needs 1 to 8 ASCII characters")
    host = _text(account, "host", 253)
    system_id = _text(account, "system_id", 15)
    if not host or not system_id:
        raise Unfit("host and system_id are needed")
    return SmppAccount(
        host, _number(account, "port", 2775, _PORTS), account.settings.get("tls") is True, system_id,
        _text(account, "system_type", 12), _text(account, "source", 20), _number(account, "window", 10, _WINDOW),
        password,
    )  # fmt: skip


def _text(account: Account, key: str, limit: int) -> str:
    value = str(account.settings.get(key) or "").strip()
    if len(value) > limit or not value.isascii() or not value.isprintable():
        raise Unfit(f"{key} must be at most {limit} ASCII characters")
    return value


def _number(account: Account, key: str, default: int, within: tuple[int, int]) -> int:
    value = account.settings.get(key)
    value = default if value in (None, "") else value
    if not isinstance(value, int) or not within[0] <= value <= within[1]:
        raise Unfit(f"{key} must be from {within[0]} to {within[1]}")
    return value
