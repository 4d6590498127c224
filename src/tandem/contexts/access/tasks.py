"""The worker's periodic task of this context."""

import structlog

from tandem.contexts.access.actions.sealing import BATCH, AnchorMismatch, seal
from tandem.contexts.access.anchor import AnchorFile
from tandem.kit.db import Database

log = structlog.get_logger(__name__)


async def seal_audit(db: Database, anchor: AnchorFile | None) -> None:
    """Seal all that was written since; run it every second. Any number of workers may.

    A broken chain and an anchor that cannot be written are logged: sealing goes on, `tandem audit verify`
    tells the rest."""
    try:
        while await seal(db, anchor) == BATCH:
            pass
    except AnchorMismatch as error:
        log.error("audit.chain_broken", seq=error.noted.seq)
    except (OSError, ValueError) as error:
        log.error("audit.anchor_not_written", cause=repr(error))
