"""Who asks: the bearer of a web session's token, within the rate of people."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tandem.contexts.selfservice.counter import Caller, Counter
from tandem.kit.errors import Unauthenticated
from tandem.kit.http import RateLimiter

_bearer = HTTPBearer(auto_error=False, description="The token of POST /web/sessions")


def admitting(
    counter: Counter, *, per_minute: int = 240, burst: int = 60
) -> Callable[..., Awaitable[Caller]]:
    """A dependency that gives the caller. Raises Unauthenticated "bad_token", TooMany."""
    limiter = RateLimiter(per_minute, burst)

    async def caller(
        credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> Caller:
        if credentials is None:
            raise Unauthenticated("bad_token")
        found = await counter.admit(credentials.credentials)
        if counter.rate_limits:
            limiter.check(str(found.visitor.customer_id))
        return found

    return caller
