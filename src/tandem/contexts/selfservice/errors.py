"""What can go wrong; texts in locales/*/selfservice.json."""

from tandem.contexts.selfservice.levels import Level
from tandem.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, Unavailable


class VerificationNeeded(Forbidden):
    """`extra.level`: what the session has to prove first."""

    default_code = "verification_needed"

    def __init__(self, level: Level) -> None:
        super().__init__(extra={"level": level})


class NumberNotHeld(Forbidden):
    """A code to the new number has to be entered first."""

    default_code = "number_not_held"


class LoanNotFound(NotFound):
    """There is no such loan, or it is somebody else's."""

    default_code = "loan_not_found"


class OrderNotFound(NotFound):
    default_code = "order_not_found"


class RefundNotFound(NotFound):
    default_code = "refund_not_found"


class RefundNotStuck(Conflict):
    """It has ended, or the gateway may still give it back."""

    default_code = "refund_not_stuck"


class RequestNotFound(NotFound):
    default_code = "request_not_found"


class RequestTaken(Conflict):
    """Somebody else has taken it."""

    default_code = "request_taken"


class RequestOver(Conflict):
    """It has an answer."""

    default_code = "request_answered"


class RequestNotAnswered(Conflict):
    """There is nothing to tell yet."""

    default_code = "request_not_answered"


class CertificateNotFound(NotFound):
    default_code = "certificate_not_found"


class LinkExpired(NotFound):
    default_code = "link_expired"


class Refused(Conflict):
    """The core, or a rule, says no: `code` is `loan_` and the core's code; the text says why."""


class BadAmount(Invalid):
    """Zero, negative or over what is to pay."""

    default_code = "order_amount"


class ClientIdReused(Conflict):
    """The client id stands for something else."""

    default_code = "client_id_reused"


class CoreAway(Unavailable):
    default_code = "core_away"


class PaymentsAway(Unavailable):
    default_code = "payments_away"


class NoticeRefused(Unauthenticated):
    default_code = "bad_payment_notice"
