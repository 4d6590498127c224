"""What a file really is. Only types on the list pass, told by their content, not by their sender."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tandem.kit.errors import Invalid, UnsupportedMedia
from tandem.kit.filenames import extension_of, safe_name, with_extension
from tandem.kit.images import dimensions
from tandem.kit.matroska import webm_tracks

Kind = Literal["image", "audio", "video", "document"]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FileType:
    """`extensions`: the first one is given to files whose name has another one."""

    content_type: str
    kind: Kind
    extensions: tuple[str, ...]
    matches: Callable[[bytes], bool]


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept. `name` is safe to show and to save under; sizes of pictures are in pixels."""

    content_type: str
    kind: Kind
    name: str
    width: int | None = None
    height: int | None = None


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_mp3(content: bytes) -> bool:
    if content.startswith(b"ID3"):
        return True
    # A frame header: 11 set bits, MPEG layer III, a bit rate and a sampling rate that exist.
    return (
        len(content) > 4
        and content[0] == 0xFF
        and content[1] & 0xE6 == 0xE2
        and content[2] & 0xF0 not in (0x00, 0xF0)
        and content[2] & 0x0C != 0x0C
    )


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[4:8] == b"ftyp" and content[8:12] in brands


def _is_spoken_webm(content: bytes) -> bool:
    """Sound alone: a film in the same container is refused."""
    return webm_tracks(content) == {"audio"}


def _is_spoken_ogg(content: bytes) -> bool:
    # The first page holds the header of the one stream (RFC 7845, Vorbis I).
    return content.startswith(b"OggS") and content[28:36] in (b"OpusHead", b"\x01vorbis\0")


def _has_part(part: str) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"PK\x03\x04") and part in _parts(content)


_TYPES = (
    FileType("image/jpeg", "image", ("jpg", "jpeg"), _starts(b"\xff\xd8\xff")),
    FileType("image/png", "image", ("png",), _starts(b"\x89PNG\r\n\x1a\n")),
    FileType("image/gif", "image", ("gif",), _starts(b"GIF87a", b"GIF89a")),
    FileType("image/webp", "image", ("webp",), _is_webp),
    FileType("application/pdf", "document", ("pdf",), _starts(b"%PDF-")),
    FileType("audio/amr", "audio", ("amr",), _starts(b"#!AMR\n", b"#!AMR-WB\n")),
    FileType("audio/mp4", "audio", ("m4a",), _brand(b"M4A ", b"M4B ")),
    FileType(
        "video/mp4", "video", ("mp4", "m4v"),
        _brand(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V "),
    ),
    FileType("audio/webm", "audio", ("webm", "weba"), _is_spoken_webm),
    FileType("audio/ogg", "audio", ("ogg", "oga", "opus"), _is_spoken_ogg),
    FileType("audio/mpeg", "audio", ("mp3",), _is_mp3),
    FileType(_WORD, "document", ("docx",), _has_part("word/document.xml")),
    FileType(_SHEET, "document", ("xlsx",), _has_part("xl/workbook.xml")),
)  # fmt: skip
_VOICE = next(kind for kind in _TYPES if kind.content_type == "audio/mp4")
# Text has no signature: it must be claimed as text, and read like it.
_TEXTS = (
    FileType("text/csv", "document", ("csv",), lambda _: True),
    FileType("text/plain", "document", ("txt", "log", "md"), lambda _: True),
)

ALLOWED: tuple[str, ...] = tuple(sorted(kind.content_type for kind in (*_TYPES, *_TEXTS)))
"""Content types that `check` lets pass."""

_ANY_TYPE = ("", "application/octet-stream", "binary/octet-stream")
_SAME_AS = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/x-m4a": "audio/mp4"}
_MARKUP = (
    b"<!doctype",
    b"<html",
    b"<script",
    b"<svg",
    b"<?xml",
    b"<head",
    b"<body",
    b"<iframe",
    b"#!",
    b"MZ",
)
_MAX_PIXELS = 100_000_000
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_RATIO = 200
_MAX_PARTS = 5_000


def check(content: bytes, *, name: str, claimed: str | None = None) -> CheckedFile:
    """Decide about a whole file by its content, its name and the type its sender claimed.

    Raises Invalid "file_empty"; UnsupportedMedia "file_type" (not on the list), "file_type_mismatch" (the
    content is of another kind than claimed), "file_dangerous" (bombs, macros)."""
    if not content:
        raise Invalid("file_empty")
    claim = (claimed or "").split(";")[0].strip().lower()
    claim = _SAME_AS.get(claim, claim)
    found = _recognise(content, name, claim)
    if found is None:
        raise UnsupportedMedia("file_type")
    if claim not in _ANY_TYPE and _family(claim) != _family(found.content_type):
        raise UnsupportedMedia("file_type_mismatch")
    if claim == "audio/mp4" and found.content_type == "video/mp4":
        found = _VOICE  # browsers record voices into a container that does not tell
    width, height = dimensions(content, found.content_type) or (None, None)
    if found.kind == "image" and (not width or not height):
        raise UnsupportedMedia("file_type")  # cut off or broken
    if width and height and width * height > _MAX_PIXELS:
        raise UnsupportedMedia("file_dangerous")
    clean = safe_name(name)
    if extension_of(clean) not in found.extensions:
        clean = with_extension(clean, found.extensions[0])
    return CheckedFile(found.content_type, found.kind, clean, width, height)


def _family(content_type: str) -> str:
    """What a sender can be expected to know of a file. Spreadsheets claim to be many things."""
    major = content_type.split("/", maxsplit=1)[0]
    return {"image": "image", "audio": "media", "video": "media"}.get(major, "document")


def _recognise(content: bytes, name: str, claim: str) -> FileType | None:
    for candidate in _TYPES:
        if candidate.matches(content):
            return candidate
    for candidate in _TEXTS:
        named = extension_of(name) in candidate.extensions
        if (named or (claim == candidate.content_type and not extension_of(name))) and _is_text(content):
            return candidate
    return None


def _is_text(content: bytes) -> bool:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(tuple(m.lower() for m in _MARKUP)):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(c) < 32 and c not in "\t\n\r\f" for c in text)
    return False


def _parts(content: bytes) -> frozenset[str]:
    """Names of the parts of an office document; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()
    names = frozenset(part.filename for part in parts)
    unpacked = sum(part.file_size for part in parts)
    encrypted = any(part.flag_bits & 1 for part in parts)
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    bomb = unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * len(content) or len(parts) > _MAX_PARTS
    if bomb or encrypted or macros:
        raise UnsupportedMedia("file_dangerous")
    return names
