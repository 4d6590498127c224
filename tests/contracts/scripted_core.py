"""A core lending system over HTTP, as docs/howto/loan-core.openapi.yaml describes it: the local ledger behind the
documented paths. And a line to it that does what a test's script says."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

import httpx
from fastapi import FastAPI, Header, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from tandem.contexts.loans.api import (
    Bill,
    Card,
    Certificate,
    Command,
    CommandKind,
    Contract,
    Fee,
    Instalment,
    Limit,
    Loan,
    LoanBook,
    LoanRefused,
    Outcome,
    Payment,
    PrepaymentQuote,
    SettlementQuote,
)


class Refusal(BaseModel):
    """Why the core says no: no_loan, overdue, past, too_far, no_limit, bad_amount, first_unpaid, too_little, too_much,
    this_month_done."""

    code: str


class Hours(BaseModel):
    """Wall times `HH:MM` of the time zone, by weekday (1 is Monday), `24:00` at most."""

    timezone: str
    weekly: dict[str, list[dict[Literal["from", "to"], str]]]


class Asked(BaseModel):
    """A command. Its key and the time after which it must not begin are headers."""

    customer: str
    kind: CommandKind
    params: dict[str, Any]


REFUSED: dict[int | str, dict[str, Any]] = {409: {"model": Refusal, "description": "Refused, for good"}}
UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"description": "The core never began a command of this key"}
}
Customer = Annotated[
    str, Path(description="The lender's number of the customer; unknown ones have no loans.")
]
LoanId = Annotated[str, Path(description="A loan's id; one of somebody else is refused as no_loan.")]

Fen = Annotated[int, Query(description="Of the principal.")]


def scripted_core(book: LoanBook) -> FastAPI:
    """The application; `book` does the work."""
    app = FastAPI(
        title="Loan core", version="1",
        description="What Tandem needs of a core lending system. Amounts are whole fen; days are the lender's.",
        docs_url=None, redoc_url=None,
    )  # fmt: skip

    @app.exception_handler(LoanRefused)
    async def refused(_request: object, error: LoanRefused) -> JSONResponse:
        return JSONResponse({"code": error.code}, 409)

    _loans(app, book)
    _customers(app, book)
    _commands(app, book)
    return app


def _loans(app: FastAPI, book: LoanBook) -> None:
    at = "/v1/borrowers/{customer}/loans"

    @app.get(at, summary="All loans, settled ones too, oldest first")
    async def loans(customer: Customer) -> list[Loan]:
        return list(await book.loans(customer))

    @app.get(at + "/{loan}/contract", responses=REFUSED, summary="What was agreed")
    async def contract(customer: Customer, loan: LoanId) -> Contract:
        return await book.contract(customer, loan)

    @app.get(at + "/{loan}/schedule", responses=REFUSED, summary="Every instalment, with what is left today")
    async def schedule(customer: Customer, loan: LoanId) -> list[Instalment]:
        return list(await book.schedule(customer, loan))

    @app.get(at + "/{loan}/fees", responses=REFUSED, summary="What was paid beside interest")
    async def fees(customer: Customer, loan: LoanId) -> list[Fee]:
        return list(await book.fees(customer, loan))

    @app.get(at + "/{loan}/settlement-quote", responses=REFUSED, summary="What settling on a day costs")
    async def quote(customer: Customer, loan: LoanId, on: date) -> SettlementQuote:
        return await book.settlement_quote(customer, loan, on)

    @app.get(
        at + "/{loan}/prepayment-quote", responses=REFUSED,
        summary="What repaying part of the principal ahead costs today, and the plan then",
    )  # fmt: skip
    async def prepayment(customer: Customer, loan: LoanId, fen: Fen) -> PrepaymentQuote:
        return await book.prepayment_quote(customer, loan, fen)


def _customers(app: FastAPI, book: LoanBook) -> None:
    at = "/v1/borrowers/{customer}"

    @app.get(at + "/bill", responses=REFUSED, summary="What is to pay now, of one loan or of all")
    async def bill(customer: Customer, loan: Annotated[str | None, Query()] = None) -> Bill:
        return await book.bill(customer, loan)

    @app.get(at + "/payments", summary="Repayments and refunds since a day, oldest first")
    async def payments(customer: Customer, since: date) -> list[Payment]:
        return list(await book.payments(customer, since))

    @app.get(at + "/limit", responses=REFUSED, summary="The credit limit and its history")
    async def limit(customer: Customer) -> Limit:
        return await book.limit(customer)

    @app.get(at + "/cards", summary="Cards for repayments, the one for auto-debit first")
    async def cards(customer: Customer) -> list[Card]:
        return list(await book.cards(customer))

    @app.get(at + "/certificates", summary="Certificates of settlement issued")
    async def certificates(customer: Customer) -> list[Certificate]:
        return list(await book.certificates(customer))


def _commands(app: FastAPI, book: LoanBook) -> None:
    @app.get(
        "/v1/hours", responses={404: {"description": "Everything is done at any hour"}},
        summary="When which kind of command is done",
        description="A kind that is absent is done at any hour. Outside of its hours a command is refused as closed.",
    )  # fmt: skip
    async def hours() -> dict[CommandKind, Hours]:
        return {kind: Hours(**one.to_dict()) for kind, one in (await book.hours()).items()}

    @app.post(
        "/v1/commands", summary="Do something, at most once a key",
        description="The same key again gives the first outcome; after Idempotency-Expires it must not begin.",
    )  # fmt: skip
    async def perform(
        asked: Asked,
        idempotency_key: Annotated[str, Header(max_length=200)],
        idempotency_expires: Annotated[datetime, Header()],
    ) -> Outcome:
        command = Command(idempotency_key, asked.customer, asked.kind, asked.params)
        return await book.perform(command, idempotency_expires)

    @app.get(
        "/v1/commands/{key}", responses=UNKNOWN, response_model=Outcome, summary="What became of a command"
    )
    async def outcome(key: str) -> Outcome | JSONResponse:
        return await book.outcome(key) or JSONResponse({"code": "unknown_command"}, 404)


Mishap = Literal[
    "refused_connection", "lost_request", "lost_answer", "status_500", "status_503", "status_422", "garbage"
]


class ScriptedLine(httpx.AsyncBaseTransport):
    """Requests go to the application, but the next ones meet the mishaps of `script`, in order; None is none."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._line = httpx.ASGITransport(app=app)
        self.script: list[Mishap | None] = []
        self.seen: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        mishap = self.script.pop(0) if self.script else None
        match mishap:
            case "refused_connection":
                raise httpx.ConnectError("refused", request=request)
            case "lost_request":
                raise httpx.ReadTimeout("slow", request=request)
            case "status_500" | "status_503" | "status_422":
                return httpx.Response(int(mishap.removeprefix("status_")))
        response = await self._line.handle_async_request(request)
        if mishap == "lost_answer":
            raise httpx.ReadTimeout("slow", request=request)
        return httpx.Response(200, content=b"{]") if mishap == "garbage" else response
