"""The actions of flows over the customer's loans. They add nothing to what the loan book says."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import quote

from tandem.contexts.bot.dialogue.calls.actions import OPTIONS, Action, Actions, Caller, Choice, Refused, Run
from tandem.contexts.bot.ports import AccountRefused, Accounts, AccountsUnavailable, Loan
from tandem.kit.chinese.writing import money

_RECEIPT = {"number": "text"}
_QUOTE = {
    "on": "date",
    "principal_fen": "amount",
    "interest_fen": "amount",
    "fee_fen": "amount",
    "total_fen": "amount",
    "to_pay_fen": "amount",
    "open": "yes_no",
    "hours": "text",
}
_PREPAYMENT = {
    "principal": "amount", "interest": "amount", "fee": "amount", "total": "amount", "shorter": "yes_no",
    "periods": "number", "next_on": "date", "next_before": "amount", "next": "amount", "saved": "amount",
}  # fmt: skip
_NOT_AHEAD = ("no_loan", "overdue", "first_unpaid", "too_little", "too_much", "this_month_done")
"""Why principal is not repaid ahead."""
_PLAN_LINES = 12


def account_actions(accounts: Accounts | None, base_url: str = "") -> Actions:
    """By the names that flow files use. Without a loan book every one of them fails: a person takes over. `base_url` is
    where the self-service pages are."""
    over = _Over(accounts, base_url)
    listed: dict[str, Any] = {"gives": {OPTIONS: OPTIONS}, "personal": True}
    acts: dict[str, Any] = {"gives": _RECEIPT, "personal": True, "changes": True}
    made = [
        Action("loans", over.loans, **listed),
        Action("settled_loans", over.settled_loans, **listed),
        Action("all_loans", over.all_loans, **listed),
        Action("cards", over.cards, **listed),
        Action("loan_list", over.loan_list, gives={"count": "number", "lines": "text"}, personal=True),
        Action("card_list", over.card_list, gives={"count": "number", "lines": "text"}, personal=True),
        Action(
            "bill", over.bill, gives={"due_on": "date", "due": "amount", "loans": "number", "overdue": "yes_no"},
            personal=True, refuses=("no_loan",),
        ),
        Action(
            "loan_balance", over.loan_balance, takes={"loan": "choice"}, personal=True, refuses=("no_loan",),
            gives={"label": "text", "principal": "amount", "due": "amount", "due_on": "date", "left": "number"},
        ),
        Action(
            "settlement_quote", over.settlement_quote, takes={"loan": "choice", "on": "date"}, personal=True,
            gives={name.removesuffix("_fen"): kind for name, kind in _QUOTE.items()},
            refuses=("no_loan", "overdue", "past", "too_far"),
        ),
        Action(
            "schedule", over.schedule, takes={"loan": "choice"}, personal=True, refuses=("no_loan",),
            gives={"count": "number", "total": "amount", "lines": "text", "more": "number"},
        ),
        Action(
            "limit", over.limit, gives={"limit": "amount", "available": "amount"}, personal=True,
            refuses=("no_limit",),
        ),
        Action(
            "settle", over.settle, takes={"loan": "choice", "card": "choice", "total": "amount"},
            refuses=("no_loan", "no_card", "overdue", "changed", "closed"), **acts,
        ),
        Action(
            "request_limit", over.request_limit, takes={"amount": "amount"},
            refuses=("no_limit", "too_little", "too_much", "this_month_asked"), **acts,
        ),
        Action(
            "register_objection", over.object_to_report, takes={"loan": "choice", "description": "text"}, **acts,
        ),
        Action(
            "payment_history", over.history, takes={"kind": "choice", "months": "choice"}, personal=True,
            gives={"count": "number", "total": "amount", "lines": "text"},
        ),
        Action(
            "repay", over.repay, takes={"card": "choice", "amount": "amount"},
            refuses=("no_card", "too_little", "too_much"), **acts,
        ),
        Action(
            "prepayment_quote", over.prepayment_quote, takes={"loan": "choice", "amount": "amount"}, personal=True,
            gives=_PREPAYMENT, refuses=_NOT_AHEAD,
        ),
        Action(
            "prepay", over.prepay,
            takes={"loan": "choice", "card": "choice", "amount": "amount", "total": "amount"},
            refuses=(*_NOT_AHEAD, "no_card", "changed"), **acts,
        ),
        Action(
            "change_due_day", over.change_due_day, takes={"day": "number"},
            refuses=("overdue", "too_close", "done_this_year", "same_day", "no_loan"), **acts,
        ),
        Action(
            "settlement_certificate", over.certificate, takes={"loan": "choice", "delivery": "choice"},
            refuses=("not_settled",), **{**acts, "gives": {**_RECEIPT, "link": "text"}},
        ),
        Action(
            "change_phone", over.change_phone, takes={"phone": "phone"}, refuses=("same_phone",), holds="phone",
            **acts,
        ),
        Action(
            "register_dispute", over.dispute,
            takes={"loan": "choice", "fee": "choice", "description": "text"}, **acts,
        ),
    ]  # fmt: skip
    return Actions.of([_refusing(action, accounts is not None) for action in made])


def _refusing(action: Action, there: bool) -> Action:
    """The loan book's refusals are the flow's."""
    run = action.run

    async def refusing(caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any] | Sequence[Choice]:
        if not there:
            raise AccountsUnavailable("no loan book is plugged in")
        try:
            return await run(caller, args)
        except AccountRefused as refused:
            raise Refused(refused.code) from refused

    kept: Run = refusing
    return Action(
        action.name,
        kept,
        action.takes,
        action.gives,
        action.personal,
        action.changes,
        action.refuses,
        action.holds,
    )


class _Over:
    def __init__(self, accounts: Accounts | None, base_url: str) -> None:
        self._book, self._base_url = accounts, base_url

    @property
    def _accounts(self) -> Accounts:
        assert self._book is not None
        return self._book

    async def loans(self, caller: Caller, args: Mapping[str, Any]) -> Sequence[Choice]:
        return _choices(await self._accounts.loans(caller.customer, caller.now))

    async def settled_loans(self, caller: Caller, args: Mapping[str, Any]) -> Sequence[Choice]:
        return _choices(await self._accounts.loans(caller.customer, caller.now, settled=True))

    async def all_loans(self, caller: Caller, args: Mapping[str, Any]) -> Sequence[Choice]:
        under_way = await self._accounts.loans(caller.customer, caller.now)
        return _choices([*under_way, *await self._accounts.loans(caller.customer, caller.now, settled=True)])

    async def cards(self, caller: Caller, args: Mapping[str, Any]) -> Sequence[Choice]:
        found = await self._accounts.cards(caller.customer, caller.now)
        return [Choice(card.id, card.label, card.names) for card in found]

    async def loan_list(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        return _lines([loan.label for loan in await self._accounts.loans(caller.customer, caller.now)])

    async def card_list(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        return _lines([card.label for card in await self._accounts.cards(caller.customer, caller.now)])

    async def bill(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        bill = await self._accounts.bill(caller.customer, caller.now)
        return {
            "due_on": bill.due_on.isoformat(), "due": bill.due_fen, "loans": bill.loans, "overdue": bill.overdue,
        }  # fmt: skip

    async def loan_balance(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        bill = await self._accounts.bill(caller.customer, caller.now, str(args["loan"]))
        loans = await self._accounts.loans(caller.customer, caller.now)
        loan = next(one for one in loans if one.id == args["loan"])
        return {
            "label": loan.label, "principal": loan.principal_fen, "due": bill.due_fen,
            "due_on": bill.due_on.isoformat(), "left": loan.periods - loan.paid_periods,
        }  # fmt: skip

    async def settlement_quote(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        on = date.fromisoformat(args["on"])
        found = asdict(await self._accounts.settlement_quote(caller.customer, caller.now, args["loan"], on))
        plain = {name.removesuffix("_fen"): value for name, value in found.items()}
        return {**plain, "on": on.isoformat()}

    async def prepayment_quote(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        asked = self._accounts.prepayment_quote(
            caller.customer, caller.now, args["loan"], int(args["amount"])
        )
        found = asdict(await asked)
        plain = {name.removesuffix("_fen"): value for name, value in found.items()}
        return {**plain, "next_on": found["next_on"].isoformat()}

    async def schedule(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        found = await self._accounts.plan(caller.customer, caller.now, str(args["loan"]))
        shown = [
            f"第{one.number}期 {one.due_on:%Y-%m-%d} {money(one.left_fen)}" for one in found[:_PLAN_LINES]
        ]
        return {
            "count": len(found), "total": sum(one.left_fen for one in found), "lines": "\n".join(shown),
            "more": max(0, len(found) - _PLAN_LINES),
        }  # fmt: skip

    async def limit(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        found = await self._accounts.limit(caller.customer, caller.now)
        return {"limit": found.fen, "available": found.available_fen}

    async def settle(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.settle(
            caller.customer, caller.now, args["loan"], args["card"], int(args["total"]), caller.key
        )
        return {"number": done.number}

    async def request_limit(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.request_limit(
            caller.customer, caller.now, int(args["amount"]), caller.key
        )
        return {"number": done.number}

    async def object_to_report(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.object_to_report(
            caller.customer, caller.now, args["loan"], args["description"], caller.key
        )
        return {"number": done.number}

    async def history(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        found = await self._accounts.history(caller.customer, caller.now, args["kind"], int(args["months"]))
        return {"count": found.count, "total": found.total_fen, "lines": found.lines}

    async def repay(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.repay(
            caller.customer, caller.now, args["card"], int(args["amount"]), caller.key
        )
        return {"number": done.number}

    async def prepay(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.prepay(
            caller.customer, caller.now, args["loan"], args["card"], int(args["amount"]), int(args["total"]),
            caller.key,
        )  # fmt: skip
        return {"number": done.number}

    async def change_due_day(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.change_due_day(caller.customer, caller.now, int(args["day"]), caller.key)
        return {"number": done.number}

    async def certificate(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.certificate(
            caller.customer, caller.now, args["loan"], args["delivery"], caller.key
        )
        # The document itself is handed out where the customer shows who they are: a talk is read by others, too.
        site = f"?site={quote(caller.site, safe='')}" if caller.site else ""
        return {"number": done.number, "link": f"{self._base_url}/h5/{site}#/certificates"}

    async def change_phone(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.change_phone(caller.customer, caller.now, args["phone"], caller.key)
        return {"number": done.number}

    async def dispute(self, caller: Caller, args: Mapping[str, Any]) -> Mapping[str, Any]:
        done = await self._accounts.dispute(
            caller.customer, caller.now, args["loan"], args["fee"], args["description"], caller.key
        )
        return {"number": done.number}


def _choices(loans: Sequence[Loan]) -> list[Choice]:
    return [Choice(loan.id, loan.label, loan.names) for loan in loans]


def _lines(labels: Sequence[str]) -> Mapping[str, Any]:
    return {"count": len(labels), "lines": "\n".join(f"{n}. {label}" for n, label in enumerate(labels, 1))}
