"""The platform's error codes: never, later, or not until the customer writes again.

Source: its public list of return codes ("全局返回码说明") and the documents of each interface."""

from datetime import timedelta
from typing import NoReturn

from tandem.contexts.channels.ports import SendLater, SendRefused, WindowClosed

TOKEN_BAD = frozenset({40001, 40014, 42001, 41001})
"""The access token is wrong or over: fetch another one and try once more."""
_WINDOW = frozenset({45015, 45047})
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
# -1: the platform is busy. 45009, 45011, 50002 …: rates. The rest is for an administrator to mend (secret, addresses
# that may call, permission); what waits goes out then.
_LATER: dict[int, tuple[str, timedelta | None]] = {
    -1: ("busy", None),
    45009: ("daily_quota", _HOUR),
    45011: ("rate", _MINUTE),
    45035: ("address_not_allowed", _MINUTE),
    40164: ("address_not_allowed", _MINUTE),
    40013: ("appid_unknown", _MINUTE),
    40125: ("app_secret_wrong", _MINUTE),
    41002: ("appid_unknown", _MINUTE),
    41004: ("app_secret_wrong", _MINUTE),
    40243: ("app_secret_frozen", _HOUR),
    50001: ("not_authorised", _HOUR),
    50002: ("account_frozen", _HOUR),
    61024: ("not_authorised", _HOUR),
}
_NEVER = {
    40003: "recipient_unknown",
    40007: "media_unknown",
    40008: "kind_unknown",
    40037: "template_unknown",
    43004: "not_following",
    43101: "customer_refused",
    44002: "empty",
    44004: "empty",
    45001: "file_too_large",
    45002: "too_long",
    45008: "too_long",
    46004: "recipient_unknown",
    47003: "template_values",
    48001: "not_permitted",
    48002: "customer_refused",
    48004: "not_permitted",
    50005: "not_following",
    87014: "content_forbidden",
}


class PlatformError(Exception):
    """An answer with an error code."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(f"{code}")
        self.code, self.message = code, message[:200]


def refuse(error: PlatformError) -> NoReturn:
    """What an error code means for what was to be sent: raises WindowClosed, SendLater or SendRefused."""
    detail = f"{error.code} {error.message}".strip()
    if error.code in _WINDOW:
        raise WindowClosed from error
    if error.code in TOKEN_BAD:
        raise SendLater("token", detail, after=_MINUTE) from error
    if error.code in _LATER:
        code, after = _LATER[error.code]
        raise SendLater(code, detail, after=after) from error
    raise SendRefused(_NEVER.get(error.code, f"wechat_{error.code}"), detail) from error
