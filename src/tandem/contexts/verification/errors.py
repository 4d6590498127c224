"""What can go wrong; texts in locales/*/verification.json."""

from tandem.contexts.verification.rules.levels import Level
from tandem.kit.errors import Conflict, Forbidden, Gone, Invalid, Locked, NotFound, TooMany


class VerificationNeeded(Forbidden):
    """`extra.level` says which level is missing: the page asks for it."""

    default_code = "verification_needed"

    def __init__(self, level: Level) -> None:
        super().__init__(extra={"level": level.word})


class BadPhone(Invalid):
    default_code = "bad_phone"


class BadIdDigits(Invalid):
    default_code = "bad_id_digits"


class WrongCode(Invalid):
    """`extra.left`: tries that are left."""

    default_code = "wrong_code"


class WrongIdDigits(Invalid):
    default_code = "wrong_id_digits"


class CodeExpired(Gone):
    default_code = "code_expired"


class CodeUsed(Conflict):
    default_code = "code_used"


class ChallengeNotFound(NotFound):
    """There is none, or it is another session's."""

    default_code = "challenge_not_found"


class VerificationIsLocked(Locked):
    default_code = "verification_locked"


class TooManyCodes(TooMany):
    default_code = "too_many_codes"


class CodeTooSoon(TooMany):
    default_code = "code_too_soon"


class NoCodeSender(Conflict):
    """No way to send text messages is plugged in."""

    default_code = "no_code_sender"


class BorrowerUnknown(NotFound):
    """Neither the core nor anybody here knows a borrower by this number."""

    default_code = "borrower_unknown"


class NoSession(Conflict):
    """The customer has not written lately: there is no session to vouch for."""

    default_code = "no_session"
