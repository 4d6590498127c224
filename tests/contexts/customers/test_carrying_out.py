"""Requests of privacy while something else happens: an erasure beside a copy, a core that is slow, away or refuses."""

# ruff: noqa: F811
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.customers import api
from tandem.contexts.customers.actions.requesting import get
from tandem.contexts.loans.api import Loan, LoanRefused
from tandem.kit.db import Database
from tandem.kit.errors import Conflict
from tandem.wiring.privacy import LoansPart

from .conftest import SYSTEM
from .test_copying_and_erasing import asked, carry_out, loans, person, privacy  # noqa: F401
from .test_loading import row


async def test_a_core_that_refuses_the_question_is_not_asked_for_ever(sealing, do, person, tmp_path) -> None:
    class Book:
        async def loans(self, customer: str) -> Sequence[Loan]:
            raise LoanRefused("closed_to_us")

    part = LoansPart(Book())  # type: ignore[arg-type]
    refusing = api.Privacy(sealing, LocalObjects(tmp_path / "objects"), [part])
    ended = await carry_out(do, refusing, await asked(do, person, "export", part))
    assert (ended.state, ended.failure) == ("failed", "loan_core_refused")
    with pytest.raises(Conflict, match="loan_core_refused"):
        await asked(do, person, "erase", part)


class Slow(LocalObjects):
    """A store that is written to while something else happens."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def put(self, content: bytes, *, content_type: str) -> str:
        key = await super().put(content, content_type=content_type)
        if self.meanwhile is not None:
            doing, self.meanwhile = self.meanwhile, None
            await doing()
        return key


async def test_a_copy_in_the_making_does_not_outlive_an_erasure(
    sealing: Database, do, person, loans, tmp_path: Path
) -> None:
    store = Slow(tmp_path / "objects")
    privacy = api.Privacy(sealing, store, [loans])
    copy, erasure = await asked(do, person, "export", loans), await asked(do, person, "erase", loans)
    store.meanwhile = lambda: carry_out(do, privacy, erasure)
    ended = await carry_out(do, privacy, copy)
    assert (ended.state, ended.failure, ended.document) == ("failed", "customer_erased", None)
    assert (await do(get, erasure.id)).state == "done"
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []
    assert (await carry_out(do, privacy, copy)).failure == "customer_erased"


async def test_nothing_is_locked_while_the_core_is_asked(
    sealing: Database, do, privacy, person, loans
) -> None:
    made = await asked(do, person, "erase", loans)

    async def locked_by_nobody(family: Sequence[UUID], borrowers: Sequence[str]) -> None:
        async with sealing.transaction() as tx:
            for table in ("customer", "customer_privacy_request"):
                await tx.execute(text(f"SELECT 1 FROM {table} FOR UPDATE NOWAIT"))

    loans.against_erasure = locked_by_nobody
    assert (await carry_out(do, privacy, made)).state == "done"


async def test_who_is_bound_while_the_core_is_asked_is_asked_about(do, privacy, signed, loans) -> None:
    session = await signed("s1", name="王一")
    (id_,) = await do(api.load, [row(1)])
    made, told = await asked(do, session, "erase", loans), []

    async def bound_meanwhile(family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        told.append(list(borrowers))
        if not borrowers:
            await do(api.bind, session.id, "B1", proof="code", actor=SYSTEM)
        return "open_loans" if borrowers else None

    loans.against_erasure = bound_meanwhile
    ended = await carry_out(do, privacy, made)
    assert (ended.state, ended.failure, told) == ("failed", "open_loans", [[], ["B1"]])
    assert (await do(api.get, id_)).erased_at is None
