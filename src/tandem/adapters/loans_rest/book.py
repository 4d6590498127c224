"""The LoanBook port over HTTP. What the core says is checked to the letter: an amount is a whole number or none."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from tandem.adapters.loans_rest.client import CoreClient
from tandem.adapters.loans_rest.outcomes import UnreadableOutcome, read_outcome
from tandem.contexts.loans.api import (
    Bill,
    Card,
    Certificate,
    Command,
    CommandKind,
    Contract,
    CoreTimedOut,
    CoreUnavailable,
    Fee,
    Instalment,
    Limit,
    Loan,
    LoanRefused,
    Outcome,
    Payment,
    PrepaymentQuote,
    SettlementQuote,
)
from tandem.kit.calendar import Calendar
from tandem.kit.errors import Invalid

T = TypeVar("T")
_LOANS = TypeAdapter(list[Loan])
_CONTRACT = TypeAdapter(Contract)
_SCHEDULE = TypeAdapter(list[Instalment])
_BILL = TypeAdapter(Bill)
_PAYMENTS = TypeAdapter(list[Payment])
_FEES = TypeAdapter(list[Fee])
_QUOTE = TypeAdapter(SettlementQuote)
_PREPAYMENT = TypeAdapter(PrepaymentQuote)
_LIMIT = TypeAdapter(Limit)
_CARDS = TypeAdapter(list[Card])
_HOURS = TypeAdapter(dict[CommandKind, dict[str, Any]])
_CERTIFICATES = TypeAdapter(list[Certificate])


class RestLoanBook:
    """See contexts/loans/ports.LoanBook."""

    def __init__(self, client: CoreClient) -> None:
        self._client = client

    async def close(self) -> None:
        await self._client.close()

    async def loans(self, customer: str) -> Sequence[Loan]:
        return await self._ask(_LOANS, customer, "loans")

    async def contract(self, customer: str, loan: str) -> Contract:
        return await self._ask(_CONTRACT, customer, "loans", loan, "contract")

    async def schedule(self, customer: str, loan: str) -> Sequence[Instalment]:
        return await self._ask(_SCHEDULE, customer, "loans", loan, "schedule")

    async def bill(self, customer: str, loan: str | None = None) -> Bill:
        return await self._ask(_BILL, customer, "bill", params={"loan": loan} if loan is not None else {})

    async def payments(self, customer: str, since: date) -> Sequence[Payment]:
        return await self._ask(_PAYMENTS, customer, "payments", params={"since": since.isoformat()})

    async def fees(self, customer: str, loan: str) -> Sequence[Fee]:
        return await self._ask(_FEES, customer, "loans", loan, "fees")

    async def settlement_quote(self, customer: str, loan: str, on: date) -> SettlementQuote:
        found = await self._ask(
            _QUOTE, customer, "loans", loan, "settlement-quote", params={"on": on.isoformat()}
        )
        if found.total_fen != found.principal_fen + found.interest_fen + found.fee_fen:
            raise CoreUnavailable("a quote that does not add up")
        return found

    async def prepayment_quote(self, customer: str, loan: str, fen: int) -> PrepaymentQuote:
        found = await self._ask(
            _PREPAYMENT, customer, "loans", loan, "prepayment-quote", params={"fen": str(fen)}
        )
        if not _adds_up(found, fen):
            raise CoreUnavailable("a quote that does not add up")
        return found

    async def limit(self, customer: str) -> Limit:
        return await self._ask(_LIMIT, customer, "limit")

    async def cards(self, customer: str) -> Sequence[Card]:
        return await self._ask(_CARDS, customer, "cards")

    async def certificates(self, customer: str) -> Sequence[Certificate]:
        return await self._ask(_CERTIFICATES, customer, "certificates")

    async def hours(self) -> Mapping[CommandKind, Calendar]:
        body = await self._client.ask("/v1/hours")
        if body is None:
            return {}  # a core without this path does everything at any hour
        try:
            told = _HOURS.validate_json(body)
            return {kind: Calendar.from_dict(hours) for kind, hours in told.items()}
        except (ValidationError, Invalid):
            raise CoreUnavailable("hours that cannot be read") from None

    async def perform(self, command: Command, expires_at: datetime) -> Outcome:
        body = await self._client.command(command, expires_at)
        try:
            return read_outcome(body)
        except UnreadableOutcome as error:
            raise CoreTimedOut(f"an outcome that cannot be read: {error}") from None

    async def outcome(self, key: str) -> Outcome | None:
        try:
            body = await self._client.ask(f"/v1/commands/{quote(key, safe='')}")
            return None if body is None else read_outcome(body)
        except LoanRefused as error:
            # A refusal to say what came of a command is no refusal of the command.
            raise CoreUnavailable(f"the core will not say: {error.code}") from error
        except UnreadableOutcome as error:
            raise CoreUnavailable(f"an outcome that cannot be read: {error}") from None

    async def _ask(
        self, kind: TypeAdapter[T], customer: str, *rest: str, params: Mapping[str, str] | None = None
    ) -> T:
        path = "/".join(quote(part, safe="") for part in (customer, *rest))
        body = await self._client.ask(f"/v1/borrowers/{path}", params)
        if body is None:
            # Everything below a borrower answers for unknown ones, too; a loan that is not theirs is refused with 409.
            raise LoanRefused("no_loan")
        try:
            return kind.validate_json(body, strict=True)
        except ValidationError as error:
            # Without the input: it would show in logs.
            raise CoreUnavailable(
                f"the answer to {rest} cannot be read: {error.error_count()} faults"
            ) from None


def _adds_up(quote: PrepaymentQuote, fen: int) -> bool:
    """It is about what was asked, its parts make the total, none is negative, and something is left to pay."""
    parts = (quote.interest_fen, quote.fee_fen)
    whole = quote.principal_fen + sum(parts)
    return quote.principal_fen == fen and min(parts) >= 0 and quote.total_fen == whole and bool(quote.plan)
