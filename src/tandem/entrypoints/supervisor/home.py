"""The data folder while Tandem runs: one instance at a time, its pids and its address in run/."""

import fcntl
import os

from tandem.entrypoints.supervisor.problems import CannotStart
from tandem.settings import Settings


class Home:
    """Holds the folder for this process. The kernel lets go of it when the process ends, however it ends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._run = settings.run_path
        self._lock: int | None = None

    def take(self) -> None:
        """Makes the folders and locks them. Raises CannotStart on a second instance or no access."""
        # As root the database runs as another user, which has to pass through the folder.
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            self._settings.home.mkdir(parents=True, exist_ok=True, mode=mode)
            for private in (self._run, self._settings.logs_path, self._settings.secrets_path):
                private.mkdir(exist_ok=True, mode=0o700)
            self._lock = os.open(self._run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotStart(
                f"No access to {self._settings.home} ({error.strerror}): set TANDEM_HOME to another folder."
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"Tandem already runs on {self._settings.home} (process {self._owner()})."
                " Stop it first, or name another folder in TANDEM_HOME and another port in TANDEM_PORT."
            ) from None
        for left_over in self._run.glob("*.pid"):
            left_over.unlink()
        self.note("tandem.pid", str(os.getpid()))

    def note(self, name: str, text: str) -> None:
        """Writes run/NAME in one step."""
        draft = self._run / f".{name}.new"
        draft.write_text(text + "\n")
        draft.replace(self._run / name)

    def forget(self, name: str) -> None:
        """Removes run/NAME."""
        (self._run / name).unlink(missing_ok=True)

    def release(self) -> None:
        """Gives the folder back; safe to call twice."""
        if self._lock is not None:
            for file in ("tandem.pid", "url"):
                self.forget(file)
            os.close(self._lock)
            self._lock = None

    def _owner(self) -> str:
        try:
            return (self._run / "tandem.pid").read_text().strip()
        except OSError:
            return "unknown"
