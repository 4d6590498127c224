"""Requesting: a disputed fee, an objection to a credit report, a limit that people are to look at. Written down with a
number, and shown to people: as a note in the customer's conversation, and in the list where they take and answer it
(`deciding`)."""

from datetime import date, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.loans.api import Command
from tandem.contexts.selfservice.counter import Caller, Counter, told
from tandem.contexts.selfservice.deadlines import answer_by
from tandem.contexts.selfservice.errors import ClientIdReused, LoanNotFound, Refused
from tandem.contexts.selfservice.events import RequestMade
from tandem.contexts.selfservice.paper import Request, RequestKind
from tandem.contexts.selfservice.repository import papers
from tandem.kit.db import Tx
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

_CHANNELS = ("web", "app")
_OURS = "request:"
_NO_FEE: loans.DisputedFee = "other"
"""What the core is told when the customer names no fee."""
_PREFIX: dict[RequestKind, str] = {"fee_dispute": "FY", "credit_objection": "ZX", "limit_review": "ED"}
_ACTION: dict[RequestKind, str] = {
    "fee_dispute": "register_dispute",
    "credit_objection": "register_objection",
    "limit_review": "register_limit_review",
}


async def request(
    counter: Counter, caller: Caller, *, client_id: str, kind: RequestKind, loan: str | None, fee: str | None,
    text: str,
) -> Request:  # fmt: skip
    """Write a request down; the same client id gives the first one again. A disputed fee is told to the core too.

    Raises VerificationNeeded, LoanNotFound (also somebody else's: audited), Refused, CoreAway, ClientIdReused (it
    stands for another request)."""
    borrower = caller.may(_ACTION[kind])
    async with counter.db.transaction() as tx:
        known = await papers.requested(tx, caller.visitor.customer_id, client_id)
    if known is not None:
        return _same(known, kind, loan, fee, text)
    if loan is not None:
        async with told():
            await counter.questions(caller).contract(borrower, loan)
    if kind == "fee_dispute":
        await _dispute(counter, caller, borrower, loan, fee, text, client_id)
    return await _keep(counter, caller, borrower, client_id, kind, loan, fee, text)


def _same(known: Request, kind: RequestKind, loan: str | None, fee: str | None, text: str) -> Request:
    of_known, of_new = (known.fee or _NO_FEE, fee or _NO_FEE) if kind == "fee_dispute" else (known.fee, fee)
    if (known.kind, known.loan, of_known, known.text) != (kind, loan, of_new, text):
        raise ClientIdReused()
    return known


async def _dispute(
    counter: Counter,
    caller: Caller,
    borrower: str,
    loan: str | None,
    fee: str | None,
    text: str,
    client_id: str,
) -> None:
    """The core may be slow to say that it heard: the request stands all the same, and the journal asks on."""
    if loan is None:
        raise LoanNotFound()
    params = {"loan": loan, "fee": fee or _NO_FEE, "description": text}
    command = Command(f"{_OURS}{caller.visitor.customer_id}:{client_id}", borrower, "dispute", params)
    commanded = await counter.commands.perform(caller.actor, command)
    if commanded.refusal is not None:
        raise Refused(f"loan_{commanded.refusal}")


async def _keep(
    counter: Counter, caller: Caller, borrower: str, client_id: str, kind: RequestKind, loan: str | None,
    fee: str | None, text: str,
) -> Request:  # fmt: skip
    visitor, id_ = caller.visitor, new_id()
    today = counter.today
    async with counter.db.transaction() as tx:
        talk = None
        for channel in _CHANNELS:
            talk = talk or await conversations.open_of_customer(
                tx, visitor.customer_id, channel, visitor.site
            )
        values = {
            "id": id_, "kind": kind, "customer_id": visitor.customer_id, "borrower": borrower, "loan": loan,
            "fee": fee, "text": text, "client_id": client_id, "conversation_id": talk.id if talk else None,
        }  # fmt: skip
        made = await _write(tx, caller.actor, values, today)
        if made is None:  # another click was faster
            known = await papers.requested(tx, visitor.customer_id, client_id)
            assert known is not None
            return _same(known, kind, loan, fee, text)
        if talk is not None:
            await _note(tx, talk.id, made)
        return made


async def _write(tx: Tx, actor: access.Actor, values: dict[str, Any], today: date) -> Request | None:
    """None when the customer's client id is known."""
    kind: RequestKind = values["kind"]
    rest = {
        "number": _number(kind, await papers.next_number(tx), today), "made_at": tx.now,
        "answer_by": answer_by(kind, today),
    }  # fmt: skip
    made = await papers.add_request(tx, {**values, **rest})
    if made is None:
        return None
    tx.emit(
        RequestMade(
            subject_id=made.id, actor=actor.label, customer_id=made.customer_id, request=kind, number=made.number,
            loan=made.loan,
        )
    )  # fmt: skip
    await access.record(tx, actor, "selfservice.request_made", f"request:{made.id}", {"kind": kind})
    return made


async def note_dispute(tx: Tx, command_id: UUID, zone: tzinfo) -> None:
    """The core has registered a dispute, whoever asked for it (the pages, the chat, an agent): people answer it. One
    from the pages is written down there too, by the same client id: whoever is first writes, also when the core said so
    only after the page had given up. Again: nothing changes."""
    (command,) = await loans.by_ids(tx, [command_id])
    person = await customers.by_borrower(tx, command.customer)
    if person is None or person.erased_at is not None:
        return
    params = command.params
    fee = str(params.get("fee") or _NO_FEE)
    objection = fee == loans.CREDIT_REPORT
    if fee not in loans.DISPUTED_FEES:  # a journal of before the words were the same everywhere
        fee = _NO_FEE
    customer_id, client_id = person.id, f"command-{command_id}"
    if command.key.startswith(_OURS):
        _, customer, client_id = command.key.split(":", 2)
        customer_id = UUID(customer)
    talks = await conversations.open_ids_of_customer(tx, person.id)
    values = {
        "id": new_id(), "kind": "credit_objection" if objection else "fee_dispute", "customer_id": customer_id,
        "borrower": command.customer, "loan": params.get("loan") or None, "fee": None if objection else fee,
        "text": str(params.get("description") or ""), "client_id": client_id,
        "conversation_id": talks[-1] if talks else None,
    }  # fmt: skip
    actor = access.Actor.system(translate("selfservice.name"))
    await _write(tx, actor, values, command.requested_at.astimezone(zone).date())


async def _note(tx: Tx, conversation_id: UUID, made: Request) -> None:
    text = translate(
        f"selfservice.note.{made.kind}", number=made.number, loan=made.loan or "—", text=made.text,
        until=made.answer_by or "—",
    )  # fmt: skip
    author = access.Actor.system(translate("selfservice.name"))
    await conversations.note(tx, conversation_id, author, client_id=f"request-{made.id}", text=text)


def _number(kind: RequestKind, count: int, day: date) -> str:
    """Two letters, the day, seven digits in turn."""
    return f"{_PREFIX[kind]}{day:%Y%m%d}{count:07}"


async def requests(counter: Counter, caller: Caller) -> list[Request]:
    """The caller's requests, newest first."""
    borrower = caller.may("requests")
    async with counter.db.transaction() as tx:
        return await papers.requests(tx, borrower, 50)
