"""All SQL of the channels context."""

from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.channels.errors import SiteNotFound
from tandem.contexts.channels.models import site_table
from tandem.contexts.channels.site import Site
from tandem.contexts.channels.visit import PreChat, invitations_of
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

s = site_table.c
# Built once: every visit asks this.
_BY_KEY = select(*s).where(s.key == bindparam("of_key"))


def _site_of(row: Row[Any]) -> Site:
    return Site(
        row.id, row.key, row.name, row.brand, row.locale, row.queue_key, row.identity_mode,
        row.identity_secret, tuple(row.allowed_origins), row.greeting, row.privacy_text,
        row.complaint_text, tuple(row.faq),
        row.features, PreChat.of(row.pre_chat), invitations_of(row.invitations),
        row.kind, row.app_key_hash, tuple(row.app_bundles), row.greeting_en, row.privacy_text_en,
        row.complaint_text_en,
    )  # fmt: skip


async def find_site(tx: Tx, key: str) -> Site | None:
    """The site, or None."""
    row = (await tx.execute(_BY_KEY, {"of_key": key})).one_or_none()
    return _site_of(row) if row else None


async def get_site(tx: Tx, key: str) -> Site:
    """The site. Raises SiteNotFound."""
    site = await find_site(tx, key)
    if site is None:
        raise SiteNotFound()
    return site


async def all_sites(tx: Tx) -> list[Site]:
    """All sites by key."""
    return [_site_of(row) for row in (await tx.execute(select(*s).order_by(s.key))).all()]


async def add_site(tx: Tx, **values: Any) -> bool:
    """False when the key is taken."""
    made = await tx.execute(
        insert(site_table)
        .values(id=new_id(), created_at=tx.now, **values)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return bool(made.rowcount)


async def change_site(tx: Tx, key: str, **values: Any) -> None:
    if not (await tx.execute(update(site_table).where(s.key == key).values(**values))).rowcount:
        raise SiteNotFound()
