"""What can go wrong at the panel; texts in locales/*/desktop.json."""

from tandem.contexts.loans.api import LoanRefused
from tandem.kit.errors import Conflict, Forbidden, NotFound, TandemError, Unavailable


class CoreSilent(Unavailable):
    """The core lending system does not answer. For a question: ask again. (Commands say so by their state.)"""

    default_code = "core_silent"


class NotBound(Conflict):
    """Nobody knows which borrower this customer is."""

    default_code = "customer_not_bound"


class NotProven(Forbidden):
    """Nobody has shown in this conversation, to the level that the command wants, who the customer is. `extra`: `level`
    is what it wants, `have` what there is. An agent makes sure (`/conversations/{id}/verification`), the customer
    enters a code, or a supervisor answers for it (`override`)."""

    default_code = "customer_not_proven"


class NumberNotHeld(Forbidden):
    """Nobody has shown in this conversation that the new number is the customer's: as where the customer changes it, a
    code to it has to be entered first, or a supervisor answers for it (`override`)."""

    default_code = "new_number_not_held"


class NoCore(NotFound):
    """This lender has no core lending system connected."""

    default_code = "no_core"


def of_refusal(refused: LoanRefused) -> TandemError:
    """A question that the core refused, as an answer to the desk."""
    if refused.code == "no_loan":
        return NotFound("loan_unknown")
    return Conflict("quote_refused", extra={"refusal": refused.code})
