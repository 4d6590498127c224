"""Who may do what with a conversation now. Permissions say what a role may do at all;
this says what the state of the conversation allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

REOPEN_WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class State:
    status: str
    controller: str
    agent_id: UUID | None
    resolved_at: datetime | None = None


def allowed(state: State, actor_id: UUID, permissions: frozenset[str]) -> list[str]:
    """The actions the actor may take now; the desk shows these and no others."""
    found = _resolved(permissions) if state.status == "resolved" else _live(state, actor_id, permissions)
    block = ["block"] if _may_block(state, actor_id, permissions) else []
    return ["note", *dict.fromkeys(found), *block, "transcript"]


def _may_block(state: State, actor_id: UUID, permissions: frozenset[str]) -> bool:
    """While somebody serves the customer it is theirs to say that it is enough; or somebody's who may lift."""
    if "customers.block" not in permissions:
        return False
    mine = state.status == "resolved" or state.agent_id == actor_id
    return mine or "customers.unblock" in permissions


def _resolved(permissions: frozenset[str]) -> Iterator[str]:
    if "conversations.reply" in permissions:
        yield "reopen"
    if "conversations.assign" in permissions:
        yield "labels"


def _live(state: State, actor_id: UUID, permissions: frozenset[str]) -> Iterator[str]:
    mine = state.agent_id == actor_id
    if mine:
        if "conversations.reply" in permissions:
            yield "reply"
            yield "continue"
        yield from ("transfer", "requeue", "handback", "resolve", "priority", "labels")
        yield "unsnooze" if state.status == "snoozed" else "snooze"
    elif state.agent_id is None and "conversations.claim" in permissions:
        yield from ("claim", "priority", "labels")
    if not mine and "conversations.takeover" in permissions:
        yield "takeover"
    if "conversations.assign" in permissions:
        yield from ("assign", "transfer", "resolve", "priority", "labels")
        if state.controller != "queue":
            yield "requeue"
        if state.controller != "bot":
            yield "handback"


def may_reopen(resolved_at: datetime, now: datetime) -> bool:
    """A customer's message within a day goes on with the old conversation; later a new one begins."""
    return now - resolved_at <= REOPEN_WINDOW


def waits_for_answer(
    waiting_since: datetime | None, role: str, now: datetime, controller: str = "bot"
) -> datetime | None:
    """Since when the customer waits, after a message of `role`. What the bot says to somebody who waits for a person (a
    question whether to go on elsewhere) answers nothing."""
    if role == "customer":
        return waiting_since or now
    if role == "bot" and controller in ("queue", "agent"):
        return waiting_since
    return None if role in ("agent", "bot") else waiting_since
