"""The sealer's loop, for the worker."""

import asyncio
from contextlib import suppress

import structlog

from tandem.contexts.access.actions.sealing import BATCH, AnchorMismatch, seal
from tandem.contexts.access.anchor import AnchorFile
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)


class AuditSealer:
    """Seals what was written since, every `interval` seconds. Any number of workers may run one."""

    def __init__(self, db: Database, anchor: AnchorFile | None, *, interval: float = 1.0) -> None:
        self._db = db
        self._anchor = anchor
        self._interval = interval
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        while not self._stopping.is_set():
            if await self._pass() < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self._interval)

    async def _pass(self) -> int:
        try:
            return await seal(self._db, self._anchor)
        except Unavailable:
            return 0
        except AnchorMismatch as error:
            log.error("audit.chain_broken", seq=error.noted.seq)
        except (OSError, ValueError) as error:
            # The seal stands; only the note of it failed. verify then compares with an older head.
            log.error("audit.anchor_not_written", cause=repr(error))
        except Exception:
            log.exception("audit.seal_failed")
        return 0
