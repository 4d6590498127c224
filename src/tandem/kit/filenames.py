"""File names from strangers, made harmless: no paths, no invisible characters, no names that mislead."""

import re
import unicodedata

_MAX_BYTES = 180
_FORBIDDEN = re.compile(r'[<>:"|?*\\/%;]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_EXTENSION = re.compile(r"[A-Za-z0-9]{1,8}")


def safe_name(name: str) -> str:
    """A name to show and to save under: the last part of a path, without control characters, direction marks
    (they make `gpj.exe` look like `exe.jpg`) and characters that some system forbids; at most 180 bytes."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = re.split(r"[/\\]", name)[-1]
    # Cc control, Cf format (direction marks, zero width), Co private, Cs surrogates, Zl Zp line separators.
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if _RESERVED.fullmatch(name):
        name = "_" + name
    return _shortened(name) or "file"


def extension_of(name: str) -> str:
    """The part after the last dot in lower case; empty when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and _EXTENSION.fullmatch(extension) else ""


def with_extension(name: str, extension: str) -> str:
    """`name` with another extension, still short enough."""
    old = extension_of(name)
    stem = name[: -len(old) - 1] if old else name
    return _shortened(f"{stem}.{extension}")


def _shortened(name: str) -> str:
    if len(name.encode()) <= _MAX_BYTES:
        return name
    extension = extension_of(name)
    ending = f".{extension}" if extension else ""
    stem = name[: len(name) - len(ending)].encode()[: _MAX_BYTES - len(ending)].decode(errors="ignore")
    return stem.rstrip(" .") + ending
