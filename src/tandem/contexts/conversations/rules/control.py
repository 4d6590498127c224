"""Who may do what with a conversation now. Permissions say what a role may do at all;
this says what the state of the conversation allows."""

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
    mine = state.agent_id == actor_id
    actions: list[str] = ["note"]
    if state.status == "resolved":
        if "conversations.reply" in permissions:
            actions.append("reopen")
        return [*actions, "transcript"]
    if mine:
        actions += ["reply", "transfer", "requeue", "handback", "snooze", "resolve", "priority", "labels"]
    elif state.controller != "agent" and "conversations.claim" in permissions:
        actions += ["claim", "priority", "labels"]
    if not mine and "conversations.takeover" in permissions:
        actions += ["takeover"]
    if "conversations.assign" in permissions:
        actions += [
            a for a in ("assign", "requeue", "handback", "resolve", "priority", "labels") if a not in actions
        ]
    if state.status == "snoozed" and mine:
        actions.append("unsnooze")
    return [*actions, "transcript"]


def may_reopen(resolved_at: datetime, now: datetime) -> bool:
    """A customer's message within a day goes on with the old conversation; later a new one begins."""
    return now - resolved_at <= REOPEN_WINDOW


def waits_for_answer(waiting_since: datetime | None, role: str, now: datetime) -> datetime | None:
    """Since when the customer waits, after a message of `role`."""
    if role == "customer":
        return waiting_since or now
    return None if role in ("agent", "bot") else waiting_since
