"""The written channel `letter`: answers become files to print."""

import asyncio
import os
from pathlib import Path

from tandem.adapters.letters_local.folders import folders_of
from tandem.contexts.channels.ports import (
    Account,
    Capabilities,
    ForeignFile,
    Outgoing,
    SendLater,
    SendRefused,
    Sent,
)
from tandem.kit.filenames import safe_name
from tandem.kit.folders import sync_folder


class LettersChannel:
    """See channels.written.ports.Channel. An answer's file is named by its id: written twice, it is one file."""

    kind = "letter"
    capabilities = Capabilities(
        text_limit=20_000, files=frozenset({"image", "file"}), per_second=50.0, repeats_harmless=True
    )

    def __init__(self, root: Path) -> None:
        self._root = root

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        folder = folders_of(self._root, account.key).outgoing
        if outgoing.file is not None:
            path = folder / f"{outgoing.id}-{safe_name(outgoing.file.name)}"
            content = await outgoing.file.content()
        else:
            path = folder / f"{outgoing.id}.txt"
            content = f"{outgoing.recipient}\n\n{outgoing.text}\n".encode()
        try:
            await asyncio.to_thread(_write_whole, path, content)
        except OSError as error:
            raise SendLater("folder", error.strerror or "") from error
        return Sent(str(outgoing.id))

    async def fetch(self, account: Account, file: ForeignFile) -> bytes:
        made = folders_of(self._root, account.key)
        for folder in (made.incoming, made.done):
            path = folder / Path(file.reference).name
            if path.is_symlink() or not path.is_file():
                continue
            try:
                return await asyncio.to_thread(path.read_bytes)
            except FileNotFoundError:  # moved since
                continue
            except OSError as error:
                raise SendLater("folder", error.strerror or "") from error
        raise SendRefused("file_missing")


def _write_whole(path: Path, content: bytes) -> None:
    """There is the whole file or none, also after a power cut."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)
