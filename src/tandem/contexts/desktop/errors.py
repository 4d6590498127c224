"""What can go wrong at the panel; texts in locales/*/desktop.json."""

from tandem.contexts.loans.api import LoanRefused
from tandem.kit.errors import Conflict, NotFound, TandemError, Unavailable


class CoreSilent(Unavailable):
    """The core lending system does not answer. For a question: ask again. (Commands say so by their state.)"""

    default_code = "core_silent"


class NotBound(Conflict):
    """Nobody knows which borrower this customer is."""

    default_code = "customer_not_bound"


class NoCore(NotFound):
    """This lender has no core lending system connected."""

    default_code = "no_core"


def of_refusal(refused: LoanRefused) -> TandemError:
    """A question that the core refused, as an answer to the desk."""
    if refused.code == "no_loan":
        return NotFound("loan_unknown")
    return Conflict("quote_refused", extra={"refusal": refused.code})
