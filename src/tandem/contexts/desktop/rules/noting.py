"""Which events are worth a line in a customer's timeline, and what the line says. No words of anybody are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5
from typing import Any, Literal, Protocol
from uuid import UUID

About = Literal["customer", "borrower", "conversation"]
Data = Mapping[str, Any]


class Happened(Protocol):
    """An event as it was stored."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject_id(self) -> UUID | None: ...
    @property
    def actor(self) -> str | None: ...
    @property
    def data(self) -> Data: ...


GROUPS = ("contact", "loan", "customer", "consent", "verification", "tag", "segment")


@dataclass(frozen=True)
class Line:
    """One line of a timeline. `about`: whose it is: a customer, a borrower by the lender's number, or whoever has the
    conversation. `ref`: what it tells of (conversation, loan_command …). `source`: the same source is one line."""

    source: str
    at: datetime
    kind: str
    about: tuple[About, str]
    actor: str | None = None
    ref: str | None = None
    data: Data = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        return id_of(self.source)


def id_of(source: str) -> UUID:
    """The id of the line with this source: the same in SQL, md5(source)::uuid."""
    return UUID(md5(source.encode(), usedforsecurity=False).hexdigest())


def opened_source(conversation_id: object) -> str:
    """A conversation is opened once, whoever tells of it: its event, or a history that was taken in."""
    return f"contact.opened:{conversation_id}"


def line_of(event: Happened) -> Line | None:
    """The line that an event makes, or None."""
    told = _TOLD.get(event.kind)
    return told(event) if told else None


def _picked(data: Data, *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if data.get(name) is not None}


def _of_conversation(event: Happened, kind: str, **data: Any) -> Line:
    subject = str(event.subject_id)
    return Line(
        f"event:{event.id}", event.at, kind, ("conversation", subject), event.actor,
        f"conversation:{subject}", data,
    )  # fmt: skip


def _opened(event: Happened) -> Line:
    id_ = str(event.subject_id)
    return Line(
        opened_source(id_), event.at, "contact.opened", ("customer", str(event.data["customer_id"])), event.actor,
        f"conversation:{id_}", _picked(event.data, "channel"),
    )  # fmt: skip


def _handed_over(event: Happened) -> Line | None:
    """That a person was asked for, and who came. What the bot and the silent seat do between them is no news."""
    kind = {"queue": "contact.to_person", "agent": "contact.taken"}.get(event.data["to_controller"])
    return _of_conversation(event, kind, **_picked(event.data, "reason")) if kind else None


def _conversation_changed(event: Happened) -> Line | None:
    match event.data["what"]:
        case "resolved" | "reopened" as what:
            return _of_conversation(event, f"contact.{what}")
        case "rated":
            return _of_conversation(event, "contact.rated", **_picked(event.data["detail"], "score"))
        case _:
            return None


def _went_on(event: Happened) -> Line:
    data = {"from": event.data["from_channel"], "channel": event.data["to_channel"]}
    return _of_conversation(event, "contact.went_on", **data)


def _loan(kind: str) -> Callable[[Happened], Line]:
    def told(event: Happened) -> Line:
        data = _picked(event.data, "command", "number", "refusal")
        borrower = str(event.data["customer"])
        return Line(
            f"event:{event.id}", event.at, kind, ("borrower", borrower), event.actor,
            f"loan_command:{event.subject_id}", data,
        )  # fmt: skip

    return told


def _customer(kind: str, *names: str) -> Callable[[Happened], Line]:
    """About the customer whom the event names, or who is its subject; of its data only `names`: codes, no words."""

    def told(event: Happened) -> Line:
        whose = str(event.data.get("customer_id") or event.subject_id)
        return Line(
            f"event:{event.id}", event.at, kind, ("customer", whose), event.actor,
            data=_picked(event.data, *names),
        )  # fmt: skip

    return told


def _restriction(event: Happened) -> Line:
    kind = "customer.restricted" if event.data["restricted"] else "customer.unrestricted"
    return _customer(kind)(event)


def _money(kind: str, *names: str) -> Callable[[Happened], Line]:
    """About a customer's payment or paper: known to whom loans are."""
    return _customer(kind, "purpose", "loan", "fen", *names)


# By name: a part that is not there tells nothing. What the ledger booked is told by its command.
_TOLD: Mapping[str, Callable[[Happened], Line | None]] = {
    "conversations.opened": _opened,
    "conversations.controller_changed": _handed_over,
    "conversations.changed": _conversation_changed,
    "conversations.went_on": _went_on,
    "loans.command_done": _loan("loan.done"),
    "loans.command_refused": _loan("loan.refused"),
    "loans.command_left_open": _loan("loan.pending"),
    "selfservice.payment_arrived": _money("loan.payment_arrived"),
    "selfservice.order_returned": _money("loan.payment_refused", "refusal"),
    "selfservice.money_returned": _money("loan.money_returned", "reason"),
    "selfservice.certificate_issued": _money("loan.certificate_issued", "number"),
    "selfservice.request_made": _money("loan.request_made", "request", "number"),
    "selfservice.request_answered": _money("loan.request_answered", "request", "number", "verdict"),
    "customers.identified": _customer("customer.identified", "identity_kind"),
    "customers.bound": _customer("customer.bound", "proof"),
    "customers.merged": _customer("customer.merged"),
    "customers.split": _customer("customer.split"),
    "customers.personal_noted": _customer("customer.personal_noted", "data_kind", "verified", "replaced"),
    "customers.blocked": _customer("customer.blocked", "reason", "until"),
    "customers.restriction_changed": _restriction,
    "customers.unblocked": _customer("customer.unblocked"),
    "customers.consent_changed": _customer("consent.changed", "purpose", "given", "channel"),
    "customers.preferences_changed": _customer("consent.preferences", "changed"),
    "verification.proven": _customer("verification.proven", "method", "level"),
    "verification.locked": _customer("verification.locked", "method", "until"),
    "portraits.tag_given": _customer("tag.given", "tag", "name", "name_en", "origin"),
    "portraits.tag_ended": _customer("tag.ended", "tag", "name", "name_en", "origin", "reason"),
    "portraits.segment_changed": _customer(
        "segment.changed", "layer", "from_segment", "to_segment", "to_name", "to_name_en"
    ),
}
KINDS = tuple(_TOLD)
"""The kinds of events that are listened to."""
