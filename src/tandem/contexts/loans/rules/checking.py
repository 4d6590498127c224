"""What is wrong with a command in itself, before anybody is asked."""

from collections.abc import Callable, Mapping
from typing import Any

from tandem.contexts.loans.command import Command
from tandem.contexts.loans.loan import CREDIT_REPORT, DISPUTED_FEES

KEY_CHARS = 200
TEXT_CHARS = 1000
MOST_FEN = 1_000_000_000
LAST_DUE_DAY = 28

Check = Callable[[Any], str | None]


def _text(value: Any) -> str | None:
    fine = isinstance(value, str) and 0 < len(value) <= TEXT_CHARS and "\x00" not in value
    return None if fine else "bad_parameters"


def _amount(value: Any) -> str | None:
    return None if type(value) is int and 0 < value <= MOST_FEN else "bad_amount"


def _to_pay(value: Any) -> str | None:
    """What is left to pay by a quote: nothing, when enough was paid ahead."""
    return None if type(value) is int and value == 0 else _amount(value)


def _day(value: Any) -> str | None:
    return None if type(value) is int and 1 <= value <= LAST_DUE_DAY else "bad_day"


def _delivery(value: Any) -> str | None:
    return None if value in ("app", "post") else "bad_parameters"


def is_phone(value: object) -> bool:
    """11 digits that begin with 1."""
    fine = isinstance(value, str) and len(value) == 11 and value.isascii() and value.isdigit()
    return fine and str(value)[0] == "1"


def _phone(value: Any) -> str | None:
    return None if is_phone(value) else "bad_phone"


def _disputed(value: Any) -> str | None:
    return None if value in (*DISPUTED_FEES, CREDIT_REPORT) else "bad_parameters"


_PARAMS: Mapping[str, Mapping[str, Check]] = {
    "repay": {"fen": _amount},
    "prepay": {"loan": _text, "fen": _amount, "total_fen": _amount},
    "settle": {"loan": _text, "total_fen": _to_pay},
    "change_due_day": {"day": _day},
    "request_limit": {"fen": _amount},
    "certificate": {"loan": _text, "delivery": _delivery},
    "change_phone": {"phone": _phone},
    "dispute": {"loan": _text, "fee": _disputed, "description": _text},
}
_MEANS: Mapping[str, Check] = {"card": _text, "payment": _text}
"""How it is paid: exactly one of them."""
_OPTIONAL: Mapping[str, Mapping[str, Check]] = {
    "repay": {"loan": _text, **_MEANS}, "prepay": _MEANS, "settle": _MEANS
}  # fmt: skip


def refusal(command: Command) -> str | None:
    """Why the command cannot be meant: bad_parameters, bad_amount (zero, negative, not whole fen, absurd), bad_day,
    bad_phone; None when it may go to the core."""
    wanted = _PARAMS.get(command.kind)
    if wanted is None or _text(command.customer) is not None:
        return "bad_parameters"
    optional = _OPTIONAL.get(command.kind, {})
    if not wanted.keys() <= command.params.keys() <= wanted.keys() | optional.keys():
        return "bad_parameters"
    if optional.keys() >= _MEANS.keys() and len(_MEANS.keys() & command.params.keys()) != 1:
        return "bad_parameters"
    checks = {**wanted, **optional}
    for name, value in command.params.items():
        if (wrong := checks[name](value)) is not None:
            return wrong
    return None


def key_fits(key: str) -> bool:
    """A key is 1 to 200 visible ASCII characters: it travels in a header."""
    return 0 < len(key) <= KEY_CHARS and key.isascii() and key.isprintable() and " " not in key


def kept(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as the journal keeps them: a phone number shows its ends only."""
    return {name: masked(value) if name == "phone" else value for name, value in params.items()}


def masked(phone: object) -> str:
    """138****5678"""
    text = str(phone)
    return f"{text[:3]}****{text[-4:]}" if len(text) == 11 else "****"
