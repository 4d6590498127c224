"""Reading what a core says came of a command: it goes into the journal, into events and before people's eyes."""

import re

import orjson
from pydantic import TypeAdapter, ValidationError

from tandem.contexts.loans.api import Outcome

MOST_NUMBER_CHARS = 100
MOST_DETAILS_BYTES = 4096
_CODE = re.compile(r"[A-Za-z0-9_]{1,60}")
_OURS = frozenset({"core_unavailable", "not_executed"})
"""What Tandem itself notes of a command that never reached a core. From a core it would be taken for that, and the
command be sent a second time."""
_OUTCOME = TypeAdapter(Outcome)


class UnreadableOutcome(ValueError):
    """Its text says which part; never what was sent."""


def code_fits(code: object) -> bool:
    """A refusal code: up to 60 ASCII letters, digits and underscores."""
    return isinstance(code, str) and _CODE.fullmatch(code) is not None


def read_outcome(body: bytes) -> Outcome:
    """Done with a number of at most 100 characters, or refused with a code that is not one of ours; details of at
    most 4 KB. Raises UnreadableOutcome."""
    try:
        found: Outcome = _OUTCOME.validate_json(body, strict=True)
    except ValidationError as error:
        raise UnreadableOutcome(f"{error.error_count()} faults") from None
    if (found.number is None) == (found.refusal is None):
        raise UnreadableOutcome("neither done nor refused, or both")
    if found.refusal is not None and (not code_fits(found.refusal) or found.refusal in _OURS):
        raise UnreadableOutcome("refusal")
    if found.number is not None and not _number_fits(found.number):
        raise UnreadableOutcome("number")
    if not _details_fit(found):
        raise UnreadableOutcome("details")
    return found


def _number_fits(number: str) -> bool:
    return 0 < len(number) <= MOST_NUMBER_CHARS and number.isprintable()


def _details_fit(outcome: Outcome) -> bool:
    """PostgreSQL keeps no NUL character in its documents, and orjson writes no lone surrogates."""
    try:
        content = orjson.dumps(dict(outcome.details))
    except orjson.JSONEncodeError:
        return False
    return len(content) <= MOST_DETAILS_BYTES and b"\\u0000" not in content
