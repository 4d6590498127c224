"""/customers/{id}/…: the panel, the timeline, and what agents do with a customer's loans."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import CurrentPerson, CurrentStaff
from tandem.contexts.desktop.lending.acting import Asked, Lending
from tandem.contexts.desktop.panorama.reading import Panorama
from tandem.contexts.desktop.panorama.schemas import (
    CommandOut,
    EntryOut,
    Group,
    LendingOut,
    NewCommand,
    PanoramaOut,
    PlanOut,
    PrepaymentQuoteOut,
    QuoteOut,
)
from tandem.contexts.desktop.timeline.reading import timeline
from tandem.contexts.verification import api as verification
from tandem.kit.http import Db, Locale, Page, decode_cursor, encode_cursor

MOST = 2**53 - 1
# Not in the path: a lender's numbers of loans may hold slashes.
LoanId = Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


def router(panorama: Panorama, proofs: verification.Verification) -> APIRouter:
    """Routes under /customers."""
    api = APIRouter(prefix="/customers/{customer_id}", tags=["customers"])
    lending = Lending(panorama.db, panorama.book, panorama.zone, proofs)

    @api.get("/panorama", response_model=PanoramaOut)
    async def read_panorama(
        actor: CurrentPerson, locale: Locale, customer_id: UUID, conversation: UUID | None = None
    ) -> dict[str, Any]:
        """All that is known of the customer, personal data masked. Audited. Where the core lending system does not
        answer at once, `lending.state` is "down" and the rest is there."""
        return await panorama.read(actor, customer_id, conversation_id=conversation, locale=locale)

    @api.get("/timeline", response_model=Page[EntryOut])
    async def read_timeline(
        db: Db,
        actor: CurrentPerson,
        customer_id: UUID,
        group: Annotated[list[Group] | None, Query()] = None,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> dict[str, Any]:
        """What happened, newest first, over the person's whole family. What comes meanwhile moves no page. Audited."""
        before: tuple[datetime, UUID] | None = None
        if cursor:
            at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
            before = (at, id_)
        async with db.transaction() as tx:
            lines = await timeline(tx, actor, customer_id, groups=group or (), before=before, limit=limit + 1)
        last = lines[limit - 1] if len(lines) > limit else None
        more = encode_cursor(last["at"], str(last["id"])) if last else None
        return {"items": lines[:limit], "next": more}

    @api.get("/lending", response_model=LendingOut)
    async def read_lending(actor: CurrentStaff, customer_id: UUID) -> dict[str, Any]:
        """The loans alone, for a panel that opened without them. Needs loans.read; audited."""
        return await lending.standing(actor, customer_id)

    @api.get("/loan-plan", response_model=PlanOut)
    async def read_plan(actor: CurrentStaff, customer_id: UUID, loan: LoanId) -> dict[str, Any]:
        """A loan's contract, instalments and fees. Needs loans.read; audited. 404 "loan_unknown": not this
        customer's."""
        plan = await lending.plan(actor, customer_id, loan)
        contract = plan["contract"]
        rates = {name: str(contract[name]) for name in ("annual_rate", "penalty_rate")}
        return {**plan, "contract": {**contract, **rates}}

    @api.get("/settlement-quote", response_model=QuoteOut)
    async def read_quote(
        actor: CurrentStaff, locale: Locale, customer_id: UUID, loan: LoanId, on: date | None = None
    ) -> dict[str, Any]:
        """What settling early costs on a day, today unless said otherwise: the core's own figure. Needs loans.read;
        audited. 409 "quote_refused" with `refusal`."""
        return await lending.quote(actor, customer_id, loan, on, locale)

    @api.get("/prepayment-quote", response_model=PrepaymentQuoteOut)
    async def read_prepayment_quote(
        actor: CurrentStaff, customer_id: UUID, loan: LoanId, fen: Annotated[int, Query(ge=-MOST, le=MOST)]
    ) -> dict[str, Any]:
        """What repaying part of the principal ahead costs today, and the plan then: the core's own figures. Needs
        loans.read; audited. 409 "quote_refused" with `refusal`."""
        return await lending.prepayment_quote(actor, customer_id, loan, fen)

    @api.post("/loan-commands", response_model=CommandOut, status_code=201)
    async def create_loan_command(actor: CurrentStaff, customer_id: UUID, body: NewCommand) -> dict[str, Any]:
        """Have the core do something with the customer's loans: at most once a key. Read `state`: done, refused, else
        not known yet and announced later. Who the customer is must be proven in `conversation` to the level the command
        wants (403 "customer_not_proven" with `level` and `have`), or `override` answers for it. Needs loans.act, for an
        override loans.override; audited."""
        asked = Asked(body.key, body.kind, body.params, body.conversation, body.override)
        return await lending.command(actor, customer_id, asked)

    return api
