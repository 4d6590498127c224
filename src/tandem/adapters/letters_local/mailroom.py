"""Looking into the mail room's folders."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from tandem.adapters.letters_local.folders import Folders, folders_of
from tandem.adapters.letters_local.letter import MAX_BYTES, Unreadable, read_letter
from tandem.contexts.channels.ports import Account, Incoming
from tandem.kit.errors import Invalid

log = structlog.get_logger(__name__)
_AT_ONCE = 200

Accept = Callable[[Account, Incoming], Awaitable[bool]]
"""Keeps a letter, for good once it returns; False when it was here before. Raises Invalid."""


class MailRoom:
    """`look` takes over every letter that lies in the accounts' folders. A letter's file is moved only after it is
    kept: killed in between, it is found again and is the same letter."""

    def __init__(
        self, root: Path, zone: ZoneInfo, accounts: Callable[[], Awaitable[list[Account]]], accept: Accept
    ) -> None:
        self._root, self._zone, self._accounts, self._accept = root, zone, accounts, accept

    async def look(self) -> int:
        """Take over what is there; how many letters."""
        return sum([await self._empty(account) for account in await self._accounts()])

    async def _empty(self, account: Account) -> int:
        made = folders_of(self._root, account.key)
        taken = 0
        for path in await asyncio.to_thread(_letters, made):
            try:
                letter = read_letter(await asyncio.to_thread(_read, path), self._zone)
                await self._accept(account, letter)
            except (Unreadable, Invalid) as why:
                await asyncio.to_thread(_refuse, made, path, str(why))
                log.warning("letters.refused", account=account.key)
                continue
            await asyncio.to_thread(_done, made, path, [file.reference for file in letter.files])
            taken += 1
        return taken


def _letters(made: Folders) -> list[Path]:
    found = (path for path in made.incoming.glob("*.json") if not path.is_symlink() and path.is_file())
    return sorted(found)[:_AT_ONCE]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _refuse(made: Folders, path: Path, why: str) -> None:
    (made.refused / f"{path.stem}.why").write_text(why + "\n", encoding="utf-8")
    path.replace(made.refused / path.name)


def _done(made: Folders, path: Path, files: list[str]) -> None:
    for name in files:
        scan = made.incoming / name
        if scan.is_file() and not scan.is_symlink():
            scan.replace(made.done / name)
    path.replace(made.done / path.name)
