"""What a borrower does with a loan, and what came of it."""

from typing import Annotated

from pydantic import BaseModel, Field

from tandem.contexts.loans.api import Commanded, CommandState
from tandem.contexts.selfservice.actions.acting import Deed
from tandem.contexts.selfservice.schemas.fields import ClientId, Fen, LoanId, reason
from tandem.kit.http import Body


class ActIn(Body):
    """What the deed wants: repay card, fen [, loan] · settle loan, card, total_fen · prepay loan, card, fen (of
    principal), total_fen · change_due_day day · request_limit fen · change_phone phone."""

    client_id: ClientId
    deed: Deed
    loan: LoanId | None = None
    card: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")] | None = None
    fen: Fen | None = None
    total_fen: Fen | None = None
    day: Annotated[int, Field(strict=True, ge=-100, le=100)] | None = None
    phone: Annotated[str, Field(max_length=32, pattern=r"^[0-9]*$")] | None = None


class ActOut(BaseModel):
    """`state` requested or pending: nobody knows yet what came of it; sending the same again asks. `reason`: why it was
    refused, in words."""

    state: CommandState
    number: str | None
    refusal: str | None
    reason: str | None


def act_view(commanded: Commanded, locale: str) -> ActOut:
    return ActOut(
        state=commanded.state, number=commanded.number, refusal=commanded.refusal,
        reason=reason(commanded.refusal, locale),
    )  # fmt: skip
