"""Actions that flows may call: what they take, what they give, and whether they change anything."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tandem.contexts.verification.api import Level, needed

OPTIONS = "options"
"""A result kind: the list of answers for a choice."""


@dataclass(frozen=True)
class Caller:
    """For whom an action runs. `customer` is the id of the customer, `key` the same when the same step of the same
    message runs again: an action that changes something must then give its first result. `site`: where they write, if
    that is a site."""

    customer: str
    verified: bool
    name: str
    now: datetime
    key: str
    site: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer of a list: `id` is what the slot holds, `label` what people read."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()


class Refused(Exception):
    """The action was understood and cannot be done, for a reason that the flow explains to the customer. Not to be
    tried again. Anything else that an action raises means: out of order, a person takes over."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Run = Callable[[Caller, Mapping[str, Any]], Awaitable[Mapping[str, Any] | Sequence[Choice]]]


@dataclass(frozen=True)
class Action:
    """`takes` and `gives` map names to kinds of the language (`gives` of a list of answers is {"options": …});
    `personal`: shows personal data, so its flow must require a verified customer; `changes`: it acts, so the flow
    must ask for confirmation before; `refuses`: the codes it may refuse with; `holds`: what it takes is a telephone
    number that the customer must have shown to have in hand."""

    name: str
    run: Run
    takes: Mapping[str, str] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    changes: bool = False
    refuses: tuple[str, ...] = ()
    holds: str | None = None

    @property
    def level(self) -> Level:
        """What the customer must have proven for it (verification's table)."""
        return needed(self.name, personal=self.personal, changes=self.changes)


class Actions(dict[str, Action]):
    """By name."""

    @classmethod
    def of(cls, actions: Sequence[Action]) -> "Actions":
        return cls({action.name: action for action in actions})
