"""How the person stands with the core lending system: asked with patience that ends; the panel shows the rest."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import structlog

from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.loans import api as loans
from tandem.kit.db import Tx

log = structlog.get_logger(__name__)
State = Literal["ok", "unbound", "forbidden", "absent", "down"]
PATIENCE_S = 0.8
"""The panel opens without the loans when the core takes longer; asked for alone, they are waited for longer."""
LONG_PATIENCE_S = 8.0


@dataclass(frozen=True)
class Lent:
    """`down`: the core does not answer; `unbound`: nobody knows which borrower it is; `absent`: there is no core."""

    state: State
    standing: loans.Standing | None = None


def why_not(book: loans.LoanBook | None, actor: Actor, borrower: str | None) -> State | None:
    """Why the core is not asked at all; None when it is."""
    if book is None:
        return "absent"
    if not actor.may(permissions.LOANS_READ):
        return "forbidden"
    return "unbound" if borrower is None else None


async def within(tx: Tx, book: loans.LoanBook | None, borrower: str | None) -> Lent | None:
    """The same from a core that lives in this very database, by the caller's connection; None: it has to be asked."""
    if book is None or borrower is None:
        return None
    told = await loans.standing_within(tx, book, borrower)
    return Lent("ok", told) if told is not None else None


async def ask(book: loans.LoanBook, borrower: str, patience_s: float) -> Lent:
    """How the borrower stands, or that the core is down."""
    try:
        async with asyncio.timeout(patience_s):
            return Lent("ok", await loans.standing(book, borrower))
    except (loans.CoreUnavailable, loans.CoreTimedOut, TimeoutError) as error:
        log.warning("panorama.core_silent", cause=type(error).__name__)
        return Lent("down")


def shown(lent: Lent, commands: list[loans.Commanded]) -> dict[str, Any]:
    """What the screen gets; commands of the last days are known here, whether or not the core answers."""
    told = lent.standing
    return {
        "state": lent.state,
        "loans": [_loan(one, told) for one in told.loans] if told else [],
        "cards": [{"id": one.id, "label": one.label} for one in told.cards] if told else [],
        "limit": asdict(told.limit) if told and told.limit else None,
        "commands": [command_shown(one) for one in commands],
    }


def _loan(loan: loans.Loan, told: loans.Standing) -> dict[str, Any]:
    bill = told.bills.get(loan.id)
    certificate = next((one for one in told.certificates if one.loan == loan.id), None)
    return {
        **asdict(loan),
        "due_on": bill.due_on if bill else None,
        "due_fen": bill.due_fen if bill else None,
        "certificate": certificate.number if certificate else None,
    }


def command_shown(one: loans.Commanded) -> dict[str, Any]:
    """A command as the desk shows it. Only `done` is done."""
    return {
        "id": one.id, "key": one.key, "kind": one.kind, "params": dict(one.params), "state": one.state,
        "requested_at": one.requested_at, "settled_at": one.settled_at, "number": one.number, "refusal": one.refusal,
    }  # fmt: skip


def due_of(told: loans.Standing, loan: loans.Loan) -> tuple[date | None, int | None]:
    bill = told.bills.get(loan.id)
    return (bill.due_on, bill.due_fen) if bill else (loan.next_due_on, None)
