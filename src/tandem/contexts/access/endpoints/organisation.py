"""/organisation: business lines, teams, agents."""

from uuid import UUID

from fastapi import APIRouter

from tandem.contexts.access import api
from tandem.contexts.access.guards import CurrentPerson, CurrentStaff
from tandem.contexts.access.schemas import (
    BusinessLineIn,
    OrganisationOut,
    TeamChange,
    TeamIn,
    organisation_out,
)
from tandem.kit.db import Tx
from tandem.kit.http import Db

routes = APIRouter(prefix="/organisation", tags=["staff"])


async def _tree(tx: Tx) -> OrganisationOut:
    lines = await api.organisation(tx)
    by_team = await api.members_of(tx, [team.id for line in lines for team in line.teams])
    people = await api.staff_by_ids(tx, [id_ for ids in by_team.values() for id_ in ids])
    return organisation_out(lines, {team: [people[id_] for id_ in ids] for team, ids in by_team.items()})


@routes.get("")
async def read_organisation(_: CurrentPerson, db: Db) -> OrganisationOut:
    """The tree: business lines, their teams, the teams' active members."""
    async with db.transaction() as tx:
        return await _tree(tx)


@routes.post("/business-lines", status_code=201)
async def create_business_line(body: BusinessLineIn, actor: CurrentStaff, db: Db) -> OrganisationOut:
    """Needs settings.manage. 409 "name_taken"."""
    async with db.transaction() as tx:
        await api.create_business_line(tx, actor, body.name)
        return await _tree(tx)


@routes.patch("/business-lines/{line_id}")
async def change_business_line(
    line_id: UUID, body: BusinessLineIn, actor: CurrentStaff, db: Db
) -> OrganisationOut:
    """Rename. 409 "name_taken"."""
    async with db.transaction() as tx:
        await api.change_business_line(tx, actor, line_id, name=body.name)
        return await _tree(tx)


@routes.delete("/business-lines/{line_id}", status_code=204)
async def close_business_line(line_id: UUID, actor: CurrentStaff, db: Db) -> None:
    """Close. 409 "not_empty" while it has open teams."""
    async with db.transaction() as tx:
        await api.close_business_line(tx, actor, line_id)


@routes.post("/teams", status_code=201)
async def create_team(body: TeamIn, actor: CurrentStaff, db: Db) -> OrganisationOut:
    """Needs settings.manage. 409 "name_taken"."""
    async with db.transaction() as tx:
        await api.create_team(tx, actor, body.name, body.business_line_id)
        return await _tree(tx)


@routes.patch("/teams/{team_id}")
async def change_team(team_id: UUID, body: TeamChange, actor: CurrentStaff, db: Db) -> OrganisationOut:
    """Rename or move to another business line. 409 "name_taken"."""
    async with db.transaction() as tx:
        await api.change_team(tx, actor, team_id, name=body.name, business_line_id=body.business_line_id)
        return await _tree(tx)


@routes.delete("/teams/{team_id}", status_code=204)
async def close_team(team_id: UUID, actor: CurrentStaff, db: Db) -> None:
    """Close. 409 "not_empty" while it has active members."""
    async with db.transaction() as tx:
        await api.close_team(tx, actor, team_id)
