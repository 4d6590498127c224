"""Keeping foreign events: hundreds a second, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.repository import lines
from tandem.contexts.channels.written.repository.lines import Address
from tandem.kit import json
from tandem.kit.crypto import CURRENT_KEY_SQL
from tandem.kit.db import Database, Tx

_ADD_ALL = """
INSERT INTO channel_inbox
    (received_at, account_id, external_id, kind, at, about, payload, sender, sealed, data_key)
SELECT $1, e.account_id, e.external_id, e.kind, e.at, e.about, e.payload::jsonb, e.sender, e.sealed, e.data_key
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::bytea[],
            $10::int[])
     WITH ORDINALITY AS e(account_id, external_id, kind, at, about, payload, sender, sealed, data_key, n)
ORDER BY e.n
ON CONFLICT (account_id, external_id) DO NOTHING
RETURNING id, account_id, external_id
"""
_SOURCE = _ADD_ALL.partition("FROM ")[2].partition("ORDER BY")[0]
# Everything that accepting takes, in one round trip and one commit. Nothing is kept when the addresses were sealed with
# a key that is not the current one any more; the row that says which one is comes back in any case. $11: the key;
# $12: before when the account was noted last.
_ADD_ALONE = """
WITH current AS (:current),
added AS (
    INSERT INTO channel_inbox
        (received_at, account_id, external_id, kind, at, about, payload, sender, sealed, data_key)
    SELECT $1, e.account_id, e.external_id, e.kind, e.at, e.about, e.payload::jsonb, e.sender, e.sealed, e.data_key
    FROM :source
    WHERE (SELECT id FROM current) = $11
    ORDER BY e.n
    ON CONFLICT (account_id, external_id) DO NOTHING
    RETURNING id, account_id, external_id
),
noted AS (
    UPDATE channel_account SET last_in_at = $1
    WHERE id IN (SELECT account_id FROM added) AND (last_in_at IS NULL OR last_in_at < $12)
)
SELECT current.id AS key, added.id, added.account_id, added.external_id FROM current LEFT JOIN added ON true
""".replace(":current", CURRENT_KEY_SQL).replace(":source", _SOURCE)
_TO_THE_SECOND = timedelta(seconds=1)
_KEYS = 3


async def add_all(tx: Tx, events: Sequence[tuple[UUID, Incoming]]) -> list[int | None]:
    """Keep events of any accounts, by one statement; their numbers in the order of `events`, None for one that is there
    already."""
    columns = _Columns.of(events)
    raw = await tx.raw()
    whose = await lines.addresses(tx, columns.senders)
    rows = await raw.fetch(_ADD_ALL, tx.now, *columns.told, *_addressed(whose))
    return columns.numbers(events, [tuple(row) for row in rows])


async def add_all_alone(db: Database, events: Sequence[tuple[UUID, Incoming]]) -> list[int | None] | None:
    """The same as a transaction of its own, in one round trip, and noted of the accounts. None where the keys are not
    at hand, or change under one's hands: then by `add_all`."""
    columns = _Columns.of(events)
    for _ in range(_KEYS):
        known = db.vault.at_hand() if db.vault is not None else None
        if known is None:
            return None
        blinder, sealer = known
        now = db.clock.now()
        rows = await db.alone(
            _ADD_ALONE, now, *columns.told, *_addressed(lines.sealed(blinder, sealer, columns.senders)),
            sealer.key, now - _TO_THE_SECOND,
        )  # fmt: skip
        if rows and rows[0]["key"] == sealer.key:
            added = [
                (row["id"], row["account_id"], row["external_id"]) for row in rows if row["id"] is not None
            ]
            return columns.numbers(events, added)
        async with db.transaction() as tx:
            await tx.vault.sealer(tx)
    return None


@dataclass(frozen=True)
class _Columns:
    """Events as the statement takes them: each once, in one order everywhere, so that two processes with the same
    events cannot deadlock."""

    senders: list[tuple[UUID, str]]
    told: tuple[list[Any], ...]

    @staticmethod
    def of(events: Sequence[tuple[UUID, Incoming]]) -> "_Columns":
        keyed = {(str(account), one.external_id): one for account, one in reversed(events)}
        keys = sorted(keyed, key=lambda key: (key[0], keyed[key].at, len(key[1]), key[1]))
        told = (
            [account for account, _ in keys],
            [id_ for _, id_ in keys],
            *([getattr(keyed[key], name) for key in keys] for name in ("kind", "at", "about")),
            [json.dumps(keyed[key].stored()).decode() for key in keys],
        )
        return _Columns([(UUID(account), keyed[account, id_].sender) for account, id_ in keys], told)

    def numbers(
        self, events: Sequence[tuple[UUID, Incoming]], rows: Sequence[tuple[Any, ...]]
    ) -> list[int | None]:
        """What was given to which event: the first of two equal ones is the new one."""
        found: dict[tuple[str, str], int] = {(str(account), id_): number for number, account, id_ in rows}
        return [found.pop((str(account), one.external_id), None) for account, one in events]


def _addressed(whose: Sequence[Address]) -> list[list[Any]]:
    return [[getattr(one, name) for one in whose] for name in ("line", "sealed", "key")]
