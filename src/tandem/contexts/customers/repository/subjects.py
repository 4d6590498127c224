"""What stands in the table of what an identity is known by: phone numbers, mail addresses and the ids that vendors give
to persons are stored as blinds, since nobody reads them and equal ones must be found."""

from uuid import UUID

from sqlalchemy import select, update

from tandem.contexts.customers.models import customer_identity_table
from tandem.kit.db import Database, Tx

i = customer_identity_table.c
IN_CLEAR = frozenset({"web_anonymous", "app_anonymous", "web_signed", "app", "web", "borrower"})
"""Kinds whose subjects are ids of our own or the lender's. Every other kind is sealed."""
ANYWHERE = "any"
"""The account of identities that hold everywhere; whoever adds one has the blind already (`noting`)."""
_BATCH = 500


async def stored(tx: Tx, kind: str, account: str, subject: str) -> str:
    """The subject as it stands in the table."""
    if kind in IN_CLEAR or account == ANYWHERE or not tx.seals:
        return subject
    return (await tx.vault.blind(tx, f"identity:{kind}", f"{account}\0{subject}")).hex()


async def seal_subjects(db: Database) -> int:
    """Blind what was stored in clear by earlier versions, some hundred a transaction; how many. Stopped anywhere, the
    next call goes on. To be called before anything else works with the database: meanwhile nobody with a subject in
    clear would be recognised."""
    done, after = 0, UUID(int=0)
    while True:
        async with db.transaction() as tx:
            query = (
                select(i.id, i.kind, i.account, i.subject)
                .where(i.id > after, i.kind.not_in(IN_CLEAR), i.account != ANYWHERE)
                .where(i.subject.op("!~")("^[0-9a-f]{64}$"))
            )
            rows = (await tx.execute(query.order_by(i.id).limit(_BATCH).with_for_update())).all()
            for row in rows:
                blind = await stored(tx, row.kind, row.account, row.subject)
                await tx.execute(update(customer_identity_table).where(i.id == row.id).values(subject=blind))
        if not rows:
            return done
        done, after = done + len(rows), rows[-1].id
