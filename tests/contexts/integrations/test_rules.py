"""When to try again, what signatures look like, what is told to the world."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.conversations import events as conversations
from tandem.contexts.customers import events as customers
from tandem.contexts.integrations.catalogue import CATALOGUE, DISCLOSURES, KINDS, PublicEvent, public_event
from tandem.contexts.integrations.catalogue.customers import masked
from tandem.contexts.integrations.rules.retrying import (
    GIVE_UP_AFTER,
    REST_AFTER,
    again_at,
    error_of,
    put_off_until,
    rests,
)
from tandem.contexts.integrations.rules.signing import new_secret, signature, signed_headers
from tandem.kit import json
from tandem.kit.events import Recorded
from tandem.kit.i18n import known
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
ONE, TWO, QUEUE = (new_id() for _ in range(3))


@given(st.integers(1, 40), st.floats(0, 1), st.integers(0, 90_000))
def test_waits_grow_stay_in_the_day_and_never_go_back(tries: int, chance: float, passed: int) -> None:
    now = NOW + timedelta(seconds=passed)
    at = again_at(now, NOW, tries, chance)
    if now >= NOW + GIVE_UP_AFTER:
        assert at is None
    else:
        assert at is not None
        assert now < at <= NOW + GIVE_UP_AFTER


def test_the_schedule() -> None:
    waits, now = [], NOW
    for tries in range(1, 40):
        at = again_at(now, NOW, tries, 0.5)
        if at is None:
            break
        waits.append(round((at - now).total_seconds()))
        now = at
    assert waits[:6] == [5, 30, 120, 600, 1800, 3600]
    assert sum(waits) == 86_400
    assert len(waits) == 11
    assert again_at(NOW, NOW, 1, 0.0) == NOW + timedelta(seconds=4)
    assert again_at(NOW, NOW, 1, 1.0) == NOW + timedelta(seconds=6)
    assert again_at(NOW, NOW, 1, 0.5, timedelta(minutes=7)) == NOW + timedelta(minutes=7)
    assert again_at(NOW, NOW, 1, 0.5, timedelta(days=7)) == NOW + timedelta(hours=1)


def test_silence_concerns_all_lanes_and_days_of_it_end_in_rest() -> None:
    soon = NOW + timedelta(seconds=5)
    assert put_off_until("timeout", NOW, soon) == soon
    assert put_off_until("connect", NOW, NOW + timedelta(hours=8)) == NOW + timedelta(minutes=1)
    assert put_off_until("status_500", NOW, soon) is None
    assert not rests(NOW, None)
    assert not rests(NOW, NOW - REST_AFTER + timedelta(seconds=1))
    assert rests(NOW, NOW - REST_AFTER)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (200, None),
        (204, None),
        (299, None),
        (302, "redirect"),
        (410, "gone"),
        (404, "status_404"),
        (503, "status_503"),
    ],
)
def test_what_an_answer_means(status: int, error: str | None) -> None:
    assert error_of(status) == error


def test_signatures_are_those_of_standard_webhooks() -> None:
    """The example of the specification's reference implementations."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_changed_both_sign() -> None:
    keys = [new_secret(), new_secret()]
    headers = signed_headers(keys, "msg_1", NOW, b"{}")
    signed = f"msg_1.{headers['webhook-timestamp']}.{{}}".encode()
    expected = [
        "v1," + base64.b64encode(hmac.digest(base64.b64decode(key[6:]), signed, hashlib.sha256)).decode()
        for key in keys
    ]
    assert headers["webhook-signature"].split(" ") == expected
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


MESSAGE = {
    "id": str(ONE), "conversation_id": str(TWO), "seq": 3, "client_id": "abcdefgh", "kind": "text", "role": "customer",
    "author": {"id": None, "name": "王小雨"}, "text": "我的身份证号是110101199003070078", "payload": {"secret": "x"},
    "audience": "all", "reply_to": None, "state": "sent", "created_at": "2026-11-22T02:00:00Z",
}  # fmt: skip
DESK: dict[str, Any] = {"subject_id": TWO, "queue_id": QUEUE, "agent_ids": [ONE], "actor": f"staff:{ONE}"}
HANDED: dict[str, Any] = {
    **DESK, "from_controller": "queue", "from_queue_id": QUEUE, "from_agent_id": None, "reason": "accepted",
    "evidence": {"words": "我要投诉"},
}  # fmt: skip
FACTS = {
    "conversation.created": conversations.ConversationOpened(**DESK, customer_id=ONE, channel="web"),
    "conversation.message_received": conversations.MessageReceived(
        **DESK, message=MESSAGE, controller="bot", customer_id=ONE
    ),
    "conversation.message_sent": conversations.MessageQueued(
        **DESK, message={**MESSAGE, "role": "agent"}, channel="web"
    ),
    "conversation.queued": conversations.ControllerChanged(**HANDED, to_controller="queue"),
    "conversation.assigned": conversations.ControllerChanged(**HANDED, to_controller="agent"),
    "conversation.resolved": conversations.Changed(**DESK, what="resolved"),
    "conversation.reopened": conversations.Changed(**DESK, what="reopened"),
    "conversation.snoozed": conversations.Changed(**DESK, what="snoozed"),
    "conversation.rated": conversations.Changed(**DESK, what="rated", detail={"score": 4}),
    "customer.bound": customers.CustomerBound(
        subject_id=ONE, customer_id=TWO, borrower="HS2031318", proof="code"
    ),
    "customer.merged": customers.CustomerMerged(subject_id=ONE, merge_id=QUEUE, gone_id=TWO),
    "customer.split": customers.CustomerSplit(subject_id=ONE, merge_id=QUEUE, gone_id=TWO),
    "customer.blocked": customers.CustomerBlocked(
        subject_id=ONE, block_id=QUEUE, reason="abuse", until=NOW + timedelta(days=7)
    ),
    "customer.unblocked": customers.CustomerUnblocked(subject_id=ONE, block_id=QUEUE),
    "customer.consent_changed": customers.ConsentChanged(
        subject_id=ONE, consent_id=QUEUE, purpose="marketing", given=False, text_version=None, channel="web"
    ),
    "customer.erased": customers.CustomerErased(subject_id=ONE, family=(ONE, TWO)),
}  # fmt: skip


def recorded(fact: Any) -> Recorded:
    data = orjson.loads(json.dumps(fact.data()))
    return Recorded(1, NOW, fact.kind, fact.subject_id, fact.actor, (), data)


def fits(body: Any, schema: Any) -> list[str]:
    """What is wrong with a body, by its JSON Schema."""
    judge = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return [error.message for error in judge.iter_errors(body)]


@pytest.mark.parametrize("name", FACTS)
def test_facts_become_what_was_promised(name: str) -> None:
    event = recorded(FACTS[name])
    public = public_event(event)
    assert public is not None
    assert public.name == name
    for disclosed in (frozenset[str](), frozenset(DISCLOSURES)):
        assert fits(public.body(event, disclosed), public.schema) == []


@pytest.mark.parametrize("public", CATALOGUE.values(), ids=lambda public: public.name)
def test_every_public_event_has_texts_and_an_example_that_fits(public: PublicEvent) -> None:
    body = {
        "type": public.name, "version": public.version, "timestamp": "2026-11-22T02:00:00Z",
        "data": dict(public.example),
    }  # fmt: skip
    assert fits(body, public.schema) == []
    assert fits({**body, "more": 1}, public.schema) != []
    assert known(f"webhook.event.{public.name}")
    assert known(f"webhook.event.{public.name}.when")
    assert public.of in KINDS


def test_nothing_of_a_person_is_told_unless_it_may_be() -> None:
    assert FACTS.keys() == CATALOGUE.keys()
    for name, fact in FACTS.items():
        event = recorded(fact)
        said = str(CATALOGUE[name].body(event, frozenset()))
        for secret in ("身份证", "王小雨", "HS2031318", "我要投诉"):
            assert secret not in said, name
    told = CATALOGUE["conversation.message_received"].body(
        recorded(FACTS["conversation.message_received"]), frozenset({"message_text"})
    )
    assert told["data"]["text"] == MESSAGE["text"]
    bound = recorded(FACTS["customer.bound"])
    assert CATALOGUE["customer.bound"].body(bound, frozenset())["data"]["borrower_number"] == "******318"
    may = frozenset({"borrower_number"})
    assert CATALOGUE["customer.bound"].body(bound, may)["data"]["borrower_number"] == "HS2031318"


@given(st.text(st.characters(exclude_characters="*"), min_size=1, max_size=30))
def test_masks_show_three_characters_at_most_and_hide_three_at_least(number: str) -> None:
    shown = masked(number)
    rest = shown.lstrip("*")
    assert number.endswith(rest)
    assert len(rest) <= min(3, max(0, len(number) - 3))
    assert len(shown) == max(3, len(number))


def test_our_own_affairs_are_told_nobody() -> None:
    noise = conversations.Changed(**DESK, what="clock", detail={"missed": "first_response"})
    assert public_event(recorded(noise)) is None
    assert public_event(recorded(conversations.StaffLineAdded(**DESK, message=MESSAGE))) is None
