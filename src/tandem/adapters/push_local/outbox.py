"""Writing pushes down and reading them."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.push_local.models import push_local_message_table
from tandem.contexts.channels.ports import DeviceGone, Push
from tandem.kit.db import Database, Tx

m = push_local_message_table.c
KEPT = timedelta(hours=24)
GONE = "gone:"
"""A token that begins so belongs to an app that was removed."""


@dataclass(frozen=True)
class LocalPush:
    """One push as the outbox shows it. `shown`: a handset would still show it, nothing came after it."""

    id: UUID
    at: datetime
    site: str
    platform: str
    handset: str
    title: str
    body: str = field(repr=False)
    data: Mapping[str, str] = field(repr=False)
    shown: bool = True


class LocalPushes:
    """See channels.push.ports.PushSender. Each push is a row of its own transaction."""

    def __init__(self, db: Database, secret: bytes) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"tandem/push_local/outbox").derive(secret)
        self._db, self._key, self._seal = db, key, Fernet(urlsafe_b64encode(key))

    async def send(self, push: Push) -> None:
        """Put it into the outbox; the same id again changes nothing."""
        if push.token.startswith(GONE):
            raise DeviceGone
        told = {"title": push.title, "body": push.body, "data": dict(push.data)}
        async with self._db.transaction() as tx:
            values = {
                "id": push.id, "at": tx.now, "site": push.site, "platform": push.platform,
                "handset": hmac.digest(self._key, push.token.encode(), "sha256")[:8],
                "collapse_key": push.collapse_key, "sealed": self._seal.encrypt(orjson.dumps(told)),
            }  # fmt: skip
            statement = insert(push_local_message_table).values(**values)
            await tx.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    async def newest(self, tx: Tx, limit: int) -> Sequence[LocalPush]:
        """The newest pushes. What an earlier key sealed is left out."""
        query = select(*m).order_by(m.at.desc(), m.id.desc()).limit(limit)
        found, covered = [], set()
        for row in await tx.execute(query):
            place = (row.handset, row.collapse_key)
            try:
                told = orjson.loads(self._seal.decrypt(row.sealed))
            except InvalidToken:
                continue
            found.append(
                LocalPush(
                    row.id, row.at, row.site, row.platform, row.handset.hex()[:6], told["title"], told["body"],
                    told["data"], place not in covered,
                )
            )  # fmt: skip
            covered.add(place)
        return found


async def forget(tx: Tx, most: int = 500) -> int:
    """Delete pushes older than a day; how many went."""
    old = select(m.id).where(m.at < tx.now - KEPT).limit(most).scalar_subquery()
    return (await tx.execute(delete(push_local_message_table).where(m.id.in_(old)))).rowcount
