"""Numbers that people typed into commands: sealed beside the journal until what the core said of them is passed on."""

from uuid import UUID

from sqlalchemy import func, select, text, update

from tandem.contexts.loans.models import loan_command_table
from tandem.kit.crypto import Sealer
from tandem.kit.db import Tx

t = loan_command_table.c
_BY_CUSTOMER = text("SELECT pg_advisory_xact_lock(hashtextextended('loan_command:' || :customer, 0))")


def about(command_id: UUID) -> str:
    """What a number is sealed as: it opens in its own row only."""
    return f"loan_command:{command_id}"


async def keep(tx: Tx, command_id: UUID, number: str) -> None:
    """Seal the number of a command that is about to be sent."""
    sealer = await tx.vault.sealer(tx)
    values = {"typed": sealer.seal(number, about(command_id)), "data_key": sealer.key}
    await tx.execute(update(loan_command_table).where(t.id == command_id).values(**values))


async def forget(tx: Tx, command_id: UUID) -> None:
    """It is needed no more."""
    gone = update(loan_command_table).where(t.id == command_id, t.typed.is_not(None))
    await tx.execute(gone.values(typed=None, data_key=None))


async def hand_over(tx: Tx, command_id: UUID, *, keep: bool = False) -> str | None:
    """The new telephone number that the core has taken by this command, once: from then on it is not kept here (with
    `keep` it is, to be handed over later). None when it was handed over before, was not done, or when the core has
    taken a later one of the same customer since. Until commit nobody else is handed a number of this customer."""
    found = select(t.customer, t.kind, t.state).where(t.id == command_id)
    row = (await tx.execute(found)).one_or_none()
    if row is None or (row.kind, row.state) != ("change_phone", "done"):
        return None
    await tx.execute(_BY_CUSTOMER, {"customer": row.customer})
    # A statement of its own: it sees what was committed while we waited.
    taken = select(t.id, t.typed).where(t.customer == row.customer, t.kind == row.kind, t.state == "done")
    last = (await tx.execute(taken.order_by(t.settled_at.desc(), t.id.desc()).limit(1))).one()
    mine = (await tx.execute(select(t.typed).where(t.id == command_id))).scalar_one()
    if not keep:
        await forget(tx, command_id)
    return await tx.vault.open(tx, bytes(mine), about(command_id)) if mine and last.id == command_id else None


class ResealingNumbers:
    """Typed numbers under rotation (kit.crypto.Resealable)."""

    name = "loan_command"

    async def count(self, tx: Tx) -> dict[int, int]:
        """How many values lie under each data key."""
        query = select(t.data_key, func.count().label("n")).where(t.typed.is_not(None)).group_by(t.data_key)
        return {row.data_key: row.n for row in (await tx.execute(query)).all()}

    async def reseal(self, tx: Tx, sealer: Sealer, after: UUID | None, limit: int) -> tuple[int, UUID | None]:
        """Seal up to `limit` values anew."""
        query = select(t.id, t.typed).where(t.typed.is_not(None), t.data_key != sealer.key)
        if after is not None:
            query = query.where(t.id > after)
        rows = (await tx.execute(query.order_by(t.id).limit(limit).with_for_update())).all()
        for row in rows:
            number = await tx.vault.open(tx, bytes(row.typed), about(row.id))
            anew = update(loan_command_table).where(t.id == row.id)
            await tx.execute(anew.values(typed=sealer.seal(number, about(row.id)), data_key=sealer.key))
        return len(rows), rows[-1].id if len(rows) == limit else None
