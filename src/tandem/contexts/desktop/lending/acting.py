"""Acting: an agent asks about a customer's loan or has something done with it; whose it is, the binding says."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.desktop.errors import CoreSilent, NoCore, NotBound, of_refusal
from tandem.contexts.desktop.panorama import standing
from tandem.contexts.desktop.panorama.reading import found
from tandem.contexts.loans import api as loans
from tandem.kit.db import Database

_COMMANDS = 8


@dataclass(frozen=True)
class Lending:
    """`book` None: the lender's core is not connected. `zone` says which day it is."""

    db: Database
    book: loans.LoanBook | None
    zone: tzinfo

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

    async def quote(self, actor: Actor, customer_id: UUID, loan: str, on: date | None) -> dict[str, Any]:
        """What settling the loan on a day (None: today) costs, by the core. Raises loan_unknown, quote_refused,
        CoreSilent."""
        borrower = await self._borrower(actor, customer_id, "quote_read", loan=loan)
        day = on or self.db.clock.now().astimezone(self.zone).date()
        async with self._asked(actor) as asked:
            return asdict(await asked.settlement_quote(borrower, loan, day))

    async def command(
        self, actor: Actor, customer_id: UUID, key: str, kind: loans.CommandKind, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Have the core do something with the customer's loans, once a key of this member of staff. What is returned
        says by its state how it stands; only `done` is done. Needs loans.act. Raises KeyReused, NotBound."""
        actor.require(permissions.LOANS_ACT)
        borrower = await self._borrower(actor, customer_id, "loan_command_asked", command=kind)
        command = loans.Command(f"desk:{actor.id}:{key}", borrower, kind, params)
        return standing.command_shown(await loans.Commands(self.db, self._core).perform(actor, command))

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
