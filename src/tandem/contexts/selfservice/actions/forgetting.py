"""Forgetting: a person was erased. What they paid stays, as the record of payments that it is; what they wrote, their
name on certificates and the documents go."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.selfservice.repository import people
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore


async def forget(
    db: Database, objects: ObjectStore, family: Sequence[UUID], borrowers: Sequence[str]
) -> None:
    """Empty what people wrote and the names of the family. A certificate's code stays true: whoever holds the paper may
    check it. Again: nothing changes."""
    async with db.transaction() as tx:
        keys = await people.documents(tx, family, borrowers)
    for key in keys:  # before the rows forget where they are
        await objects.delete(key)
    async with db.transaction() as tx:
        await people.forget(tx, family, borrowers)
