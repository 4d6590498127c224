"""What one process keeps for letting staff in: options, password threads, the limiter. Lives in
`app.state.access`."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import new as hmac_new
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from tandem.contexts.access.passwords import Passwords
from tandem.kit.http import RateLimiter

COOKIE = "tandem_session"
CSRF_HEADER = "x-csrf-token"


@dataclass(frozen=True, kw_only=True)
class AccessOptions:
    """`secret` keys the hashes of addresses and names. `session` ends a session whatever happens, `idle`
    when nothing was heard of the person for that long. `allowed_origins` are further web origins (scheme
    and host)."""

    secret: bytes
    session: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(minutes=60)
    secure_cookies: bool = False
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    public_url: str | None = None
    logins_per_minute: int = 10
    rate_limits: bool = True
    cheap_passwords: bool = False


class Gate:
    def __init__(self, options: AccessOptions, passwords: Passwords | None = None) -> None:
        self.options = options
        self.passwords = passwords or Passwords(cheap=options.cheap_passwords)
        # The limiter guards a process, not an account (that is the lock's task): bursts of a whole office
        # pass.
        self._logins = RateLimiter(options.logins_per_minute, max(20, options.logins_per_minute))
        self._changes = RateLimiter(5, 10)
        self._keys: dict[int, RateLimiter] = {}
        own = {origin_of(url) for url in (options.public_url, *options.allowed_origins) if url}
        self._origins = {origin for origin in own if origin}

    def limit_login(self, ip: str | None) -> None:
        """Raise TooMany (429) when one address tries to sign in too often."""
        if self.options.rate_limits:
            self._logins.check(ip or "unknown")

    def limit_password_change(self, staff: str) -> None:
        """Raise TooMany (429) when one person tries old passwords too often."""
        if self.options.rate_limits:
            self._changes.check(staff)

    def limit_key(self, key: str, per_minute: int) -> None:
        """Raise TooMany (429) when an API key asks for more than `per_minute` requests; a sixth of them may come at
        once."""
        if self.options.rate_limits:
            limiter = self._keys.setdefault(per_minute, RateLimiter(per_minute, max(1, per_minute // 6)))
            limiter.check(key, "too_many_requests")

    def fingerprint(self, text: str | None) -> str | None:
        """A keyed hash: equal for equal texts, useless to whoever reads the database."""
        if text is None:
            return None
        return hmac_new(self.options.secret, b"access:" + text.encode(), sha256).hexdigest()

    def origin_allowed(self, connection: HTTPConnection) -> bool:
        """True for requests of our own pages, of allowed origins, and of programs (which send no Origin)."""
        origin = connection.headers.get("origin")
        if origin is None:
            return True
        if origin_of(origin) in self._origins:
            return True
        return bool(origin_of(origin)) and urlsplit(origin).netloc == connection.headers.get("host")

    def address(self, connection: HTTPConnection) -> str | None:
        """The client's address; X-Forwarded-For counts only behind proxies that are trusted, from the
        right."""
        peer = connection.client.host if connection.client else None
        hops = [
            hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()
        ]
        while peer in self.options.trusted_proxies and hops:
            peer = hops.pop()
        return peer


def origin_of(url: str) -> str | None:
    """`https://desk.example.com/x` → `https://desk.example.com`; None for what is no web address ("null")."""
    parts = urlsplit(url)
    return (
        f"{parts.scheme}://{parts.netloc}".lower()
        if parts.scheme in ("http", "https") and parts.netloc
        else None
    )


def install(app: FastAPI, gate: Gate) -> None:
    """Make `CurrentStaff`, `require` and `authenticate_socket` work in this application."""
    app.state.access = gate


def gate_of(connection: HTTPConnection) -> Gate:
    gate: Gate = connection.app.state.access
    return gate
