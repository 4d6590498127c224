"""The hash chain over audit entries: pure, so that an auditor can repeat it with any JSON and SHA-256.

hash(n) = SHA-256 of the entry as JSON (UTF-8, keys sorted, no spaces, times UTC with microseconds), which
contains the hash of entry n-1 as `prev`. The first entry's `prev` is 64 zeros. See docs/adr/0003."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

import orjson

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """A sealed audit entry. `hash` is what the table says, not what it ought to be."""

    seq: int
    id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    data: Mapping[str, Any]
    sealed_at: datetime
    prev_hash: bytes
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain reaches: the number and the hash of its last entry."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """From `SEQ:HASH`. Raises ValueError."""
        seq, _, digest = text.strip().partition(":")
        head = cls(int(seq), bytes.fromhex(digest))
        if head.seq < 1 or len(head.hash) != 32:
            raise ValueError("a head is written SEQ:HASH, the hash as 64 hexadecimal digits")
        return head


START = Head(0, GENESIS)
FaultKind = Literal["edited", "missing", "broken_link", "truncated", "rewritten"]


@dataclass(frozen=True, slots=True)
class Fault:
    """`seq` is the entry at fault; `until` the last one of a gap."""

    kind: FaultKind
    seq: int
    until: int | None = None


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest(entry: Entry) -> bytes:
    """The hash that the entry ought to have."""
    body = {
        "v": 1,
        "seq": entry.seq,
        "id": str(entry.id),
        "at": _utc(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "data": entry.data,
        "sealed_at": _utc(entry.sealed_at),
        "prev": entry.prev_hash.hex(),
    }
    return sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


class Verifier:
    """Feed it every entry in order of seq; each fault is told once, and checking goes on behind it.

    `known` are heads noted outside the database (the anchor, a printed head): they show what a consistent
    rewriting of the table, or cutting off its end, would otherwise hide."""

    def __init__(self, known: list[Head] | None = None) -> None:
        self.head = START
        self._known: dict[int, set[bytes]] = {}
        for head in known or []:
            self._known.setdefault(head.seq, set()).add(head.hash)

    def check(self, entry: Entry) -> list[Fault]:
        faults: list[Fault] = []
        expected = self.head.seq + 1
        if entry.seq > expected:
            faults.append(Fault("missing", expected, entry.seq - 1))
        elif entry.prev_hash != self.head.hash:
            faults.append(Fault("broken_link", entry.seq))
        if digest(entry) != entry.hash:
            faults.append(Fault("edited", entry.seq))
        if self._known.pop(entry.seq, set()) - {entry.hash}:
            faults.append(Fault("rewritten", entry.seq))
        self.head = Head(entry.seq, entry.hash)
        return faults

    def finish(self) -> list[Fault]:
        """What only shows at the end: heads that were known and are not there any more."""
        beyond = [seq for seq in self._known if seq > self.head.seq]
        gone = [seq for seq in self._known if seq <= self.head.seq]
        faults = [Fault("missing", seq, seq) for seq in sorted(gone)]
        if beyond:
            faults.append(Fault("truncated", self.head.seq + 1, max(beyond)))
        return faults
