"""A picture as a customer would send it: something like a phone's screenshot, as a small PNG."""

import random
import struct
import zlib

WIDTH, HEIGHT = 240, 426
Colour = tuple[int, int, int]
_INK, _PAPER, _LINE = (52, 58, 70), (250, 250, 252), (214, 218, 226)
_ACCENTS: tuple[Colour, ...] = ((22, 119, 255), (19, 168, 168), (212, 56, 13), (114, 46, 209))


def screenshot(dice: random.Random) -> bytes:
    """PNG bytes (about 2 KB): a title bar, some lines, a button."""
    accent = dice.choice(_ACCENTS)
    rows = [[_PAPER] * WIDTH for _ in range(HEIGHT)]
    _fill(rows, 0, 0, WIDTH, 44, accent)
    _fill(rows, 84, 18, 72, 9, _PAPER)
    top = 62
    for _ in range(dice.randint(5, 8)):
        _fill(rows, 16, top, dice.randint(40, 70), 8, _INK)
        _fill(rows, WIDTH - 16 - (value := dice.randint(36, 90)), top, value, 8, _LINE)
        _fill(rows, 16, top + 20, WIDTH - 32, 1, _LINE)
        top += 34
    _fill(rows, 24, HEIGHT - 70, WIDTH - 48, 34, accent)
    return _png(rows)


def _fill(rows: list[list[Colour]], left: int, top: int, width: int, height: int, colour: Colour) -> None:
    for row in rows[top : top + height]:
        row[left : left + width] = [colour] * width


def _png(rows: list[list[Colour]]) -> bytes:
    raw = b"".join(b"\x00" + bytes(part for pixel in row for part in pixel) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
