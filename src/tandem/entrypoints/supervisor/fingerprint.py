"""Whether this very code has prepared this very database before: then starting need not do it again.

The mark is a comment on the database, so it goes where the data goes, and is lost with it.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from tandem.settings import Settings

_PREPARERS = ("migrations", "kit/migrations", "demo/seed", "demo/knowledge", "demo/wechat_simulator")
_PACKAGES = ("alembic", "pgqueuer", "tandem")

READ = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


def fingerprint(settings: Settings) -> str:
    """Changes whenever preparing might do something else than before, or might find that the master keys are lost."""
    digest = hashlib.sha256(b"demo" if settings.demo else b"")
    digest.update((settings.sim_wechat_url or "").encode())
    digest.update(_master_keys(settings))
    for package in _PACKAGES:
        digest.update(f"{package} {_version(package)}\n".encode())
    root = Path(str(files("tandem")))
    for folder in _PREPARERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(root)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"prepared by tandem {digest.hexdigest()[:32]}"


def _master_keys(settings: Settings) -> bytes:
    """A hash of whatever is given or kept; kit.crypto, which understands it, takes long to import."""
    if settings.master_keys_given is not None:
        kept = settings.master_keys_given.encode()
    else:
        try:
            kept = settings.master_keys_path.read_bytes()
        except OSError:
            kept = b""
    return hashlib.sha256(b"master keys" + kept).digest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
