"""Timelines listen to everything that is worth a line."""

from functools import partial

from tandem.contexts.desktop.rules.noting import KINDS, line_of
from tandem.contexts.desktop.timeline.actions.noting import note, note_all
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription


def subscriptions(db: Database) -> list[Subscription]:
    """For `Database.subscribe` in every process."""
    work, many = partial(note, db), partial(note_all, db)
    # What customers wait for goes first.
    return [
        Subscription(kind, "desktop.note", work, priority=-10, wants=_is_told, together=many)
        for kind in KINDS
    ]


def _is_told(event: Recorded) -> bool:
    return line_of(event) is not None
