"""Paying through the gateway."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from tandem.contexts.selfservice.actions import ordering
from tandem.contexts.selfservice.counter import Caller, Counter
from tandem.contexts.selfservice.endpoints.caller import admitting
from tandem.contexts.selfservice.schemas.paying import OrderIn, OrderOut, order_view
from tandem.kit.http import Locale
from tandem.kit.i18n import translate


def routes(counter: Counter) -> APIRouter:
    api = APIRouter()
    who = Annotated[Caller, Depends(admitting(counter))]

    @api.post("/orders")
    async def place_order(caller: who, locale: Locale, body: OrderIn) -> OrderOut:  # type: ignore[valid-type]
        """An order and the address of its cashier page; the same client id gives the first order.
        403 "verification_needed" {level}; 404 "loan_not_found"; 409 "loan_changed" …; 422 "order_amount";
        503 "core_away", "payments_away"."""
        back = f"/h5/?site={quote(caller.visitor.site, safe='')}#/order/{{order}}"
        order = await ordering.place(
            counter, caller, client_id=body.client_id, purpose=body.purpose, loan=body.loan, fen=body.fen,
            title=translate(f"selfservice.order.{body.purpose}", locale, lender=caller.visitor.lender),
            return_url=back, principal_fen=body.principal_fen,
        )  # fmt: skip
        return order_view(order, [], locale)

    @api.get("/orders")
    async def list_orders(caller: who, locale: Locale) -> list[OrderOut]:  # type: ignore[valid-type]
        """The newest orders."""
        return [order_view(one, back, locale) for one, back in await ordering.history(counter, caller)]

    @api.get("/orders/{order_id}")
    async def get_order(
        caller: who,  # type: ignore[valid-type]
        locale: Locale,
        response: Response,
        order_id: UUID,
    ) -> OrderOut:
        """How an order stands. 404 "order_not_found", also for somebody else's."""
        response.headers["cache-control"] = "no-store"
        order, refunds = await ordering.look_up(counter, caller, order_id)
        return order_view(order, refunds, locale)

    return api
