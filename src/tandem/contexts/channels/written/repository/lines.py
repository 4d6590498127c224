"""Whose line it is: addresses (numbers, mail addresses, openids) never lie in a row in clear.

A line stands for one sender of one account, by a blind: rows are found and kept in order by it. Beside it, where
somebody must be written back to, the address is sealed as the address of that line, so that rows of the same line may
copy it. A Database without keys keeps addresses as they are; `actions/sealing.py` mends that at the next start."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.kit.crypto import Blinder, Sealer
from tandem.kit.db import Tx

_MARK = "~"
_SEALED = re.compile(r"~[0-9a-f]{64}")
SEALED_SQL = "^~[0-9a-f]{64}$"
"""The same for PostgreSQL."""


@dataclass(frozen=True)
class Address:
    """`line`: what stands in the column. `sealed`, `key`: the address under a data key; None where it is in clear or
    not needed any more."""

    line: str
    sealed: bytes | None = None
    key: int | None = None


async def line_of(tx: Tx, account_id: UUID, sender: str) -> str:
    """What stands in the rows of this sender."""
    if not tx.seals:
        return sender
    return _line(await tx.vault.blinder(tx), account_id, sender)


async def addresses(tx: Tx, senders: Sequence[tuple[UUID, str]]) -> list[Address]:
    """The lines of many senders of any accounts, with their addresses sealed."""
    if not tx.seals:
        return [Address(sender) for _, sender in senders]
    return sealed(await tx.vault.blinder(tx), await tx.vault.sealer(tx), senders)


def sealed(blinder: Blinder, sealer: Sealer, senders: Sequence[tuple[UUID, str]]) -> list[Address]:
    """The same with keys at hand."""
    made = []
    for account_id, sender in senders:
        line = _line(blinder, account_id, sender)
        made.append(Address(line, sealer.seal(sender, about(line)), sealer.key))
    return made


async def opened(tx: Tx, line: str, sealed: bytes | None) -> str:
    """The address behind a line; the line itself where it is an address in clear, or was forgotten."""
    return (
        line if sealed is None or not is_sealed(line) else await tx.vault.open(tx, bytes(sealed), about(line))
    )


def is_sealed(line: str) -> bool:
    """Whether it stands for an address, and is none."""
    return line == "" or _SEALED.fullmatch(line) is not None


def about(line: str) -> str:
    """What an address is sealed as."""
    return f"channel_line:{line}"


def _line(blinder: Blinder, account_id: UUID, sender: str) -> str:
    return _MARK + blinder.blind("channel_line", f"{account_id}\0{sender}").hex()
