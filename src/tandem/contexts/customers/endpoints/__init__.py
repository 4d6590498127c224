"""Staff routes of customers, a module each subject."""

from collections.abc import Sequence

from fastapi import APIRouter

from tandem.contexts.customers.actions.carrying_out import Privacy
from tandem.contexts.customers.endpoints import blocks, families, finding, personal, privacy, restrictions
from tandem.contexts.customers.ports import ContractOwners, PersonalPart, no_contracts


def router(
    kept: Privacy, parts: Sequence[PersonalPart] = (), contract_owners: ContractOwners = no_contracts
) -> APIRouter:
    """All of them. `parts` are what other contexts keep of a person; `contract_owners` lets customers be found by a
    contract's number."""
    api = APIRouter()
    routers = (
        blocks.router(), finding.router(contract_owners), personal.router(), families.router(),
        restrictions.router(), privacy.router(kept, parts),
    )  # fmt: skip
    for one in routers:
        api.include_router(one)
    return api
