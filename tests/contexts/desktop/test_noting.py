"""Which events make a line in a timeline, whose it is, and that no words get into it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tandem.contexts.desktop.rules.noting import GROUPS, KINDS, id_of, line_of, opened_source

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
STAFF = "staff:00000000-0000-0000-0000-000000000009"


@dataclass
class Event:
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    subject_id: UUID | None = ONE
    id: int = 7
    at: datetime = NOW
    actor: str | None = STAFF


def handed(to: str) -> Event:
    return Event("conversations.controller_changed", {"to_controller": to, "reason": "asked_for_person"})


def changed(what: str, **detail: Any) -> Event:
    return Event("conversations.changed", {"what": what, "detail": detail})


TOLD = [
    (Event("conversations.opened", {"customer_id": str(TWO), "channel": "web"}), "contact.opened",
     ("customer", str(TWO)), {"channel": "web"}),
    (handed("queue"), "contact.to_person", ("conversation", str(ONE)), {"reason": "asked_for_person"}),
    (handed("agent"), "contact.taken", ("conversation", str(ONE)), {"reason": "asked_for_person"}),
    (changed("resolved"), "contact.resolved", ("conversation", str(ONE)), {}),
    (changed("reopened"), "contact.reopened", ("conversation", str(ONE)), {}),
    (changed("rated", score=2, comment="太慢"), "contact.rated", ("conversation", str(ONE)), {"score": 2}),
    (Event("loans.command_done", {"customer": "B1", "command": "settle", "number": "HS1"}), "loan.done",
     ("borrower", "B1"), {"command": "settle", "number": "HS1"}),
    (Event("loans.command_refused", {"customer": "B1", "command": "repay", "refusal": "too_much"}),
     "loan.refused", ("borrower", "B1"), {"command": "repay", "refusal": "too_much"}),
    (Event("loans.command_left_open", {"customer": "B1", "command": "repay"}), "loan.pending",
     ("borrower", "B1"), {"command": "repay"}),
    (Event("customers.blocked", {"reason": "abuse", "until": None, "block_id": "x"}), "customer.blocked",
     ("customer", str(ONE)), {"reason": "abuse"}),
    (Event("customers.bound", {"customer_id": str(TWO), "borrower": "B1", "proof": "code"}), "customer.bound",
     ("customer", str(TWO)), {"proof": "code"}),
    (Event("customers.consent_changed", {"purpose": "marketing", "given": False, "channel": "web"}),
     "consent.changed", ("customer", str(ONE)), {"purpose": "marketing", "given": False, "channel": "web"}),
    (Event("portraits.tag_given", {"tag": "vip", "name": "重点客户", "name_en": "Key account", "origin": "rule"}),
     "tag.given", ("customer", str(ONE)),
     {"tag": "vip", "name": "重点客户", "name_en": "Key account", "origin": "rule"}),
]  # fmt: skip


@pytest.mark.parametrize(("event", "kind", "about", "data"), TOLD, ids=[one[1] for one in TOLD])
def test_an_event_makes_a_line(event: Event, kind: str, about: tuple[str, str], data: dict[str, Any]) -> None:
    line = line_of(event)
    assert line is not None
    assert (line.kind, line.about, line.data, line.at, line.actor) == (kind, about, data, NOW, STAFF)


@pytest.mark.parametrize(
    "event",
    [handed("bot"), handed("silent_seat"), changed("labels"), changed("clock"), Event("bot.draft_opened")],
)
def test_what_is_no_news_makes_none(event: Event) -> None:
    assert line_of(event) is None


def test_a_line_is_of_its_event_and_a_conversation_is_opened_once() -> None:
    first, again, other = changed("resolved"), changed("resolved"), changed("resolved")
    other.id = 8
    ids = [line.id for line in map(line_of, (first, again, other)) if line]
    assert ids[0] == ids[1] != ids[2]
    opened = line_of(Event("conversations.opened", {"customer_id": str(TWO), "channel": "web"}))
    assert opened is not None
    assert opened.id == id_of(opened_source(ONE))


def test_every_kind_belongs_to_a_group() -> None:
    assert {one[1].split(".")[0] for one in TOLD} | {"verification", "segment"} == set(GROUPS)
    assert len(KINDS) == len(set(KINDS))
