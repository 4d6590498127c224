"""Without a session: what a certificate's code stands for, and the gateway's notices."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from tandem.contexts.selfservice.actions import certifying, receiving
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.schemas.papers import CheckOut, check_view
from tandem.kit.http import RateLimiter


def routes(counter: Counter) -> APIRouter:
    api = APIRouter(tags=["self-service"])
    # Codes have 80 bits: the limit is against a busy script, not against guessing.
    checks = RateLimiter(60, 30)
    # Only what is not signed counts: a gateway may send as much as it likes.
    unsigned = RateLimiter(6, 10)

    @api.get("/certificates/{code}")
    async def check_certificate(
        request: Request, code: Annotated[str, Path(min_length=1, max_length=64)]
    ) -> CheckOut:
        """What is true of a certificate's code, and no more. 404 "certificate_not_found"."""
        if counter.rate_limits:
            checks.check(counter.address(request))
        return check_view(await certifying.check(counter, code))

    @api.post("/payments/notices", status_code=204, response_class=Response)
    async def payment_notice(request: Request) -> None:
        """The payment gateway says how a charge stands; signed in its headers. The same twice is no news.
        401 "bad_payment_notice"; 404 "order_not_found"; 429 for an address that sends many unsigned ones."""

        def worth_noting() -> None:
            if counter.rate_limits:
                unsigned.check(counter.address(request))

        await receiving.notified(
            counter, await request.body(), dict(request.headers), worth_noting=worth_noting
        )

    return api
