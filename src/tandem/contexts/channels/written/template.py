"""Message templates: texts with fields that are filled in, and what a channel demands of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from re import Pattern
from typing import Any, Literal
from uuid import UUID

Purpose = Literal["service", "marketing"]
ANSWER_READY = "answer_ready"
"""The key of the template that tells a customer of an answer that waits for them (docs/adr/0030)."""


@dataclass(frozen=True)
class Fault:
    """What is wrong: `template.fault.<code>` in the catalogue, filled with `limit`. `where`: text, subject, link …, or
    a field's key."""

    where: str
    code: str
    limit: int | str | None = None


@dataclass(frozen=True)
class ValueFault:
    """The same of a value, whose place the caller knows."""

    code: str
    limit: int | None = None


ValueRule = Callable[[str], ValueFault | None]
"""What may stand in a field of one kind."""


@dataclass(frozen=True)
class TemplateField:
    """`key`: its place in the text, {{key}}. `name`: for who fills it in. `kind`: one of the channel's. `source`: where
    its value comes from (rules.sourcing), None: typed. `preset`: what is there to begin with."""

    key: str
    name: str
    kind: str
    source: str | None = None
    preset: str = ""

    def wire(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "kind": self.kind,
            "source": self.source,
            "preset": self.preset,
        }


@dataclass(frozen=True)
class TemplateText:
    """What a template says. `external_id`: its name at the channel's operator, where the text was approved; `text` is
    then that text. `link`: where it leads who opens it."""

    text: str
    fields: tuple[TemplateField, ...] = ()
    subject: str | None = None
    external_id: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class MessageTemplate:
    """One template as it is now. `account_id` None: for every account of its kind. `version` counts its changes."""

    id: UUID
    kind: str
    account_id: UUID | None
    key: str
    locale: str
    name: str
    purpose: Purpose
    version: int
    content: TemplateText
    changed_at: datetime
    changed_by: str
    off_at: datetime | None = None
    off_by: str | None = None


def _as_it_is(text: str, settings: Mapping[str, Any]) -> str:
    return text


@dataclass(frozen=True)
class TemplateRules:
    """What a channel demands of templates. `kinds`: what may stand in fields. `external_id`: whether they go by an id
    at the channel's operator, who approves them; where it is needed, account by account. `subject_chars`: 0 where there
    is no subject. `link`: whether it can carry one. `kind_of`: the kind that a field's key demands, where the operator
    puts it into the key. `shown`: the text as it arrives, by the account's settings. `segments`: how many messages are
    paid for. `forbidden`: what neither text nor values may hold. `refusal`: what marketing must say, that one can
    refuse it."""

    kinds: Mapping[str, ValueRule] = field(hash=False)
    text_chars: int = 2_000
    external_id: Literal["needed", "optional", "none"] = "none"
    subject_chars: int = 0
    link: bool = False
    kind_of: Callable[[str], str | None] | None = None
    shown: Callable[[str, Mapping[str, Any]], str] = _as_it_is
    segments: Callable[[str], int] | None = None
    forbidden: str = ""
    refusal: Pattern[str] | None = None
