"""What is refused at the callbacks; texts in locales/*/channels_sms.json."""

from tandem.kit.errors import BadRequest, Forbidden, NotFound


class AccountUnknown(NotFound):
    default_code = "sms_account_unknown"


class BadSignature(Forbidden):
    default_code = "sms_bad_signature"


class StaleCallback(Forbidden):
    """Signed more than five minutes ago, or by a clock that goes as wrong."""

    default_code = "sms_stale_callback"


class UnreadableCallback(BadRequest):
    """Signed as it must be, but not what the howto says."""

    default_code = "sms_unreadable"
