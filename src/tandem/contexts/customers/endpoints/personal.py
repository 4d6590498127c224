"""/customers/{id}/personal: what is known of a person, masked, and in full for a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.customers.actions.restricting import refuse_restricted
from tandem.contexts.customers.actions.unmasking import unmask
from tandem.contexts.customers.repository import merges, personal
from tandem.contexts.customers.schemas import PersonalView, UnmaskBody, UnmaskedView, personal_view
from tandem.kit.http import Db

Reader = Annotated[Actor, Depends(require(permissions.CUSTOMERS_READ))]
Unmasker = Annotated[Actor, Depends(require(permissions.CUSTOMERS_UNMASK))]


def router() -> APIRouter:
    """Personal data."""
    api = APIRouter(prefix="/customers/{customer_id}", tags=["customers"])

    @api.get("/personal")
    async def list_personal(db: Db, actor: Reader, customer_id: UUID) -> list[PersonalView]:
        """Phones, ID number, cards and e-mail addresses of the person, masked; the best of each kind first. Audited.
        403 "customer_restricted"."""
        async with db.transaction() as tx:
            person = await merges.canonical(tx, customer_id)
            await refuse_restricted(tx, actor, person)
            found = await personal.of_person(tx, person)
            await record(tx, actor, "customer.personal_read", f"customer:{person}")
        return [personal_view(one, can_unmask=actor.may(permissions.CUSTOMERS_UNMASK)) for one in found]

    @api.post("/unmask")
    async def unmask_personal(db: Db, actor: Unmasker, customer_id: UUID, body: UnmaskBody) -> UnmaskedView:
        """One value in full. Audited with kind and reason. 404 "personal_not_found"; 403 "customer_restricted"."""
        async with db.transaction() as tx:
            value = await unmask(
                tx, actor, customer_id, body.kind, body.reason, personal_id=body.personal_id
            )  # fmt: skip
        return UnmaskedView(kind=body.kind, value=value)

    return api
