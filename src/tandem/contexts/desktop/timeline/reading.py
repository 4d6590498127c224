"""Reading a timeline: a page of lines, with what each tells of as it is now, as far as the reader may know it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor
from tandem.contexts.desktop import persons
from tandem.contexts.desktop.repository.contacts import contacts_by_ids
from tandem.contexts.desktop.rules.noting import GROUPS
from tandem.contexts.desktop.timeline import repository
from tandem.contexts.desktop.timeline.repository import Entry
from tandem.contexts.loans import api as loans
from tandem.kit.db import Tx


async def timeline(
    tx: Tx,
    actor: Actor,
    customer_id: UUID,
    *,
    groups: Iterable[str] = (),
    before: tuple[datetime, UUID] | None = None,
    limit: int = 30,
) -> list[dict[str, Any]]:
    """The newest lines of the person before a place, newest first; of some groups only, or (none given) of all that
    the actor may see. Audited. Raises CustomerNotFound, also for a person whom the actor may not see."""
    person = await persons.person_seen_by(tx, actor, customer_id)
    await access.record(tx, actor, "customer.timeline_read", f"customer:{person.id}")
    shown = [group for group in (list(groups) or GROUPS) if may_know(actor, group)]
    subjects = [f"customer:{one}" for one in person.members]
    subjects += [f"borrower:{one}" for one in person.borrowers]
    entries = await repository.page(tx, subjects, shown, before, limit)
    return await _presented(tx, actor, entries)


def may_know(actor: Actor, group: str) -> bool:
    """Loans are for those who may read loans; the rest for everybody who sees the person."""
    return group != "loan" or actor.may(access.permissions.LOANS_READ)


async def _presented(tx: Tx, actor: Actor, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    contacts = await contacts_by_ids(tx, actor, _ids(entries, "conversation"))
    commands = {one.id: one for one in await loans.by_ids(tx, _ids(entries, "loan_command"))}
    named = await access.label_names(tx, [entry.actor for entry in entries])
    names = {label: name for label, (_, name) in named.items()}
    return [_line(entry, contacts, commands, names) for entry in entries]


def _ids(entries: Sequence[Entry], noun: str) -> list[UUID]:
    refs = [entry.ref.partition(":") for entry in entries if entry.ref]
    return list(dict.fromkeys(UUID(id_) for kind, _, id_ in refs if kind == noun))


def _line(
    entry: Entry,
    contacts: dict[UUID, dict[str, Any]],
    commands: dict[UUID, loans.Commanded],
    names: dict[str, str],
) -> dict[str, Any]:
    noun, _, id_ = (entry.ref or "").partition(":")
    command = commands.get(UUID(id_)) if noun == "loan_command" else None
    return {
        "id": entry.id,
        "at": entry.at,
        "kind": entry.kind,
        "data": entry.data,
        "actor": _actor(entry.actor, names),
        "contact": contacts.get(UUID(id_)) if noun == "conversation" else None,
        "command": {"kind": command.kind, "params": command.params, "state": command.state}
        if command
        else None,
    }


def _actor(label: str | None, names: dict[str, str]) -> dict[str, Any] | None:
    """Who did it: kind, and the name of staff and integrations. The system's own names are for logs."""
    if label is None:
        return None
    return {"kind": label.partition(":")[0], "name": names.get(label)}
