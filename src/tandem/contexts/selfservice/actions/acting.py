"""Acting: what needs no payment page: by a bound card, another due day, a higher limit, another number, of which a code
has shown that it is the customer's (`subscribers` sees to it that codes go there)."""

from collections.abc import Mapping
from typing import Any, Literal

from tandem.contexts.loans.api import Command, Commanded, is_phone
from tandem.contexts.selfservice.counter import Caller, Counter
from tandem.contexts.selfservice.errors import LoanNotFound, NumberNotHeld

Deed = Literal["repay", "settle", "prepay", "change_due_day", "request_limit", "change_phone"]


async def act(
    counter: Counter, caller: Caller, *, client_id: str, deed: Deed, params: Mapping[str, Any]
) -> Commanded:
    """Have the core do it, once a client id. What is returned may be open still: then it is not to be reported as done,
    and calling this again asks about it. What is wrong with amounts and days the core says (audited).

    Raises VerificationNeeded, NumberNotHeld (`change_phone` to a number that nobody has shown to have), LoanNotFound,
    CoreAway, KeyReused."""
    borrower = caller.may(deed)
    if deed == "change_phone":
        await _held(counter, caller, str(params.get("phone", "")))
    key = f"h5:{caller.visitor.customer_id}:{client_id}"
    commanded = await counter.commands.perform(caller.actor, Command(key, borrower, deed, params))
    if commanded.refusal == "no_loan":
        raise LoanNotFound()
    return commanded


async def _held(counter: Counter, caller: Caller, phone: str) -> None:
    """What is no number at all the journal refuses, with words."""
    if not is_phone(phone):
        return
    async with counter.db.transaction() as tx:
        if await counter.proofs.holds(tx, caller.visitor, phone):
            return
    raise NumberNotHeld()
