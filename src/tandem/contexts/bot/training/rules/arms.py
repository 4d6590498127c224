"""Which published version judges a conversation."""

import hashlib
from collections.abc import Sequence
from typing import Literal, Protocol
from uuid import UUID


class Armed(Protocol):
    """A publication in force."""

    @property
    def version(self) -> int: ...

    @property
    def arm(self) -> Literal["base", "trial"]: ...

    @property
    def share(self) -> float: ...


def place_of(conversation_id: UUID) -> float:
    """Where a conversation stands between 0 and 1: the same for ever, and even over all conversations."""
    digest = hashlib.sha256(b"intents:" + conversation_id.bytes).digest()
    return int.from_bytes(digest[:8]) / 2**64


def version_for(conversation_id: UUID | None, published: Sequence[Armed]) -> int | None:
    """The version that judges this conversation, None for none. A growing trial keeps the conversations that it has.
    Without a conversation (somebody tries a text): the base, or the trial where there is no base."""
    base = next((one for one in published if one.arm == "base"), None)
    trial = next((one for one in published if one.arm == "trial"), None)
    if conversation_id is None:
        chosen = base or trial
    else:
        chosen = trial if trial is not None and place_of(conversation_id) < trial.share else base
    return chosen.version if chosen is not None else None
