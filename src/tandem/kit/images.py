"""Width and height of pictures, read from their headers without decoding them."""

from collections.abc import Callable


def dimensions(content: bytes, content_type: str) -> tuple[int, int] | None:
    """(width, height) in pixels; None when the type has none or the header is broken."""
    read = _READERS.get(content_type)
    if read is None:
        return None
    try:
        return read(content)
    except IndexError:
        return None


def _png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _gif(content: bytes) -> tuple[int, int] | None:
    if len(content) < 10:
        return None
    return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")


def _webp(content: bytes) -> tuple[int, int] | None:
    form = content[12:16]
    if len(content) < 30:
        return None
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = int.from_bytes(content[26:28], "little"), int.from_bytes(content[28:30], "little")
        return width & 0x3FFF, height & 0x3FFF
    return None


# Start-of-frame markers; C4, C8 and CC among them mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            return None
        while content[at] == 0xFF:
            at += 1
        marker = content[at]
        if marker in _WITHOUT_LENGTH:
            at += 1
            continue
        if marker in _FRAMES:
            height = int.from_bytes(content[at + 4 : at + 6], "big")
            width = int.from_bytes(content[at + 6 : at + 8], "big")
            return width, height
        if marker in (0xD9, 0xDA):  # the picture ends or its data begin: there was no frame
            return None
        length = int.from_bytes(content[at + 1 : at + 3], "big")
        if length < 2:
            return None
        at += 1 + length
    return None


_READERS: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
}
