"""The demo's signed-in borrowers as the lender knows them: name, registered telephone, ID number. All of it is made up:
no region of the country has the number 990101."""

from dataclasses import dataclass

from tandem.contexts.customers import api as customers
from tandem.demo.seed.borrowers import BORROWERS
from tandem.demo.signing import NAMES
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database, Tx
from tandem.settings import Settings

_ID_NUMBERS = {
    "two_loans": "990101199003071026",
    "one_loan": "990101198809151039",
    "overdue": "990101197906211078",
    "settled": "990101199311281041",
}
_SOURCE = "core"


@dataclass(frozen=True)
class Known:
    """What the lender has of one of them."""

    number: str
    name: str
    phone: str
    id_number: str


PEOPLE = tuple(Known(one.number, NAMES[one.number], one.phone, _ID_NUMBERS[one.number]) for one in BORROWERS)


async def introduce(settings: Settings) -> int:
    """Make them customers with what the lender knows of them; those who are known are left alone. How many came."""
    assert settings.database_url is not None
    keyring = Keyring(settings.master_keys_given, settings.master_keys_path)
    db = Database(settings.database_url, pool_size=2, keyring=keyring)
    try:
        async with db.transaction() as tx:
            return sum([await _introduce(tx, one) for one in PEOPLE])
    finally:
        await db.close()


async def _introduce(tx: Tx, known: Known) -> bool:
    person = await customers.by_borrower(tx, known.number)
    if person is None:
        row = customers.NewCustomer(
            known.number, known.name, tx.now, phone=known.phone, id_number=known.id_number
        )
        await customers.load(tx, [row])
        return True
    # Somebody signed in as this borrower before the lender told of them.
    have = await customers.masked(tx, person.id)
    for kind, value in (("phone", known.phone), ("id_number", known.id_number)):
        if kind not in have:
            await customers.note_personal(tx, person.id, kind, value, source=_SOURCE, verified=True)
    return False
