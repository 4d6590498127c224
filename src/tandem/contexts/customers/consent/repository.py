"""All SQL of consents and preferences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, any_, bindparam, func, insert, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.customers.consent.models import consent_table, consent_text_table, preference_table
from tandem.contexts.customers.consent.record import Consent, ConsentText, Preference
from tandem.contexts.customers.models import customer_table
from tandem.kit import json
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

c, t, p = consent_table.c, consent_text_table.c, preference_table.c
_COLUMNS = (
    c.id, c.customer_id, c.purpose, c.given, c.text_version, c.text_locale, c.channel, c.evidence, c.at, c.by,
    c.by_name,
)  # fmt: skip

_PEOPLE = any_(bindparam("people", type_=ARRAY(Uuid)))
_LOADED = (
    "customer_id", "purpose", "given", "at", "text_version", "text_locale", "channel", "evidence", "by", "by_name",
)  # fmt: skip
# Built once: proactive touches and panels ask these for every customer.
_NEWEST = (
    select(*_COLUMNS)
    .where(c.customer_id == _PEOPLE)
    .ext(distinct_on(c.purpose))
    .order_by(c.purpose, c.seq.desc())
)
_NEWEST_OF = (
    select(*_COLUMNS)
    .where(c.customer_id == _PEOPLE, c.purpose == bindparam("of_purpose"))
    .order_by(c.seq.desc())
    .limit(1)
)
_NEWEST_AMONG = (
    select(*_COLUMNS)
    .where(c.customer_id == any_(bindparam("ids", type_=ARRAY(Uuid))), c.purpose == bindparam("of_purpose"))
    .ext(distinct_on(c.customer_id))
    .order_by(c.customer_id, c.seq.desc())
)
_one, _other = customer_table.alias("one"), customer_table.alias("other")
_person = func.coalesce(_one.c.merged_into, _one.c.id)
_SAID = (
    select(_one.c.id, c.purpose)
    .distinct()
    .join(_other, or_(_other.c.id == _person, _other.c.merged_into == _person))
    .join(consent_table, c.customer_id == _other.c.id)
    .where(_one.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)
_newer = consent_text_table.alias()
_CURRENT = (
    select(*t)
    .where(
        t.locale == bindparam("in_locale"),
        t.version
        == select(func.max(_newer.c.version)).where(_newer.c.purpose == t.purpose).scalar_subquery(),
    )
    .order_by(t.purpose)
)


def _consent_of(row: Row[Any]) -> Consent:
    return Consent(**row._mapping)


async def newest(tx: Tx, people: Sequence[UUID]) -> list[Consent]:
    """The newest record of each purpose, of a person known by these customer ids."""
    return [_consent_of(row) for row in await tx.execute(_NEWEST, {"people": list(people)})]


async def newest_of(tx: Tx, people: Sequence[UUID], purpose: str) -> Consent | None:
    rows = await tx.execute(_NEWEST_OF, {"people": list(people), "of_purpose": purpose})
    row = rows.one_or_none()
    return _consent_of(row) if row else None


async def newest_among(tx: Tx, customer_ids: Iterable[UUID], purpose: str) -> list[Consent]:
    """The newest record of a purpose by each of these customer ids."""
    rows = await tx.execute(_NEWEST_AMONG, {"ids": list(customer_ids), "of_purpose": purpose})
    return [_consent_of(row) for row in rows]


async def history(tx: Tx, people: Sequence[UUID], limit: int) -> list[Consent]:
    """Records, newest first."""
    query = select(*_COLUMNS).where(c.customer_id.in_(list(people))).order_by(c.seq.desc()).limit(limit)
    return [_consent_of(row) for row in await tx.execute(query)]


async def add(tx: Tx, **values: Any) -> Consent:
    made = await tx.execute(
        insert(consent_table).values(id=new_id(), at=tx.now, **values).returning(*_COLUMNS)
    )
    return _consent_of(made.one())


async def said(tx: Tx, customer_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """The purposes about which these customers, or whoever is one person with them, have said anything."""
    rows = await tx.execute(_SAID, {"ids": list(customer_ids)})
    return {(row.id, row.purpose) for row in rows}


async def add_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Records as they are, in their order, by COPY."""
    if not rows:
        return
    raw = await tx.raw()
    await raw.copy_records_to_table(
        consent_table.name, columns=("id", *_LOADED),
        records=[
            (new_id(), *(json.dumps(row[name]).decode() if name == "evidence" else row[name] for name in _LOADED))
            for row in rows
        ],
    )  # fmt: skip


async def current_texts(tx: Tx, locale: str) -> list[ConsentText]:
    """The current text of every purpose that has one."""
    rows = await tx.execute(_CURRENT, {"in_locale": locale})
    return [_text_of(row) for row in rows]


async def text(tx: Tx, purpose: str, version: int, locale: str) -> ConsentText | None:
    query = select(*t).where(t.purpose == purpose, t.version == version, t.locale == locale)
    row = (await tx.execute(query)).one_or_none()
    return _text_of(row) if row else None


async def all_texts(tx: Tx) -> list[ConsentText]:
    """Every text there ever was: by purpose, newest version first."""
    rows = await tx.execute(select(*t).order_by(t.purpose, t.version.desc(), t.locale.desc()))
    return [_text_of(row) for row in rows]


async def add_text(
    tx: Tx, purpose: str, version: int, texts: Mapping[str, tuple[str, str]], by_name: str
) -> bool:
    """False when somebody else took the version number."""
    rows = [
        {"purpose": purpose, "version": version, "locale": locale, "title": title, "body": body,
         "at": tx.now, "by_name": by_name}
        for locale, (title, body) in texts.items()
    ]  # fmt: skip
    made = await tx.execute(upsert(consent_text_table).values(rows).on_conflict_do_nothing())
    return made.rowcount == len(rows)


def _text_of(row: Row[Any]) -> ConsentText:
    return ConsentText(row.purpose, row.version, row.locale, row.title, row.body, row.at)


async def preference(tx: Tx, people: Sequence[UUID]) -> Preference | None:
    """What the person said last, under any of the ids."""
    query = (
        select(
            p.contact_from, p.contact_until, p.language, p.channel, p.changed_at, p.changed_by, p.by_customer
        )
        .where(p.customer_id.in_(list(people)))
        .order_by(p.changed_at.desc(), p.customer_id)
        .limit(1)
    )
    row = (await tx.execute(query)).one_or_none()
    return Preference(**row._mapping) if row else None


async def keep_preference(tx: Tx, customer_id: UUID, **values: Any) -> None:
    values |= {"changed_at": tx.now}
    statement = upsert(preference_table).values(customer_id=customer_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["customer_id"], set_=values))
