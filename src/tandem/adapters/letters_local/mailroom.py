"""Looking into the mail room's folders."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from tandem.adapters.letters_local.channel import LettersChannel
from tandem.adapters.letters_local.folders import (
    Folders,
    folder_name,
    folders_of,
    unused,
)
from tandem.adapters.letters_local.letter import MAX_BYTES, Unreadable, read_letter
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, Incoming
from tandem.kit import metrics
from tandem.kit.errors import Invalid
from tandem.kit.folders import sync_folder

log = structlog.get_logger(__name__)
_AT_ONCE = 200


class MailRoom:
    """`look` takes over every letter that lies in the accounts' folders. Its scans are put into a folder of its own
    first, then it is kept, then its file is moved there too: killed in between, it is found again and is the same
    letter with the same scans."""

    def __init__(self, root: Path, zone: ZoneInfo, accounts: Accounts) -> None:
        self._root, self._zone, self._accounts = root, zone, accounts

    async def look(self) -> int:
        """Take over what is there; how many letters. What cannot be read or moved now stops nothing else."""
        taken = 0
        for account in await self._accounts.of_kind(LettersChannel.kind):
            try:
                taken += await self._empty(account)
            except OSError as error:
                log.warning("letters.folder_failed", account=account.key, cause=error.strerror)
        return taken

    async def _empty(self, account: Account) -> int:
        made = folders_of(self._root, account.key)
        taken = 0
        for path in await asyncio.to_thread(_letters, made):
            try:
                taken += await self._one(account, made, path)
            except OSError as error:
                log.warning("letters.letter_failed", account=account.key, cause=error.strerror)
        return taken

    async def _one(self, account: Account, made: Folders, path: Path) -> int:
        try:
            letter = read_letter(await asyncio.to_thread(_read, path), self._zone)
            own = await asyncio.to_thread(_claim, made, letter)
            await self._accounts.keep(account, letter)
        except (Unreadable, Invalid) as why:
            await asyncio.to_thread(_refuse, made, path, str(why))
            metrics.contain("letter", "unreadable")
            log.warning("letters.refused", account=account.key)
            return 0
        await asyncio.to_thread(path.replace, unused(own / path.name))
        return 1


def _letters(made: Folders) -> list[Path]:
    found = (path for path in made.incoming.glob("*.json") if not path.is_symlink() and path.is_file())
    return sorted(found)[:_AT_ONCE]


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _claim(made: Folders, letter: Incoming) -> Path:
    """The letter's own folder, with its scans in it. Those that are there stay: what lies in `in` under the same name
    now may be another letter's."""
    own = made.done / folder_name(letter.external_id)
    own.mkdir(mode=0o700, exist_ok=True)
    for file in letter.files:
        scan, place = made.incoming / file.name, own / file.name
        if scan.is_file() and not scan.is_symlink() and not place.exists():
            scan.replace(place)
    sync_folder(own)
    return own


def _refuse(made: Folders, path: Path, why: str) -> None:
    place = unused(made.refused / path.name)
    place.with_suffix(".why").write_text(why + "\n", encoding="utf-8")
    path.replace(place)
