"""/loans/commands: what was asked of the core lending system for a customer, and what came of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from tandem.contexts.access import api as access
from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.loans.command import CommandKind, CommandState
from tandem.contexts.loans.law import LawRule
from tandem.contexts.loans.repository import of_customer
from tandem.kit.http import Db


class CommandLine(BaseModel):
    """A line of the journal; phone numbers show their ends only."""

    key: str
    kind: CommandKind
    params: dict[str, Any]
    state: CommandState
    actor: str
    requested_at: datetime
    settled_at: datetime | None
    number: str | None
    refusal: str | None


class LawRuleOut(BaseModel):
    """A rule of law as data. `held`: the product acts by it, else `why` not; `verified`: somebody has read the text, in
    `read_in`, else `because` says why not."""

    key: str
    says: str
    source: str
    article: str
    effective_from: date
    effective_to: date | None
    held: bool
    why: str | None
    verified: bool
    read_in: str | None
    because: str | None
    looked_on: date


def router(law: Sequence[LawRule] = ()) -> APIRouter:
    """Routes of loans. `law`: the rules of law by which loans and requests are counted here."""
    api = APIRouter(prefix="/loans", tags=["loans"])

    @api.get("/law-rules", response_model=list[LawRuleOut])
    async def list_law_rules(actor: CurrentStaff) -> list[dict[str, Any]]:
        """By which rules of law loans and requests are counted, with sources, and whether anybody has read them. Needs
        `settings.manage`."""
        actor.require(access.permissions.SETTINGS_MANAGE)
        return [asdict(one) for one in law]

    @api.get("/commands", response_model=list[CommandLine])
    async def list_commands(
        db: Db,
        actor: CurrentStaff,
        customer: Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00]+$")],
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> list[dict[str, Any]]:
        """The newest commands for the customer of this number at the lender. Needs `loans.read`; audited."""
        actor.require(access.permissions.LOANS_READ)
        async with db.transaction() as tx:
            await access.record(tx, actor, "loans.commands_read", f"borrower:{customer}")
            return [asdict(one) for one in await of_customer(tx, customer, limit)]

    return api
