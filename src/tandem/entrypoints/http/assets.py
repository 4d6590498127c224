"""Files of a built web app, read once, compressed once, with the caching their names allow."""

import asyncio
import gzip
import mimetypes
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

# Vite puts a hash of the content into these names: such a file never changes.
_HASHED = re.compile(r".*-[A-Za-z0-9_-]{8}\.[a-z0-9]+")
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".map": "application/json",
}
_MIN_COMPRESSED = 1024


@dataclass(frozen=True)
class _Asset:
    stamp: tuple[int, int]
    media_type: str
    etag: str
    plain: bytes
    packed: bytes | None


class Assets:
    """The files under one folder. Names that lead out of it do not exist."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._kept: dict[Path, _Asset] = {}

    def has(self, name: str) -> bool:
        return self._path(name) is not None

    async def respond(self, request: Request, name: str, *, cache: str | None = None) -> Response | None:
        """The file as a response, 304 when the caller has it; None when there is no such file."""
        path = self._path(name)
        if path is None:
            return None
        asset = await asyncio.to_thread(self._read, path)
        headers = {"etag": asset.etag, "cache-control": cache or _caching(path), "vary": "accept-encoding"}
        if asset.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = asset.plain
        if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body = asset.packed
            headers["content-encoding"] = "gzip"
        return Response(body, headers=headers, media_type=asset.media_type)

    def _path(self, name: str) -> Path | None:
        if "\0" in name:
            return None
        path = (self._root / name).resolve()
        inside = path.is_relative_to(self._root) and not any(
            part.startswith(".") for part in Path(name).parts
        )
        return path if inside and path.is_file() else None

    def _read(self, path: Path) -> _Asset:
        found = path.stat()
        stamp = (found.st_mtime_ns, found.st_size)
        kept = self._kept.get(path)
        if kept is None or kept.stamp != stamp:
            kept = self._kept[path] = _load(path, stamp)
        return kept


def _load(path: Path, stamp: tuple[int, int]) -> _Asset:
    plain = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = None
    if len(plain) >= _MIN_COMPRESSED and media_type.startswith(_COMPRESSIBLE):
        packed = gzip.compress(plain, 6, mtime=0)
    return _Asset(stamp, media_type, f'W/"{sha256(plain).hexdigest()[:24]}"', plain, packed)


def _caching(path: Path) -> str:
    return _FOR_EVER if path.suffix != ".html" and _HASHED.fullmatch(path.name) else _ASK_AGAIN
