"""Noting: a phone number, ID number, card or e-mail address of a customer becomes known."""

from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.events import PersonalNoted
from tandem.contexts.customers.personal import Personal
from tandem.contexts.customers.repository import customers, personal
from tandem.contexts.customers.rules.personal import masked as masked_form
from tandem.contexts.customers.rules.personal import normalised
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

MOST_CARDS = 20
MOST_HOLDERS = 50
ACCOUNT = "any"
"""The account of identities that hold everywhere, as a phone number does."""
CORE = "core"
"""The source whose word the lender stands for."""
_IDENTITIES = ("phone", "email")
_SOURCE_CHARS = 40


async def note_personal(
    tx: Tx, customer_id: UUID, kind: str, value: str, *, source: str, verified: bool = False
) -> Personal:
    """Keep a value of kind phone, id_number, card or email, sealed. A new phone, ID number or e-mail address
    replaces the one before, but what nobody proved does not replace what was; cards add up. What the core says
    (`source` core) holds for the person: it replaces whatever stands of the kind in the family, proven or not, for the
    lender took it. The same value again changes nothing, but may verify it. A verified phone or e-mail address also
    becomes an identity: the last one to prove it has it, for numbers change hands; who has a new one is not known by
    the old one any more.

    `source` is a code (core, signed, customer, agent). Raises NotPersonal (what is wrong, never the value),
    CustomerNotFound, Invalid."""
    clean = normalised(kind, value)
    if not 0 < len(source) <= _SOURCE_CHARS:
        raise Invalid(fields=[("source", f"1 to {_SOURCE_CHARS} characters")])
    await customers.lock(tx, customer_id)
    blind = await tx.vault.blind(tx, kind, clean)
    standing = await personal.of_customer(tx, customer_id, kind)
    same = next((one for one, known in standing if known == blind), None)
    replaced = await _replace(tx, await _outdone(tx, customer_id, kind, blind, standing, source, verified))
    if same is None:
        if kind == "card" and len(standing) >= MOST_CARDS:
            raise Invalid("too_many_cards", fields=[("value", f"at most {MOST_CARDS} cards")])
        await personal.add(
            tx, await tx.vault.sealer(tx), customer_id, kind, clean, blind, masked_form(kind, clean), source=source,
            verified_at=tx.now if verified else None,
        )  # fmt: skip
    else:
        if source == CORE:
            await personal.told_by(tx, same.id, source)
        if verified:
            await personal.verify(tx, same.id)
    if verified and kind in _IDENTITIES:
        await _identify(tx, customer_id, kind, blind.hex())
    if same is None or replaced or (verified and same.verified_at is None):
        tx.emit(
            PersonalNoted(
                subject_id=customer_id, data_kind=kind, source=source, verified=verified,
                replaced=replaced,
            )
        )  # fmt: skip
    now = await personal.of_customer(tx, customer_id, kind)
    return next(one for one, known in now if known == blind)


async def _outdone(
    tx: Tx,
    customer_id: UUID,
    kind: str,
    blind: bytes,
    standing: personal.Standing,
    source: str,
    verified: bool,
) -> personal.Standing:
    """What stands no longer once this value does."""
    if kind == "card":
        return []
    if source == CORE:
        standing = await personal.of_family(tx, customer_id, kind)
        return [(one, known) for one, known in standing if known != blind]
    if not verified and any(known == blind for _, known in standing):
        return []
    return [
        (one, known) for one, known in standing if known != blind and (verified or one.verified_at is None)
    ]


async def _replace(tx: Tx, gone: personal.Standing) -> bool:
    """True when there was anything to replace."""
    for one, known in gone:
        await personal.replace(tx, one.id)
        if one.kind in _IDENTITIES:
            await customers.drop_identity(tx, one.customer_id, one.kind, ACCOUNT, known.hex())
    return bool(gone)


async def _identify(tx: Tx, customer_id: UUID, kind: str, subject: str) -> None:
    if await customers.add_identity(tx, customer_id, kind, ACCOUNT, subject, proof="code"):
        return
    before = await customers.move_identity(tx, customer_id, kind, ACCOUNT, subject)
    if before is not None and before != customer_id:
        actor = Actor.system("customers")
        told = {"kind": kind, "from": str(before)}
        await record(tx, actor, "customer.identity_moved", f"customer:{customer_id}", told)


async def masked(tx: Tx, customer_id: UUID) -> dict[str, str]:
    """Kind → masked value of the person (the family); of several the verified, then the newest one. Kinds of which
    nothing is known are absent."""
    found: dict[str, str] = {}
    for one in await personal.of_person(tx, customer_id):
        found.setdefault(one.kind, one.masked)
    return found


async def by_personal(
    tx: Tx, kind: str, value: str, *, limit: int = MOST_HOLDERS, checked: bool = False
) -> list[Customer]:
    """The persons with this phone, ID number, card or e-mail address, oldest first: families share phones, so there
    may be several. `checked`: only those of whom the core has it or who proved it, for anybody may type a number. It
    proves nothing about who is asking. Raises NotPersonal, Invalid."""
    blind = await tx.vault.blind(tx, kind, normalised(kind, value))
    found = await customers.by_ids(tx, await personal.holders(tx, kind, blind, limit, checked=checked))
    return sorted(found.values(), key=lambda one: (one.created_at, one.id))
