"""Business lines and teams."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from tandem.contexts.access.models import business_line_table, staff_table, team_table
from tandem.contexts.access.staff import BusinessLine, Team, TeamRef
from tandem.kit.db import Tx

t, b, s = team_table.c, business_line_table.c, staff_table.c


async def tree(tx: Tx) -> list[BusinessLine]:
    members = (
        select(func.count())
        .where(s.team_id == t.id, s.deactivated_at.is_(None))
        .correlate(team_table)
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(b.id, b.name, t.id.label("team_id"), t.name.label("team_name"), members.label("members"))
        .select_from(
            business_line_table.outerjoin(team_table, (t.business_line_id == b.id) & t.closed_at.is_(None))
        )
        .where(b.closed_at.is_(None))
        .order_by(b.name, b.id, t.name, t.id)
    )
    lines: dict[UUID, tuple[str, list[Team]]] = {}
    for row in rows:
        _, teams = lines.setdefault(row.id, (row.name, []))
        if row.team_id is not None:
            teams.append(Team(row.team_id, row.team_name, row.members))
    return [BusinessLine(id_, name, tuple(teams)) for id_, (name, teams) in lines.items()]


async def team_ref(tx: Tx, team_id: UUID) -> TeamRef | None:
    """An open team (it stays open until this transaction ends), or None."""
    row = (
        await tx.execute(
            select(t.id, t.name, b.id.label("line_id"), b.name.label("line_name"))
            .select_from(team_table.join(business_line_table, b.id == t.business_line_id))
            .where(t.id == team_id, t.closed_at.is_(None), b.closed_at.is_(None))
            .with_for_update(read=True, of=team_table)
        )
    ).one_or_none()
    return TeamRef(row.id, row.name, row.line_id, row.line_name) if row else None


async def members(tx: Tx, team_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Active staff by team."""
    wanted = list(team_ids)
    rows = await tx.execute(
        select(s.team_id, s.id)
        .where(s.team_id.in_(wanted), s.deactivated_at.is_(None))
        .order_by(s.name, s.id)
    )
    found: dict[UUID, list[UUID]] = {team_id: [] for team_id in wanted}
    for row in rows:
        found[row.team_id].append(row.id)
    return found
