"""Actors' labels (`staff:<id>`, `integration:<id>`) back to who they name."""

from collections.abc import Iterable
from uuid import UUID

from tandem.contexts.access.repository import api_keys, staff
from tandem.kit.db import Tx


def staff_id(label: str) -> UUID | None:
    """The person's id, if it is one's label."""
    return _id(label, "staff")


async def staff_names(tx: Tx, labels: Iterable[str | None]) -> dict[UUID, str]:
    """Names of the people among the labels, by their ids."""
    ids = {id_ for label in labels if label and (id_ := staff_id(label))}
    return {id_: person.name for id_, person in (await staff.by_ids(tx, ids)).items()} if ids else {}


async def label_names(tx: Tx, labels: Iterable[str | None]) -> dict[str, tuple[UUID, str]]:
    """Id and name of every person and API key among the labels; others are absent."""
    given = {label for label in labels if label}
    people = await staff_names(tx, given)
    keys = {id_ for label in given if (id_ := _id(label, "integration"))}
    named = people | (await api_keys.names(tx, keys) if keys else {})
    found = {label: _id(label, "staff") or _id(label, "integration") for label in given}
    return {label: (id_, named[id_]) for label, id_ in found.items() if id_ and id_ in named}


def _id(label: str, kind: str) -> UUID | None:
    of, _, rest = label.partition(":")
    try:
        return UUID(rest) if of == kind else None
    except ValueError:
        return None
