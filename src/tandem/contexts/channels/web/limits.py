"""How much one customer, or one network address, may ask of a process."""

from starlette.requests import HTTPConnection

from tandem.contexts.channels.web.options import WebOptions
from tandem.kit.http import RateLimiter


class Limits:
    """Each method takes a token or raises TooMany (429 with Retry-After). Off when rate limits are off."""

    def __init__(self, options: WebOptions) -> None:
        self._on = options.rate_limits
        self._trusted = frozenset(options.trusted_proxies)
        messages, sessions = options.messages_per_minute, options.sessions_per_minute
        self._messages = RateLimiter(messages, max(5, messages // 3))
        self._sessions = RateLimiter(sessions, max(5, sessions))
        self._requests = RateLimiter(600, 120)
        self._visits = RateLimiter(600, 120)
        self._uploads = RateLimiter(20, 10)
        self._complaints = RateLimiter(1, 3)

    def message(self, customer: object) -> None:
        """A message, a rating, an offline message: whatever is written down."""
        self._check(self._messages, str(customer), "too_many_messages")

    def session(self, connection: HTTPConnection) -> None:
        """A session from this network address."""
        self._check(self._sessions, self.address(connection), "too_many_requests")

    def visit(self, connection: HTTPConnection) -> None:
        """A look at a site's opening page from this network address."""
        self._check(self._visits, self.address(connection), "too_many_requests")

    def request(self, customer: object) -> None:
        """Any other request of a customer."""
        self._check(self._requests, str(customer), "too_many_requests")

    def upload(self, customer: object) -> None:
        self._check(self._uploads, str(customer), "too_many_requests")

    def complaint(self, customer: object) -> None:
        """A written complaint: three at once, then one a minute."""
        self._check(self._complaints, str(customer), "too_many_messages")

    def address(self, connection: HTTPConnection) -> str:
        """The client's address; X-Forwarded-For counts only behind trusted proxies, read from the right."""
        peer = connection.client.host if connection.client else "unknown"
        hops = [h.strip() for h in connection.headers.get("x-forwarded-for", "").split(",") if h.strip()]
        while peer in self._trusted and hops:
            peer = hops.pop()
        return peer

    def _check(self, limiter: RateLimiter, key: str, code: str) -> None:
        if self._on:
            limiter.check(key, code)
