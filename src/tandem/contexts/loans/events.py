"""What happened to commands on loans. `subject_id` is the line of the journal."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfCommand(Event):
    """`customer`: the lender's number of the customer; `command`: what was asked (repay, settle …)."""

    customer: str
    command: str


@dataclass(frozen=True, kw_only=True)
class CommandDone(_OfCommand):
    """The core has done it."""

    kind: ClassVar[str] = "loans.command_done"
    number: str | None


@dataclass(frozen=True, kw_only=True)
class CommandRefused(_OfCommand):
    """It was not done, and will not be."""

    kind: ClassVar[str] = "loans.command_refused"
    refusal: str


@dataclass(frozen=True, kw_only=True)
class CommandLeftOpen(_OfCommand):
    """Nobody knows yet whether it was done; the core is asked later."""

    kind: ClassVar[str] = "loans.command_left_open"
