"""Looking: loans, plan, bill, quote, limit, what was paid."""

from datetime import date, timedelta
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query

from tandem.contexts.loans.api import (
    Bill,
    LoanRefused,
    PrepaymentQuote,
    Questions,
    SettlementQuote,
    opening,
)
from tandem.contexts.selfservice.counter import Caller, Counter, told
from tandem.contexts.selfservice.endpoints.caller import admitting
from tandem.contexts.selfservice.errors import LoanNotFound
from tandem.contexts.selfservice.order import Purpose
from tandem.contexts.selfservice.schemas.fields import MOST, LoanId
from tandem.contexts.selfservice.schemas.looking import (
    LimitOut,
    LoanOut,
    OverviewOut,
    PaymentsOut,
    StandingOut,
)
from tandem.kit.http import Locale

_HISTORY = timedelta(days=400)


def routes(counter: Counter) -> APIRouter:
    api = APIRouter()
    who = Annotated[Caller, Depends(admitting(counter))]

    @api.get("/standing")
    async def standing(caller: who) -> StandingOut:  # type: ignore[valid-type]
        """What the session has proven. Nothing of anybody's loans."""
        borrower = caller.standing.borrower
        return StandingOut(
            level=caller.standing.level, fresh_until=caller.standing.fresh_until,
            name=await counter.holder(borrower) if borrower else None, lender=caller.visitor.lender,
        )  # fmt: skip

    @api.delete("/standing", status_code=204)
    async def end_standing(caller: who) -> None:  # type: ignore[valid-type]
        """The person is done: what the session has proven is over, for whoever has its token. Again: nothing
        changes."""
        async with counter.db.transaction() as tx:
            await counter.proofs.end(tx, caller.visitor)

    @api.get("/overview")
    async def overview(caller: who, locale: Locale) -> OverviewOut:  # type: ignore[valid-type]
        """The caller's loans and what is to pay now. 403 "verification_needed" {level}; 503 "core_away"."""
        borrower = caller.may("loans")
        asked = counter.questions(caller)
        async with told():
            loans = list(await asked.loans(borrower))
            cards = list(await asked.cards(borrower))
            bill = await _bill(asked, borrower, None)
            hours = await asked.hours()
        now = counter.db.clock.now()
        return OverviewOut(
            name=await counter.holder(borrower), lender=caller.visitor.lender,
            today=counter.today, loans=loans, bill=bill, cards=cards, pays=counter.gateway is not None,
            hours={one: opening(hours[one], now, locale) for one in get_args(Purpose) if one in hours},
        )  # fmt: skip

    @api.get("/loan")
    async def one_loan(caller: who, loan: Annotated[LoanId, Query()]) -> LoanOut:  # type: ignore[valid-type]
        """One loan with contract and plan. 404 "loan_not_found", also for somebody else's."""
        borrower = caller.may("schedule")
        asked = counter.questions(caller)
        async with told():
            contract = await asked.contract(borrower, loan)
            found = next((one for one in await asked.loans(borrower) if one.id == loan), None)
            if found is None:
                raise LoanNotFound()
            bill = await _bill(asked, borrower, loan) if found.state != "settled" else None
            schedule = list(await asked.schedule(borrower, loan))
            fees = list(await asked.fees(borrower, loan))
        return LoanOut(
            today=counter.today, loan=found, contract=contract, schedule=schedule, fees=fees, bill=bill
        )

    _quotes(api, counter, who)

    @api.get("/payments")
    async def payments(caller: who) -> PaymentsOut:  # type: ignore[valid-type]
        """What was repaid and given back in the last 400 days, newest first."""
        borrower = caller.may("payment_history")
        async with told():
            found = await counter.questions(caller).payments(borrower, counter.today - _HISTORY)
        return PaymentsOut(payments=list(reversed(found)))

    @api.get("/limit")
    async def limit(caller: who) -> LimitOut:  # type: ignore[valid-type]
        """The credit limit and how it came about."""
        borrower = caller.may("limit")
        async with told():
            try:
                return LimitOut(limit=await counter.questions(caller).limit(borrower))
            except LoanRefused as refused:
                if refused.code != "no_limit":
                    raise
                return LimitOut(limit=None)

    return api


def _quotes(api: APIRouter, counter: Counter, who: Any) -> None:
    @api.get("/quote")
    async def quote(
        caller: who,  # type: ignore[valid-type]
        loan: Annotated[LoanId, Query()],
        on: Annotated[date, Query()],
    ) -> SettlementQuote:
        """What settling the loan on a day costs. 409 "loan_past", "loan_too_far", "loan_overdue"."""
        borrower = caller.may("settlement_quote")
        async with told():
            return await counter.questions(caller).settlement_quote(borrower, loan, on)

    @api.get("/prepayment-quote")
    async def prepayment_quote(
        caller: who,  # type: ignore[valid-type]
        loan: Annotated[LoanId, Query()],
        fen: Annotated[int, Query(ge=-MOST, le=MOST)],
    ) -> PrepaymentQuote:
        """What repaying `fen` of the principal ahead costs today, and the plan then. 409 "loan_bad_amount",
        "loan_too_little", "loan_too_much", "loan_overdue", "loan_first_unpaid", "loan_this_month_done"."""
        borrower = caller.may("prepayment_quote")
        async with told():
            return await counter.questions(caller).prepayment_quote(borrower, loan, fen)


async def _bill(asked: Questions, borrower: str, loan: str | None) -> Bill | None:
    """None where nothing is to pay: every loan is settled."""
    try:
        return await asked.bill(borrower, loan)
    except LoanRefused as refused:
        if refused.code != "no_loan":
            raise
        return None
