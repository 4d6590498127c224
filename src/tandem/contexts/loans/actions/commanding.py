"""Commanding: something is to be done with a loan. It is written down, then sent, then its end is written down."""

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.loans import numbers, repository
from tandem.contexts.loans.actions.asking import ask
from tandem.contexts.loans.actions.settling import leave_open, settle
from tandem.contexts.loans.command import Command, Commanded, Outcome
from tandem.contexts.loans.errors import KeyReused
from tandem.contexts.loans.ports import CoreTimedOut, CoreUnavailable, LoanBook
from tandem.contexts.loans.rules.checking import kept, key_fits, refusal
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Invalid

log = structlog.get_logger(__name__)


class Commands:
    """Opens transactions of its own: what was asked must be on record before the core hears of it."""

    def __init__(self, db: Database, book: LoanBook) -> None:
        self._db, self._book = db, book

    async def perform(self, actor: access.Actor, command: Command) -> Commanded:
        """Have the core do it, at most once a key; the same key again gives the first result.

        `state` of what is returned says how it stands: done, refused (`refusal`: by the core, for bad parameters, or
        core_unavailable: then nothing was sent, and the same key may be tried again), else open: not to be reported
        as done. Staff need `loans.act`; for a customer or the bot the caller has made sure who it is. Raises
        Forbidden, Invalid "bad_key", KeyReused (the key stands for something else)."""
        if actor.kind == "staff":
            actor.require(access.permissions.LOANS_ACT)
        if not key_fits(command.key):
            raise Invalid("bad_key")
        mine, commanded = await self._write_down(actor, command)
        if not mine:
            return await self._found(commanded)
        if commanded.settled_at is not None:
            return commanded
        return await self._send(actor, command, commanded)

    async def _write_down(self, actor: access.Actor, command: Command) -> tuple[bool, Commanded]:
        """True when this call is the one that may send it."""
        wrong = refusal(command)
        async with self._db.transaction() as tx:
            mine = await repository.add(tx, command, actor.label)
            if mine is not None:
                if wrong is not None:
                    return True, await settle(tx, mine.id, Outcome(refusal=wrong), actor)
                await _keep_number(tx, mine, command)
                return True, mine
            known = await repository.by_key(tx, command.key)
            assert known is not None
            same = (known.customer, known.kind, known.params) == (
                command.customer, command.kind, kept(command.params),
            )  # fmt: skip
            if same and known.refusal == "core_unavailable":
                renewed = await repository.renew(tx, known.id)
                if renewed is not None:
                    await _keep_number(tx, renewed, command)
                    return True, renewed
            if same:
                return False, known
            # Committed with this transaction, which ends well: the error is raised outside of it.
            await access.record(
                tx, actor, "loans.key_reused", f"loan_command:{known.id}", {"kind": command.kind}
            )
        raise KeyReused()

    async def _found(self, known: Commanded) -> Commanded:
        """Asked before. A process that died in between may have sent it: the core knows."""
        return known if known.settled_at is not None else await ask(self._db, self._book, known)

    async def _send(self, actor: access.Actor, command: Command, mine: Commanded) -> Commanded:
        try:
            outcome = await self._book.perform(command, mine.expires_at)
        except CoreUnavailable as error:
            log.warning("loans.core_unavailable", command_id=str(mine.id), cause=repr(error))
            outcome = Outcome(refusal="core_unavailable")
        except CoreTimedOut as error:
            log.warning("loans.core_timed_out", command_id=str(mine.id), cause=repr(error))
            async with self._db.transaction() as tx:
                return await leave_open(tx, mine.id, actor)
        async with self._db.transaction() as tx:
            return await settle(tx, mine.id, outcome, actor)


async def _keep_number(tx: Tx, mine: Commanded, command: Command) -> None:
    """The journal shows the ends of a number; who keeps numbers needs the whole one once the core has taken it."""
    if command.kind == "change_phone":
        await numbers.keep(tx, mine.id, str(command.params["phone"]))
