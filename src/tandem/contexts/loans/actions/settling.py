"""Settling: a line of the journal gets its end, once, with event and audit entry."""

from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.loans import numbers, repository
from tandem.contexts.loans.command import Commanded, Outcome
from tandem.contexts.loans.events import CommandDone, CommandLeftOpen, CommandRefused
from tandem.kit.db import Tx


async def settle(tx: Tx, command_id: UUID, outcome: Outcome, actor: access.Actor) -> Commanded:
    """Note what came of a command. When that is known already, what is known stays."""
    settled = await repository.settle(tx, command_id, outcome)
    if settled is None:
        return await repository.get(tx, command_id)
    subject = f"loan_command:{settled.id}"
    if settled.refusal is not None:
        await numbers.forget(tx, settled.id)
        tx.emit(
            CommandRefused(
                subject_id=settled.id, actor=settled.actor, customer=settled.customer, command=settled.kind,
                refusal=settled.refusal,
            )
        )  # fmt: skip
        data = {"kind": settled.kind, "code": settled.refusal, "asked_by": settled.actor}
        await access.record(tx, actor, "loans.command_refused", subject, data)
        return settled
    tx.emit(
        CommandDone(
            subject_id=settled.id, actor=settled.actor, customer=settled.customer, command=settled.kind,
            number=settled.number,
        )
    )  # fmt: skip
    data = {"kind": settled.kind, "asked_by": settled.actor}
    await access.record(tx, actor, "loans.command_done", subject, data)
    return settled


async def leave_open(tx: Tx, command_id: UUID, actor: access.Actor) -> Commanded:
    """Nobody knows what came of it: it is asked about later."""
    news = await repository.leave_open(tx, command_id)
    commanded = await repository.get(tx, command_id)
    if news:
        tx.emit(
            CommandLeftOpen(
                subject_id=commanded.id,
                actor=commanded.actor,
                customer=commanded.customer,
                command=commanded.kind,
            )
        )
        data = {"kind": commanded.kind, "asked_by": commanded.actor}
        await access.record(tx, actor, "loans.command_left_open", f"loan_command:{commanded.id}", data)
    return commanded
