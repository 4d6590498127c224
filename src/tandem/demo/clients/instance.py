"""Where the running instance is: its address, its folder, its demo log-ins."""

from dataclasses import dataclass
from pathlib import Path

import orjson

from tandem.demo.clients.http import Address, ConnectionFailed, HttpPool
from tandem.settings import get_settings

OFFICER = "complaint_officer"


class InstanceUnknown(Exception):
    """No running instance, or none of its log-ins, could be found. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A running Tandem as its users see it, and its folder when it is on this machine."""

    address: Address
    home: Path

    def logins(self, role: str) -> list[Login]:
        """The demo log-ins with a role, in order of user name. Raises InstanceUnknown."""
        path = self.home / "secrets" / "demo-logins.json"
        try:
            entries = orjson.loads(path.read_bytes())
        except FileNotFoundError as error:
            raise InstanceUnknown(
                f"{path} not found: start the demo with `tandem up`, or set TANDEM_HOME to its folder"
            ) from error
        found = [
            Login(e["username"], e["password"], e.get("name", e["username"]), tuple(e.get("roles", ())))
            for e in entries
        ]
        chosen = sorted((login for login in found if role in login.roles), key=lambda one: one.username)
        if not chosen and role != OFFICER:
            raise InstanceUnknown(f"no log-in with the role {role!r} in {path}")
        return chosen

    def agents(self, count: int, *, last: bool = False) -> list[Login]:
        """`count` log-ins of people who serve customers: agents, and complaint officers among them in
        proportion (at least one of two), so that every queue is served. `last` takes them from the ends
        of the lists. Raises InstanceUnknown when there are fewer."""
        agents = [one for one in self.logins("agent") if OFFICER not in one.roles]
        officers = self.logins(OFFICER)
        total = len(agents) + len(officers)
        if total < count:
            raise InstanceUnknown(f"the demo has {total} agents, {count} were asked for")
        share = max(round(count * len(officers) / total), min(1, len(officers)) if count > 1 else 0)
        share = min(len(officers), max(share, count - len(agents)))
        if last:
            return agents[len(agents) - (count - share) :] + officers[len(officers) - share :]
        return agents[: count - share] + officers[:share]

    def pids(self) -> dict[str, int]:
        """Process ids by name, from the files in HOME/run."""
        found = {}
        for path in sorted((self.home / "run").glob("*.pid")):
            text = path.read_text().split()
            if text and text[0].isdigit():
                found[path.stem] = int(text[0])
        return found


async def must_answer(pool: HttpPool) -> None:
    """Raises InstanceUnknown when nothing answers at the pool's address: said at once, in words."""
    origin = pool.address.origin
    try:
        await pool.request("GET", "/healthz")
    except ConnectionFailed as error:
        raise InstanceUnknown(
            f"nothing answers at {origin} ({error}): start Tandem with `tandem up`, "
            "or name its address with --url, or its folder with TANDEM_HOME"
        ) from error


def locate(url: str | None = None, home: Path | None = None) -> Instance:
    """The instance named, or the one that runs on the settings' folder (TANDEM_HOME), or their address."""
    settings = get_settings()
    folder = home or settings.home
    noted = folder / "run" / "url"  # `tandem up` writes it: the port may have been any free one
    if url is None and noted.is_file():
        url = noted.read_text().strip()
    return Instance(Address.parse(url or settings.base_url), folder)
