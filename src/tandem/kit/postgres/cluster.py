"""The data folder: made once, in one step, with its roles and its database."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tandem.kit.postgres.binaries import Binaries
from tandem.kit.postgres.errors import PostgresError
from tandem.kit.postgres.identity import Identity
from tandem.kit.tether import tethered

SUPERUSER = "postgres"
PRODUCT = "tandem"
"""Name of the product's role and of its database."""

_PROVISION = """\
CREATE EXTENSION IF NOT EXISTS vector
CREATE ROLE {role} LOGIN PASSWORD '{password}'
CREATE DATABASE {role} OWNER {role}
REVOKE ALL ON DATABASE {role} FROM PUBLIC
"""


@dataclass(frozen=True, repr=False)
class Passwords:
    """Generated, URL-safe, never shown."""

    superuser: str
    product: str


@dataclass(frozen=True)
class Cluster:
    """One data folder and the means to work on it while no server runs."""

    data: Path
    binaries: Binaries
    identity: Identity

    def ensure(self, passwords: Passwords) -> None:
        """Makes the cluster unless it is there. Raises PostgresError if another major version wrote it."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        draft = self.data.with_name("data.unfinished")
        if draft.exists():  # a set-up that was interrupted
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        self.identity.give(draft)
        self._initdb(draft, passwords)
        self._run(
            ["postgres", "--single", "-D", str(draft), "-c", "log_min_messages=error", "template1"],
            given=_PROVISION.format(role=PRODUCT, password=passwords.product),
        )
        draft.rename(self.data)

    def _initdb(self, folder: Path, passwords: Passwords) -> None:
        pwfile = self.data.with_name("pwfile")
        pwfile.touch(mode=0o600)
        try:
            pwfile.write_text(passwords.superuser)
            self.identity.give(pwfile)
            words = ["-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-k", "-A", "scram-sha-256"]
            self._run(["initdb", "-D", str(folder), f"--pwfile={pwfile}", *words])
        finally:
            pwfile.unlink()

    def _check_version(self) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        if written != self.binaries.major:
            raise PostgresError(
                f"The data in {self.data} was written by PostgreSQL {written}, but this Tandem brings"
                f" PostgreSQL {self.binaries.major}. Go back to the Tandem that wrote it and export with"
                " pg_dump, or name another folder in TANDEM_HOME."
            )

    def _run(self, command: Sequence[str], given: str = "") -> None:
        program = [self.binaries.program(command[0]), *command[1:]]
        done = subprocess.run(
            tethered(program, run_as=self.identity.run_as),
            input=given,
            text=True,
            capture_output=True,
            check=False,
            cwd="/",
            env=clean_environment(),
        )
        if done.returncode != 0 or "ERROR:" in done.stderr:
            raise PostgresError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")


def clean_environment() -> dict[str, str]:
    """What PostgreSQL's programs may see: nothing of the caller's locale, time zone or PG* variables."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
