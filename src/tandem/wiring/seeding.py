"""Demo borrowers by the thousand: generator and local ledger put together. Loads scipy: processes that
serve do without."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tandem.adapters.loans_local.bulk import take_in_all
from tandem.adapters.loans_local.living import lived
from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.api import retell_timelines
from tandem.demo.borrowers.making import Borrower
from tandem.demo.borrowers.planning import Plan
from tandem.demo.borrowers.progress import note_told, seeded
from tandem.demo.borrowers.seeding import Seeding
from tandem.kit.db import Database, Tx
from tandem.settings import Settings
from tandem.wiring.portraits import fill_all

SEED = 2026
ACTOR = Actor.system("demo")
Heard = Callable[[int], None]


class LocalLedger:
    """See demo/borrowers/seeding.Ledger."""

    def lives(self, plan: Plan, as_of: date) -> tuple[Any, Any]:
        return lived(plan, as_of)

    async def take_in(self, tx: Tx, kept: Sequence[tuple[Any, Any]]) -> int:
        return await take_in_all(tx, kept)


async def seeding(settings: Settings, db: Database, seed: int | None = None) -> Seeding:
    """What makes demo borrowers; without a `seed` by the number that this installation's were begun with."""
    if seed is None:
        async with db.transaction() as tx:
            begun = await seeded(tx)
        seed = begun.seed if begun else SEED
    return Seeding(db, LocalLedger(), settings.zone, seed, consents=_agreed)


async def _agreed(tx: Tx, made: Sequence[Borrower[Any, Any]]) -> None:
    """What each borrower said when they joined."""
    rows = [
        customers.KnownConsent(one.id, purpose, one.consents, one.joined_at)
        for one in made
        for purpose in ("marketing", "profiling")
    ]
    await customers.load_consents(tx, rows, ACTOR, channel="core")


async def tell_of_seeded(settings: Settings, db: Database, timelines: Heard, portraits: Heard) -> None:
    """Timelines and portraits of borrowers who were made without events, unless all have been told. Stopped at any
    point, it may be called again. `timelines` hears how many more were looked at, `portraits` how many are computed so
    far."""
    async with db.transaction() as tx:
        begun = await seeded(tx)
    if begun is None or begun.told >= begun.done:
        return
    await retell_timelines(db, timelines)
    await fill_all(settings, db, lambda done, _total: portraits(done), at_once=2, anew=True, missing=True)
    async with db.transaction() as tx:
        await note_told(tx, begun.done)
