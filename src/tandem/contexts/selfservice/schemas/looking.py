"""What a borrower looks at."""

from datetime import date, datetime

from pydantic import BaseModel

from tandem.contexts.loans.api import (
    Bill,
    Card,
    Contract,
    Fee,
    Instalment,
    Limit,
    Loan,
    Opening,
    Payment,
)
from tandem.contexts.selfservice.levels import Level
from tandem.contexts.selfservice.order import Purpose


class StandingOut(BaseModel):
    level: Level
    fresh_until: datetime | None
    name: str | None
    lender: str


class OverviewOut(BaseModel):
    """`bill` null: nothing is to pay. `pays`: whether there is a payment page. `hours`: of what is not done at any
    hour."""

    name: str | None
    lender: str
    today: date
    loans: list[Loan]
    bill: Bill | None
    cards: list[Card]
    pays: bool
    hours: dict[Purpose, Opening]


class LoanOut(BaseModel):
    today: date
    loan: Loan
    contract: Contract
    schedule: list[Instalment]
    fees: list[Fee]
    bill: Bill | None


class PaymentsOut(BaseModel):
    payments: list[Payment]


class LimitOut(BaseModel):
    """`limit` null: the customer has none."""

    limit: Limit | None
