"""Acting: an agent asks about a customer's loan or has something done with it; whose it is, the binding says."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.errors import (
    CoreSilent,
    NoCore,
    NotBound,
    NotProven,
    NumberNotHeld,
    of_refusal,
)
from tandem.contexts.desktop.panorama import standing
from tandem.contexts.desktop.panorama.reading import beside, found
from tandem.contexts.loans import api as loans
from tandem.contexts.verification import api as verification
from tandem.kit.db import Database, Tx

_COMMANDS = 8


@dataclass(frozen=True)
class Asked:
    """`key`: the screen's own. `conversation`: in which the customer asked for it. `override`: why it is done though
    nobody has proven who they are."""

    key: str
    kind: loans.CommandKind
    params: Mapping[str, Any]
    conversation: UUID | None = None
    override: str | None = None


@dataclass(frozen=True)
class Lending:
    """`book` None: the lender's core is not connected. `zone` says which day it is."""

    db: Database
    book: loans.LoanBook | None
    zone: tzinfo
    proofs: verification.Verification

    async def standing(self, actor: Actor, customer_id: UUID) -> dict[str, Any]:
        """How the customer stands, for a panel that opened without it: waited for longer. Never raises for a silent
        core: the state says so."""
        borrower = await self._borrower(actor, customer_id, "lending_read")
        async with self.db.transaction() as tx:
            commands = await loans.of_customer(tx, borrower, _COMMANDS)
        return standing.shown(await standing.ask(self._core, borrower, standing.LONG_PATIENCE_S), commands)

    async def plan(self, actor: Actor, customer_id: UUID, loan: str) -> dict[str, Any]:
        """A loan's contract, instalments and fees. Raises loan_unknown, CoreSilent."""
        borrower = await self._borrower(actor, customer_id, "plan_read", loan=loan)
        async with self._asked(actor) as asked:
            return {
                "contract": asdict(await asked.contract(borrower, loan)),
                "instalments": [asdict(one) for one in await asked.schedule(borrower, loan)],
                "fees": [asdict(one) for one in await asked.fees(borrower, loan)],
            }

    async def quote(
        self, actor: Actor, customer_id: UUID, loan: str, on: date | None, locale: str
    ) -> dict[str, Any]:
        """What settling the loan on a day (None: today) costs, by the core, and whether it is done at this hour. Raises
        loan_unknown, quote_refused, CoreSilent."""
        borrower = await self._borrower(actor, customer_id, "quote_read", loan=loan)
        day = on or self.db.clock.now().astimezone(self.zone).date()
        async with self._asked(actor) as asked:
            found = asdict(await asked.settlement_quote(borrower, loan, day))
            hours = (await asked.hours()).get("settle")
        return {**found, "opening": hours and loans.opening(hours, self.db.clock.now(), locale)}

    async def prepayment_quote(self, actor: Actor, customer_id: UUID, loan: str, fen: int) -> dict[str, Any]:
        """What repaying `fen` of the principal ahead costs today, and the plan then, by the core. Raises loan_unknown,
        quote_refused, CoreSilent."""
        borrower = await self._borrower(actor, customer_id, "quote_read", loan=loan)
        async with self._asked(actor) as asked:
            return asdict(await asked.prepayment_quote(borrower, loan, fen))

    async def command(self, actor: Actor, customer_id: UUID, asked: Asked) -> dict[str, Any]:
        """Have the core do something with the customer's loans, once a key of this member of staff. What is returned
        says by its state how it stands; only `done` is done.

        Who the customer is must have been shown in the conversation, to the level that the same command wants where the
        customer gives it alone (`verification.needed_for_command`); else a supervisor answers for it with `override`,
        a reason. Needs loans.act, and loans.override for that. Audited, refusals too. Raises NotProven, NumberNotHeld,
        KeyReused, NotBound."""
        actor.require(permissions.LOANS_ACT)
        if asked.override:
            actor.require(permissions.LOANS_OVERRIDE)
        borrower = await self._borrower(actor, customer_id, "loan_command_asked", command=asked.kind)
        command = loans.Command(f"desk:{actor.id}:{asked.key}", borrower, asked.kind, asked.params)
        await self._sure(actor, customer_id, asked, command)
        return standing.command_shown(await loans.Commands(self.db, self._core).perform(actor, command))

    async def _sure(self, actor: Actor, customer_id: UUID, asked: Asked, command: loans.Command) -> None:
        """Raise NotProven unless it is certain enough, or answered for, who the customer is; NumberNotHeld unless a new
        number is as certainly theirs."""
        wanted = verification.needed_for_command(asked.kind)
        async with self.db.transaction() as tx:
            known = await loans.by_key(tx, command.key)
            if known is not None and known.refusal != "core_unavailable":
                return  # it was sent when it might be: who asks again learns what became of it
            here = asked.conversation if await self._theirs(tx, actor, customer_id, asked) else None
            have = await self._level(tx, here, command.customer)
            held = await self._held(tx, here, asked)
            if have >= wanted and held:
                return
            told = {"command": asked.kind, "needed": wanted.word, "have": have.word}
            if not held:
                told["number"] = "not_held"
            if asked.override:
                told["reason"] = asked.override
            act = "loan_command_overridden" if asked.override else "loan_command_refused"
            await access.record(tx, actor, f"customer.{act}", f"customer:{customer_id}", told)
        if not asked.override:
            if have >= wanted:
                raise NumberNotHeld()
            raise NotProven(extra={"level": wanted.word, "have": have.word})

    async def _theirs(self, tx: Tx, actor: Actor, customer_id: UUID, asked: Asked) -> bool:
        """Whether what is asked for is asked for in a conversation of theirs, which the actor may read."""
        return await beside(tx, actor, asked.conversation, await customers.family(tx, customer_id))

    async def _held(self, tx: Tx, conversation: UUID | None, asked: Asked) -> bool:
        """What is no change of number needs no number, and what is none the journal refuses, with words."""
        phone = asked.params.get("phone")
        if asked.kind != "change_phone" or not loans.is_phone(phone):
            return True
        return await self.proofs.held_in_conversation(tx, conversation, str(phone))

    async def _level(self, tx: Tx, conversation: UUID | None, borrower: str) -> verification.Level:
        """What was proven about this borrower in this conversation."""
        if conversation is None:
            return verification.Level.PUBLIC
        proven = await self.proofs.of_conversation(tx, conversation)
        return proven.level if proven.borrower == borrower else verification.Level.PUBLIC

    async def _borrower(self, actor: Actor, customer_id: UUID, act: str, **data: str) -> str:
        """The customer's number at the lender: never the caller's to choose. The look is audited."""
        async with self.db.transaction() as tx:
            person_id, _, borrower = await found(tx, actor, customer_id)
            actor.require(permissions.LOANS_READ)
            if self.book is None:
                raise NoCore()
            if borrower is None:
                raise NotBound()
            await access.record(tx, actor, f"customer.{act}", f"customer:{person_id}", data)
        return borrower

    @property
    def _core(self) -> loans.LoanBook:
        assert self.book is not None
        return self.book

    @asynccontextmanager
    async def _asked(self, actor: Actor) -> AsyncIterator[loans.Questions]:
        try:
            yield loans.Questions(self.db, self._core, actor)
        except loans.LoanRefused as refused:
            raise of_refusal(refused) from refused
        except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
            raise CoreSilent(retry_after=5) from error
