"""Where the server's Unix socket lies: in the data folder, or somewhere short when that path is too long."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

_SOCKET_NAME = ".s.PGSQL.5432"
_MAX_PATH_BYTES = 107  # sockaddr_un.sun_path less its closing zero


def socket_folder(preferred: Path, owner: tuple[int, int] | None) -> Path:
    """A folder (0700, the server's own) for the socket; the same one each time for the same `preferred`."""
    if _fits(preferred):
        return _private(preferred, owner)
    name = "tandem-" + hashlib.sha256(os.fsencode(preferred)).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR") if owner is None else None
    for base in (runtime, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - checked for strangers below
        if base and os.path.isdir(base) and _fits(Path(base, name)):
            folder = Path(base, name)
            try:
                return _private(folder, owner)
            except (PermissionError, FileExistsError):
                folder = Path(tempfile.mkdtemp(prefix="tandem-", dir=base))
                if _fits(folder):
                    return _private(folder, owner)
    raise OSError(f"no folder short enough for a socket: {preferred}")


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / _SOCKET_NAME)) <= _MAX_PATH_BYTES


def _private(folder: Path, owner: tuple[int, int] | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    strangers = {os.geteuid(), owner[0] if owner else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in strangers:
        raise PermissionError(f"{folder} belongs to someone else")
    folder.chmod(0o700)
    if owner is not None:
        os.chown(folder, *owner)
    return folder
