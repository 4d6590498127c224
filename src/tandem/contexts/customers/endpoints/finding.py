"""/customers: looking for a customer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tandem.contexts.access.api import Actor, permissions, require
from tandem.contexts.customers.actions.searching import MOST, search
from tandem.contexts.customers.ports import ContractOwners
from tandem.contexts.customers.rules.searching import SEARCH_CHARS
from tandem.contexts.customers.schemas import FoundCustomer, found_view
from tandem.kit.http import Db, Locale

Reader = Annotated[Actor, Depends(require(permissions.CUSTOMERS_READ))]


def router(contract_owners: ContractOwners) -> APIRouter:
    """Search."""
    api = APIRouter(prefix="/customers", tags=["customers"])

    @api.get("")
    async def search_customers(
        db: Db,
        actor: Reader,
        locale: Locale,
        q: Annotated[str, Query(max_length=SEARCH_CHARS, pattern=r"^[^\x00]*$")],
        limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
    ) -> list[FoundCustomer]:
        """Persons by exact phone, ID number, card, e-mail, borrower or contract number, then by the beginning of the
        name. Values are masked. Blank: nobody. Audited."""
        async with db.transaction() as tx:
            found = await search(tx, actor, q, limit=limit, contract_owners=contract_owners)
        return [found_view(one, locale) for one in found]

    return api
