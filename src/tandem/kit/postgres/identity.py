"""Who the server runs as. PostgreSQL refuses root: then it runs as `nobody`, or in a user namespace where
`nobody` cannot reach the data (a home of mode 0700)."""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tandem.kit.postgres.binaries import Binaries, copied_to
from tandem.kit.postgres.errors import PostgresError
from tandem.kit.tether import RunAs, tethered

_OTHERS_MAY_PASS = 0o001
_OTHERS_MAY_RUN = 0o005


@dataclass(frozen=True)
class Identity:
    """How to run the programs, and who owns the files they use (None: the caller)."""

    run_as: RunAs | None
    owner: tuple[int, int] | None

    def give(self, path: Path) -> None:
        """Makes `path`, with all in it, belong to the server's user. Does nothing when it already does."""
        if self.owner is None or (path.stat().st_uid, path.stat().st_gid) == self.owner:
            return
        for folder, _, files in os.walk(path, topdown=False):
            for name in (*files, "."):
                os.chown(Path(folder, name), *self.owner, follow_symlinks=False)
        os.chown(path, *self.owner)  # last, so that an interrupted change is seen as not done


def choose_identity(folder: Path, binaries: Binaries) -> tuple[Identity, Binaries]:
    """The identity for a server whose files live in `folder`, and the programs that identity can run."""
    nobody = pwd.getpwnam("nobody")
    if os.geteuid() != 0:
        # initdb wants a name for its user: a container's made-up number has none, so it borrows nobody's.
        borrowed = RunAs(nobody.pw_uid, nobody.pw_gid, namespace=True)
        return Identity(None if _has_name(os.geteuid()) else borrowed, None), binaries
    if _passable(folder.parent):
        identity = Identity(RunAs(nobody.pw_uid, nobody.pw_gid), (nobody.pw_uid, nobody.pw_gid))
        if not (_passable(binaries.root) and _runnable(binaries)):
            binaries = copied_to(binaries, folder)
        return identity, binaries
    hidden = RunAs(nobody.pw_uid, nobody.pw_gid, namespace=True)
    if not _namespaces_work(hidden):
        raise PostgresError(
            f"PostgreSQL cannot run as root, and user nobody cannot enter {folder.parent}."
            " Set TANDEM_HOME to a folder others may pass through (/var/lib/tandem), or be a plain user."
        )
    return Identity(hidden, (0, 0)), binaries


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def _passable(path: Path) -> bool:
    return all(folder.stat().st_mode & _OTHERS_MAY_PASS for folder in (path, *path.parents))


def _runnable(binaries: Binaries) -> bool:
    mode = Path(binaries.program("postgres")).stat().st_mode
    return mode & _OTHERS_MAY_RUN == _OTHERS_MAY_RUN


def _namespaces_work(run_as: RunAs) -> bool:
    if sys.platform != "linux":
        return False
    return subprocess.run(tethered(["true"], run_as=run_as), capture_output=True, check=False).returncode == 0
