"""What an account of the kind `email` is told, and the same as the adapter reads it."""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tandem.adapters.mail.reading.addresses import normalised
from tandem.contexts.channels.ports import Account, Field

_SECURITY = ("tls", "starttls", "none")
FIELDS = (
    Field("address", "text", required=True),
    Field("sender_name", "text"),
    Field("receive", "choice", choices=("imap", "maildir"), default="imap"),
    Field("imap_host", "text"),
    Field("imap_port", "number"),
    Field("imap_security", "choice", choices=_SECURITY, default="tls"),
    Field("folders", "text", default="INBOX"),
    Field("send", "choice", choices=("smtp", "maildir"), default="smtp"),
    Field("smtp_host", "text"),
    Field("smtp_port", "number"),
    Field("smtp_security", "choice", choices=_SECURITY, default="starttls"),
    Field("user", "text"),
    Field("password", "secret"),
    Field("oauth_token_url", "text"),
    Field("oauth_client_id", "text"),
    Field("oauth_client_secret", "secret"),
    Field("oauth_refresh_token", "secret"),
    Field("plus_address", "switch", default=False),
    Field("trusted_server", "text"),
    Field("dkim_selector", "text"),
    Field("dkim_key", "secret"),
    Field("automatic_per_hour", "number", default=20),
)


@dataclass(frozen=True)
class Server:
    """`security`: tls, starttls, none (a mail server on this machine only)."""

    host: str
    port: int
    security: str

    @property
    def is_here(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True)
class OAuth:
    token_url: str
    client_id: str
    client_secret: str
    refresh_token: str


class AccountIncomplete(Exception):
    """The account is not told what it needs; `field` says what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Mailbox:
    """An account as the adapter uses it."""

    account: Account

    @property
    def address(self) -> str:
        """Normalised. Raises AccountIncomplete."""
        found = normalised(str(self._told("address", "")))
        if found is None:
            raise AccountIncomplete("address")
        return found

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def sender_name(self) -> str:
        return str(self._told("sender_name", "")) or self.account.name

    @property
    def receives_by(self) -> str:
        return str(self._told("receive", "imap"))

    @property
    def sends_by(self) -> str:
        return str(self._told("send", "smtp"))

    @property
    def imap(self) -> Server:
        return self._server("imap", {"tls": 993, "starttls": 143, "none": 143}, "tls")

    @property
    def smtp(self) -> Server:
        return self._server("smtp", {"tls": 465, "starttls": 587, "none": 25}, "starttls")

    @property
    def folders(self) -> list[str]:
        """Those that are looked at; at most 20."""
        told = str(self._told("folders", "INBOX")).replace("，", ",").split(",")
        return list(dict.fromkeys(one.strip() for one in told if one.strip()))[:20] or ["INBOX"]

    @property
    def user(self) -> str:
        return str(self._told("user", "")) or self.address

    @property
    def password(self) -> str | None:
        return self.account.secrets.get("password") or None

    @property
    def oauth(self) -> OAuth | None:
        """With a refresh token; raises AccountIncomplete when the rest of it is missing."""
        refresh = self.account.secrets.get("oauth_refresh_token")
        if not refresh:
            return None
        url, client = str(self._told("oauth_token_url", "")), str(self._told("oauth_client_id", ""))
        if not url.startswith("https://") and not url.startswith("http://127.0.0.1"):
            raise AccountIncomplete("oauth_token_url")
        return OAuth(url, client, self.account.secrets.get("oauth_client_secret", ""), refresh)

    @property
    def plus_address(self) -> bool:
        return bool(self._told("plus_address", False))

    @property
    def trusted_server(self) -> str:
        return str(self._told("trusted_server", ""))

    @property
    def dkim(self) -> tuple[str, str] | None:
        """Selector and private key (PEM)."""
        selector, key = str(self._told("dkim_selector", "")), self.account.secrets.get("dkim_key")
        return (selector, key) if selector and key else None

    @property
    def automatic_per_hour(self) -> int:
        return max(0, int(self._told("automatic_per_hour", 20)))

    def _server(self, name: str, ports: dict[str, int], usual: str) -> Server:
        host = str(self._told(f"{name}_host", "")).strip()
        if not host:
            raise AccountIncomplete(f"{name}_host")
        security = str(self._told(f"{name}_security", usual))
        found = Server(host, int(self._told(f"{name}_port", 0)) or ports.get(security, 0), security)
        if security == "none" and not found.is_here:
            # A password would go over the network for everybody to read.
            raise AccountIncomplete(f"{name}_security")
        return found

    def _told(self, key: str, default: Any) -> Any:
        value = self.account.settings.get(key)
        return default if value is None or value == "" else value


def own_addresses(accounts: Collection[Account]) -> frozenset[str]:
    """The addresses of all accounts: what comes from one of them is never answered."""
    found = (normalised(str(one.settings.get("address", ""))) for one in accounts)
    return frozenset(one for one in found if one)
