"""Whether this very code has prepared this very database before: then starting need not do it again.

The mark is a comment on the database, so it goes where the data goes, and is lost with it.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

_PREPARERS = ("migrations", "kit/migrations", "demo/seed", "demo/knowledge")
_PACKAGES = ("alembic", "pgqueuer", "tandem")

READ = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


def fingerprint(*, demo: bool) -> str:
    """Changes whenever preparing might do something else than before."""
    digest = hashlib.sha256(b"demo" if demo else b"")
    for package in _PACKAGES:
        digest.update(f"{package} {_version(package)}\n".encode())
    root = Path(str(files("tandem")))
    for folder in _PREPARERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(root)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"prepared by tandem {digest.hexdigest()[:32]}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
