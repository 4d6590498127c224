"""What people set for themselves."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import select, update

from tandem.contexts.access.events import StaffChanged
from tandem.contexts.access.models import staff_table
from tandem.contexts.access.repository.sessions import LiveSession
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

PREFERENCES_BYTES = 16 * 1024
s = staff_table.c


async def change_preferences(
    tx: Tx, session: LiveSession, preferences: Mapping[str, Any] | None, locale: str | None
) -> None:
    """Merge `preferences` into the kept ones (a null removes its key); set the locale when given.
    Raises Invalid when they would exceed 16 KiB."""
    staff = session.staff
    if preferences:
        kept = (
            await tx.execute(select(s.preferences).where(s.id == staff.id).with_for_update(key_share=True))
        ).scalar_one()
        merged = {key: value for key, value in (kept | dict(preferences)).items() if value is not None}
        if len(orjson.dumps(merged)) > PREFERENCES_BYTES:
            raise Invalid("preferences_too_large")
        await tx.execute(update(staff_table).where(s.id == staff.id).values(preferences=merged))
    if locale and locale != staff.locale:
        await tx.execute(update(staff_table).where(s.id == staff.id).values(locale=locale))
        tx.emit(StaffChanged(subject_id=staff.id, actor=session.actor.label, changed=["locale"]))
