"""Receiving files that customers sent through a channel: fetched, told by their content, kept."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.written.messages import Account, ForeignFile, Incoming
from tandem.contexts.channels.written.ports import Channel, SendLater, SendRefused
from tandem.contexts.conversations import api as conversations
from tandem.kit import metrics
from tandem.kit.db import Tx
from tandem.kit.errors import TandemError, Unavailable
from tandem.kit.filetypes import CheckedFile, check
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id
from tandem.kit.objects import ObjectStore

log = structlog.get_logger(__name__)
TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Kept:
    """A file in the object store, or why it is not there."""

    file: ForeignFile
    checked: CheckedFile | None = None
    size: int = 0
    key: str | None = None
    refused: str | None = None

    @property
    def accepted(self) -> bool:
        return self.key is not None

    def refusal(self) -> str:
        """What stands in the conversation instead of a file that was not taken."""
        return translate(
            "channels.file_refused", "zh-CN", name=self.file.name[:80], reason=self.refused or ""
        )

    async def record(self, tx: Tx, conversation_id: UUID, actor: Actor) -> UUID:
        """The attachment's row."""
        assert self.checked is not None
        assert self.key is not None
        id_ = new_id()
        await conversations.add_attachment(
            tx, id=id_, conversation_id=conversation_id, uploaded_by=actor.label, name=self.checked.name,
            content_type=self.checked.content_type, size=self.size, object_key=self.key,
            width=self.checked.width, height=self.checked.height, duration_ms=None,
        )  # fmt: skip
        return id_


class KeepingFiles:
    """`limit` in bytes for one file."""

    def __init__(self, objects: ObjectStore, limit: int) -> None:
        self._objects, self._limit = objects, limit

    async def keep(
        self, channel: Channel, account: Account, incoming: Incoming, *, last_try: bool
    ) -> list[Kept]:
        """Every file of an event, outside any transaction. What is dangerous, too large or gone is refused and said in
        the conversation; at the last try also what cannot be had. Raises SendLater (nothing is kept then)."""
        kept: list[Kept] = []
        try:
            for file in incoming.files:
                kept.append(await self._one(channel, account, file, last_try))
        except BaseException:
            await self.forget(kept)
            raise
        return kept

    async def _one(self, channel: Channel, account: Account, file: ForeignFile, last_try: bool) -> Kept:
        kept = await self._judged(channel, account, file, last_try)
        if kept.refused is not None:
            metrics.contain(account.kind, kept.refused)
            log.info("channels.file_refused", account=account.key, kind=account.kind, code=kept.refused)
        return kept

    async def _judged(self, channel: Channel, account: Account, file: ForeignFile, last_try: bool) -> Kept:
        try:
            content = await self._fetch(channel, account, file)
            if len(content) > self._limit:
                return Kept(file, refused="file_too_large")
            checked = await asyncio.to_thread(check, content, name=file.name, claimed=file.content_type)
            key = await self._objects.put(content, content_type=checked.content_type, limit=self._limit)
        except SendRefused as refused:
            return Kept(file, refused=refused.code)
        except SendLater:
            if last_try:
                return Kept(file, refused="file_unavailable")
            raise
        except Unavailable:
            raise
        except TandemError as error:
            return Kept(file, refused=error.code)
        return Kept(file, checked, len(content), key)

    async def _fetch(self, channel: Channel, account: Account, file: ForeignFile) -> bytes:
        """The edge to a vendor's library: whatever it raises, the event is not lost."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await channel.fetch(account, file, limit=self._limit)
        except (SendRefused, SendLater):
            raise
        except TimeoutError as late:
            raise SendLater("timeout") from late
        except Exception as error:
            log.exception("channels.fetch_failed", account=account.key, kind=account.kind)
            raise SendLater(type(error).__name__) from error

    async def forget(self, kept: list[Kept]) -> None:
        """Take back what was kept for nothing."""
        for one in kept:
            if one.key is not None:
                with suppress(Unavailable):
                    await self._objects.delete(one.key)
