"""What a WebM file holds, told by its first elements. Nothing is decoded.

Browsers record voices into WebM, which may as well hold a film: the tracks tell. Elements are an id, a size and
a body (RFC 8794); recorders leave the size of what they stream unknown (all ones)."""

from collections.abc import Iterator

_EBML = 0x1A45DFA3
_DOC_TYPE = 0x4282
_SEGMENT = 0x18538067
_TRACKS = 0x1654AE6B
_TRACK_ENTRY = 0xAE
_TRACK_TYPE = 0x83
_CLUSTER = 0x1F43B675
_KINDS = {1: "video", 2: "audio"}
# The tracks stand before the sound: what comes later is no recorder's file.
_HEAD = 64 * 1024
_MOST_ELEMENTS = 200


def webm_tracks(content: bytes) -> frozenset[str]:
    """The kinds of tracks of a WebM file ("audio", "video", "other"); empty when it is none, or broken."""
    if not content.startswith(b"\x1a\x45\xdf\xa3"):
        return frozenset()
    head = content[:_HEAD]
    try:
        top = {id_: body for id_, body in _elements(head) if id_ in (_EBML, _SEGMENT)}
        if dict(_elements(top[_EBML])).get(_DOC_TYPE) != b"webm":
            return frozenset()
        for id_, body in _elements(top[_SEGMENT]):
            if id_ == _TRACKS:
                return frozenset(_kind(entry) for id_, entry in _elements(body) if id_ == _TRACK_ENTRY)
            if id_ == _CLUSTER:
                break
    except (KeyError, IndexError):
        pass
    return frozenset()


def _kind(entry: bytes) -> str:
    value = dict(_elements(entry)).get(_TRACK_TYPE, b"")
    return _KINDS.get(int.from_bytes(value, "big"), "other")


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements side by side in `data`; one that is cut off has what is there of its body."""
    at = 0
    for _ in range(_MOST_ELEMENTS):
        if at >= len(data):
            return
        id_, at = _number(data, at, keep_marker=True)
        size, after = _number(data, at)
        unknown = size == (1 << (7 * (after - at))) - 1
        end = len(data) if unknown else after + size
        yield id_, data[after:end]
        at = end


def _number(data: bytes, at: int, *, keep_marker: bool = False) -> tuple[int, int]:
    """A number of variable length and where the next thing begins. IndexError when there is none."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(data):
        raise IndexError(at)
    value = int.from_bytes(data[at : at + length], "big")
    return (value if keep_marker else value & ((1 << (7 * length)) - 1)), at + length
