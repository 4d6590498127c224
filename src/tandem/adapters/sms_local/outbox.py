"""Writing messages down and reading them."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.sms_local.models import sms_local_message_table
from tandem.kit.db import Database, Tx
from tandem.kit.ids import new_id

m = sms_local_message_table.c
KEPT = timedelta(hours=24)
CONVERSATION, REPLY = "conversation", "reply"
"""Purposes: what we wrote in a conversation, what its telephone wrote back."""


@dataclass(frozen=True)
class LocalMessage:
    """One message as the outbox shows it; `phone` and `text` stay out of whatever prints it."""

    id: UUID
    at: datetime
    purpose: str
    phone: str = field(repr=False)
    text: str = field(repr=False)


class LocalSms:
    """See verification.ports.CodeSender. Each message is a row of its own transaction."""

    def __init__(self, db: Database, secret: bytes) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"tandem/sms_local/outbox").derive(secret)
        self._db, self._seal = db, Fernet(urlsafe_b64encode(key))

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        """Put it into the outbox; the same `key` again changes nothing."""
        await self.write(phone, text, purpose=purpose, key=key)

    async def write(self, phone: str, text: str, *, purpose: str, key: str) -> datetime:
        """The same; when that was."""
        sealed = self._seal.encrypt(orjson.dumps({"phone": phone, "text": text}))
        async with self._db.transaction() as tx:
            values = {
                "id": new_id(), "key": key, "at": tx.now, "purpose": purpose, "sealed": sealed,
                "phone_masked": f"{phone[:3]}****{phone[-4:]}",
            }  # fmt: skip
            statement = insert(sms_local_message_table).values(**values)
            await tx.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
            return tx.now

    async def newest(self, tx: Tx, phone: str | None, limit: int) -> Sequence[LocalMessage]:
        """The newest messages, of one number if told. What an earlier key sealed is left out."""
        query = select(m.id, m.at, m.purpose, m.sealed).order_by(m.at.desc(), m.id.desc())
        if phone:
            query = query.where(m.phone_masked == f"{phone[:3]}****{phone[-4:]}")
        found = []
        for row in await tx.execute(query.limit(limit)):
            try:
                told = orjson.loads(self._seal.decrypt(row.sealed))
            except InvalidToken:
                continue
            if not phone or told["phone"] == phone:
                found.append(LocalMessage(row.id, row.at, row.purpose, told["phone"], told["text"]))
        return found


async def forget(tx: Tx, most: int = 500) -> int:
    """Delete messages older than a day; how many went."""
    old = select(m.id).where(m.at < tx.now - KEPT).limit(most).scalar_subquery()
    return (await tx.execute(delete(sms_local_message_table).where(m.id.in_(old)))).rowcount
