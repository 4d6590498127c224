"""Which customers the panel's benchmark opens: borrowers drawn from the database, and one with a long timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from tandem.contexts.desktop import api as desktop
from tandem.demo.clients import InstanceUnknown
from tandem.kit.db import Database

_DRAWN = 5000
_COUNT = text("SELECT count(*) FROM customer")
# Ids are random, so their order is a fair draw, the same at every run.
_DRAW = text("""
    SELECT customer_id FROM customer_identity WHERE kind = 'borrower' AND account = 'core'
    ORDER BY md5(customer_id::text) LIMIT :count
""")


@dataclass(frozen=True)
class PanelData:
    """`customers`: how many there are in all."""

    customers: int
    ids: Sequence[str]
    long: str


async def prepared(db: Database, lines: int) -> PanelData:
    """Draw the customers, and give one of them a timeline of `lines`. Raises InstanceUnknown without borrowers."""
    async with db.transaction() as tx:
        customers = (await tx.execute(_COUNT)).scalar_one()
        drawn = list((await tx.execute(_DRAW, {"count": _DRAWN})).scalars())
        if not drawn:
            raise InstanceUnknown(
                "no customer of this instance is a borrower: run tandem demo seed --customers N"
            )
        await desktop.write_lines(
            tx,
            [(f"customer:{drawn[0]}", _line(drawn[0], n, tx.now - timedelta(hours=n))) for n in range(lines)],
        )
    return PanelData(customers, [str(one) for one in drawn[1:] or drawn], str(drawn[0]))


def _line(customer_id: UUID, n: int, at: datetime) -> desktop.Line:
    """The same lines at every run."""
    kind = "contact.rated" if n % 3 else "verification.locked"
    return desktop.Line(
        f"bench:{customer_id}:{n}", at, kind, ("customer", str(customer_id)), data={"score": n % 5 + 1}
    )
