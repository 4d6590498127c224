"""Public events of customers."""

from typing import Any

from tandem.contexts.customers import events as facts
from tandem.contexts.integrations.catalogue.event import PublicEvent
from tandem.kit.events import Recorded

_ID = {"type": "string", "format": "uuid"}
_CUSTOMER = "0197c1a4-6d2a-7e21-8c55-1d7a4f3b9e02"
_OTHER = "0197b0d3-18c4-7f6e-9b02-7a4e5d1c8f36"


def masked(number: str) -> str:
    """A borrower number that can be recognised by who knows it, and no more: the last three characters, fewer of a
    short one, so that three at least are hidden."""
    shown = min(3, max(0, len(number) - 3))
    return "*" * max(3, len(number) - shown) + number[len(number) - shown :]


def _bound(event: Recorded, disclosed: frozenset[str]) -> dict[str, Any]:
    number = str(event.data["borrower"])
    return {
        "customer_id": str(event.subject_id), "proof": event.data["proof"],
        "borrower_number": number if "borrower_number" in disclosed else masked(number),
    }  # fmt: skip


def _merged(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {"customer_id": str(event.subject_id), "other_customer_id": event.data["gone_id"]}


def _blocked(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {
        "customer_id": str(event.subject_id), "reason": event.data["reason"], "until": event.data["until"],
    }  # fmt: skip


def _consent(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {
        "customer_id": str(event.subject_id), "purpose": event.data["purpose"], "given": event.data["given"],
        "text_version": event.data["text_version"],
    }  # fmt: skip


def _erased(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {"customer_id": str(event.subject_id), "customer_ids": list(event.data["family"])}


def _bare(event: Recorded, _disclosed: frozenset[str]) -> dict[str, Any]:
    return {"customer_id": str(event.subject_id)}


_BOTH = {"customer_id": _ID, "other_customer_id": _ID}
_BOTH_EXAMPLE = {"customer_id": _CUSTOMER, "other_customer_id": _OTHER}

EVENTS = (
    PublicEvent(
        "customer.bound", facts.CustomerBound.kind, _bound,
        {"customer_id": _ID, "proof": {"type": "string"}, "borrower_number": {"type": "string"}},
        {"customer_id": _CUSTOMER, "proof": "code", "borrower_number": "******318"},
        discloses=("borrower_number",),
    ),
    PublicEvent("customer.merged", facts.CustomerMerged.kind, _merged, _BOTH, _BOTH_EXAMPLE),
    PublicEvent("customer.split", facts.CustomerSplit.kind, _merged, _BOTH, _BOTH_EXAMPLE),
    PublicEvent(
        "customer.blocked", facts.CustomerBlocked.kind, _blocked,
        {
            "customer_id": _ID, "reason": {"type": "string"},
            "until": {"type": ["string", "null"], "format": "date-time"},
        },
        {"customer_id": _CUSTOMER, "reason": "abuse", "until": "2026-11-29T02:00:00Z"},
    ),
    PublicEvent(
        "customer.unblocked", facts.CustomerUnblocked.kind, _bare, {"customer_id": _ID}, {"customer_id": _CUSTOMER}
    ),
    PublicEvent(
        "customer.consent_changed", facts.ConsentChanged.kind, _consent,
        {
            "customer_id": _ID, "purpose": {"type": "string"}, "given": {"type": "boolean"},
            "text_version": {"type": ["integer", "null"]},
        },
        {"customer_id": _CUSTOMER, "purpose": "marketing", "given": False, "text_version": 2},
    ),
    PublicEvent(
        "customer.erased", facts.CustomerErased.kind, _erased,
        {"customer_id": _ID, "customer_ids": {"type": "array", "items": _ID}},
        {"customer_id": _CUSTOMER, "customer_ids": [_CUSTOMER, _OTHER]},
    ),
)  # fmt: skip
