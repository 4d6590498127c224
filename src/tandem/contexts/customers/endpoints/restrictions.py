"""/customers/{id}/restrictions: whose data may only be stored."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.customers.actions.restricting import restrict, unrestrict
from tandem.contexts.customers.repository import merges, restrictions
from tandem.contexts.customers.schemas import RestrictionBody, RestrictionView, restriction_view
from tandem.kit.http import Db

Guardian = Annotated[Actor, Depends(require(permissions.CUSTOMERS_PRIVACY))]


def router() -> APIRouter:
    """Restrictions."""
    api = APIRouter(prefix="/customers/{customer_id}/restrictions", tags=["customers"])

    @api.get("")
    async def list_restrictions(db: Db, actor: Guardian, customer_id: UUID) -> list[RestrictionView]:
        """All there ever were, newest first. Audited."""
        async with db.transaction() as tx:
            person = await merges.canonical(tx, customer_id)
            found = await restrictions.history(tx, person)
            await record(tx, actor, "customer.restrictions_read", f"customer:{person}")
            return [restriction_view(one, tx.now) for one in found]

    @api.post("", status_code=201)
    async def create_restriction(
        db: Db, actor: Guardian, customer_id: UUID, body: RestrictionBody
    ) -> RestrictionView:
        """From now on the person's data may only be stored."""
        async with db.transaction() as tx:
            made = await restrict(
                tx, customer_id, actor, reason=body.reason, until=body.until, note=body.note
            )  # fmt: skip
            return restriction_view(made, tx.now)

    @api.post("/{restriction_id}/lift", status_code=204)
    async def lift_restriction(db: Db, actor: Guardian, customer_id: UUID, restriction_id: UUID) -> None:
        """It may be read again, unless another restriction stands. 404 "restriction_not_found"."""
        async with db.transaction() as tx:
            await unrestrict(tx, customer_id, restriction_id, actor)

    return api
