"""The written channel `letter`: answers become files to print."""

import asyncio
import os
import re
from pathlib import Path

from tandem.adapters.letters_local.folders import folders_of
from tandem.contexts.channels.ports import (
    Account,
    Capabilities,
    Field,
    Finding,
    ForeignFile,
    Outgoing,
    SendLater,
    SendRefused,
    Sent,
)
from tandem.kit.filenames import safe_name
from tandem.kit.folders import sync_folder

_REFERENCE = re.compile(r"[0-9a-f]{16}/[^/\\\x00]{1,255}")


class LettersChannel:
    """See channels.written.ports.Channel. An answer's file is named by its id: written twice, it is one file."""

    kind = "letter"
    capabilities = Capabilities(
        text_limit=20_000, files=frozenset({"image", "file"}), per_second=50.0, repeats_harmless=True
    )
    fields: tuple[Field, ...] = ()

    def __init__(self, root: Path) -> None:
        self._root = root

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        try:
            folder = folders_of(self._root, account.key).outgoing
            said = [outgoing.text]
            if outgoing.file is not None:
                name = safe_name(outgoing.file.name)
                content = await outgoing.file.content()
                await asyncio.to_thread(_write_whole, folder / f"{outgoing.id}-{name}", content)
                said.append(name)
            # Also beside a file: whoever prints it must know where it goes.
            letter = "\n\n".join([outgoing.recipient, *filter(None, said)]) + "\n"
            await asyncio.to_thread(_write_whole, folder / f"{outgoing.id}.txt", letter.encode())
        except OSError as error:
            raise SendLater("folder", error.strerror or "") from error
        return Sent(str(outgoing.id))

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        if not _REFERENCE.fullmatch(file.reference):
            raise SendRefused("file_missing")
        path = folders_of(self._root, account.key).done / file.reference
        if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
            raise SendRefused("file_missing")
        try:
            return await asyncio.to_thread(_read_whole, path, limit)
        except OSError as error:
            raise SendLater("folder", error.strerror or "") from error

    async def check(self, account: Account) -> list[Finding]:
        try:
            made = await asyncio.to_thread(folders_of, self._root, account.key)
        except OSError as error:
            return [Finding("folders", False, error.strerror or "")]
        wanted = {
            "folders": os.access(made.incoming, os.R_OK | os.W_OK),
            "print": os.access(made.outgoing, os.W_OK),
        }
        return [Finding(key, ok) for key, ok in wanted.items()]


def _read_whole(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise SendRefused("file_too_large")
    with path.open("rb") as file:
        return file.read(limit + 1)


def _write_whole(path: Path, content: bytes) -> None:
    """There is the whole file or none, also after a power cut."""
    draft = path.with_name(f".{path.name}.part")
    with open(draft, "wb", opener=_private) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
