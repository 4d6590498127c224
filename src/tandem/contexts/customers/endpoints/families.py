"""/customers/{id}/merges: which customers are one person, and who said so."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.customers.actions.comparing import tell_apart
from tandem.contexts.customers.actions.merging import merge, split
from tandem.contexts.customers.actions.restricting import refuse_restricted
from tandem.contexts.customers.repository import customers, identities, merges
from tandem.contexts.customers.schemas import (
    FamilyView,
    MergeBody,
    MergeView,
    NotSameBody,
    SplitBody,
    family_view,
    merge_view,
)
from tandem.kit.db import Tx
from tandem.kit.http import Db, Locale

Reader = Annotated[Actor, Depends(require(permissions.CUSTOMERS_READ))]
Merger = Annotated[Actor, Depends(require(permissions.CUSTOMERS_MERGE))]


def router() -> APIRouter:
    """Families."""
    api = APIRouter(tags=["customers"])

    @api.get("/customers/{customer_id}/family")
    async def read_family(db: Db, actor: Reader, locale: Locale, customer_id: UUID) -> FamilyView:
        """The person, by which channels they are known, and every merge there ever was. Audited.
        403 "customer_restricted"."""
        async with db.transaction() as tx:
            person = await merges.canonical(tx, customer_id)
            await refuse_restricted(tx, actor, person)
            await record(tx, actor, "customer.family_read", f"customer:{person}")
            return await _family(tx, person, locale)

    @api.post("/customers/{customer_id}/merges", status_code=201)
    async def create_merge(
        db: Db, actor: Merger, locale: Locale, customer_id: UUID, body: MergeBody
    ) -> FamilyView:
        """`gone_id` and this customer are one person. 409 "same_person"; 403 "two_proven" when both are known to be
        somebody and the permission `customers.merge_proven` is missing."""
        async with db.transaction() as tx:
            for id_ in (customer_id, body.gone_id):
                await refuse_restricted(tx, actor, id_)
            kept = await merge(tx, customer_id, body.gone_id, actor=actor, reason=body.reason)
            return await _family(tx, kept.id, locale)

    @api.post("/customers/{customer_id}/not-same", status_code=204)
    async def create_not_same(db: Db, actor: Merger, customer_id: UUID, body: NotSameBody) -> None:
        """`other_id` looks like this customer and is somebody else: not proposed again. Audited. 409 "same_person"."""
        async with db.transaction() as tx:
            for id_ in (customer_id, body.other_id):
                await refuse_restricted(tx, actor, id_)
            await tell_apart(tx, customer_id, body.other_id, actor)

    @api.post("/customer-merges/{merge_id}/split", status_code=201)
    async def create_split(db: Db, actor: Merger, merge_id: UUID, body: SplitBody) -> MergeView:
        """They were two after all. 404 "merge_not_found"; 409 "merge_undone"; 403 for what was proven and
        "customer_restricted"."""
        async with db.transaction() as tx:
            if (found := await merges.find(tx, merge_id)) is not None:
                for id_ in (found.kept_id, found.gone_id):
                    await refuse_restricted(tx, actor, id_)
            return merge_view(await split(tx, merge_id, actor, body.note))

    return api


async def _family(tx: Tx, person: UUID, locale: str) -> FamilyView:
    ids = await merges.family(tx, person)
    people = await customers.by_ids(tx, ids)
    known = await identities.of_customers(tx, ids)
    return family_view([people[id_] for id_ in ids], known, await merges.history(tx, person), locale)
