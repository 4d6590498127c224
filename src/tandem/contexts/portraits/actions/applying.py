"""Applying: what the rules say becomes rows, where it is news. Memberships and tags end, begin, or go on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.portraits.events import SegmentChanged, TagEnded, TagGiven
from tandem.contexts.portraits.repository import memberships, tags
from tandem.contexts.portraits.repository.memberships import Membership
from tandem.contexts.portraits.repository.tags import Grant
from tandem.contexts.portraits.rules.book import LAYERS, Book
from tandem.contexts.portraits.rules.portraying import Portrait
from tandem.kit.db import Tx

ACTOR = "system:portraits"
LOOK = "portraits.look"
"""The timer: a fact of this customer changes by itself."""


async def apply_segments(
    tx: Tx,
    customer_id: UUID,
    standing: Mapping[str, Membership],
    book: Book,
    portrait: Portrait,
    *,
    reason: str,
    quiet: bool,
) -> None:
    """`standing`: by layer. `reason`: why what stands no longer would. `quiet`: a first filling tells nobody."""
    for layer in LAYERS:
        was, now = standing.get(layer), portrait.segments.get(layer)
        if was is not None and now is not None and was.segment == now.value:
            version = book.layers[layer].version_id
            if was.why != now.why or was.rule_id != version:
                await memberships.explain(tx, customer_id, layer, version, dict(now.why))
            continue
        if was is None and now is None:
            continue
        if was is not None:
            await memberships.end(tx, customer_id, layer, reason)
        if now is not None:
            await memberships.begin(
                tx, customer_id, layer, now.value, book.layers[layer].version_id, dict(now.why)
            )
        if not quiet:
            to = (
                next((one for one in book.layers[layer].segments if one.key == now.value), None)
                if now
                else None
            )
            tx.emit(
                SegmentChanged(
                    subject_id=customer_id, actor=ACTOR, layer=layer, from_segment=was.segment if was else None,
                    to_segment=now.value if now else None, to_name=to.name if to else None,
                    to_name_en=to.name_en if to else None,
                )
            )  # fmt: skip


async def end_over(tx: Tx, grants: list[Grant]) -> list[Grant]:
    """End the tags whose time is over; those that go on."""
    going_on = []
    for grant in grants:
        if grant.until is not None and grant.until <= tx.now:
            await end_grant(tx, grant, "until")
        else:
            going_on.append(grant)
    return going_on


async def apply_tags(
    tx: Tx, customer_id: UUID, book: Book, portrait: Portrait, standing: list[Grant], *, quiet: bool
) -> None:
    """Tags by rule: given where the rule holds, ended where it does not, or where nobody can say any more."""
    by_rule = {grant.key: grant for grant in standing if grant.origin == "rule"}
    for key, grant in by_rule.items():
        if key not in portrait.tags:
            unknown = portrait.undecided.get(key)
            await end_grant(tx, grant, "unknown" if unknown else "rule", quiet=quiet)
    for key, verdict in portrait.tags.items():
        known = by_rule.get(key)
        if known is None:
            await _give(tx, customer_id, book, key, dict(verdict.why), quiet=quiet)
        elif known.why != verdict.why:
            await tags.explain(tx, known.id, dict(verdict.why))


async def _give(
    tx: Tx, customer_id: UUID, book: Book, key: str, why: Mapping[str, Any], *, quiet: bool
) -> None:
    tag = book.tags[key]
    await tags.give(
        tx, customer_id=customer_id, tag_id=tag.tag_id, origin="rule", why=dict(why), until=None,
        by=ACTOR, by_name="",
    )  # fmt: skip
    if not quiet:
        tx.emit(
            TagGiven(
                subject_id=customer_id, actor=ACTOR, tag=key, name=tag.name, name_en=tag.name_en or None,
                origin="rule",
            )
        )  # fmt: skip


async def end_grant(tx: Tx, grant: Grant, reason: str, *, by: str = ACTOR, quiet: bool = False) -> bool:
    """End one grant and say so; False when it had ended before."""
    ended = await tags.end(tx, grant.id, by=by, reason=reason)
    if ended and not quiet:
        tx.emit(
            TagEnded(
                subject_id=grant.customer_id, actor=by, tag=grant.key, name=grant.name,
                name_en=grant.name_en or None, origin=grant.origin, reason=reason,
            )
        )  # fmt: skip
    return ended
