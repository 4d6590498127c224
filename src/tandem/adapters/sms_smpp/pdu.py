"""The protocol's data units (SMPP 3.4): those that a transceiver needs, as bytes and back."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

HEAD = struct.Struct(">IIII")
MAX_BYTES = 72 * 1024
"""No unit that we know is longer: a message_payload holds 64 KB."""

GENERIC_NACK, UNBIND, ENQUIRE_LINK = 0x80000000, 0x00000006, 0x00000015
BIND_TRANSCEIVER, SUBMIT_SM, DELIVER_SM = 0x00000009, 0x00000004, 0x00000005
RESPONSE = 0x80000000
RECEIPTED_MESSAGE_ID, MESSAGE_PAYLOAD, MESSAGE_STATE = 0x001E, 0x0424, 0x0427
WITH_HEADER, RECEIPT = 0x40, 0x04
"""Bits of esm_class: the text begins with a user data header; it is a delivery receipt."""
_VERSION = 0x34
_RECEIPT_BITS = 0x3C
_INTERNATIONAL, _ISDN, _UNKNOWN, _ALPHANUMERIC = 1, 1, 0, 5


class Malformed(Exception):
    """What came is no unit of the protocol; the connection is of no use any more."""


@dataclass(frozen=True)
class Pdu:
    command: int
    sequence: int
    status: int = 0
    body: bytes = b""

    def wire(self) -> bytes:
        """As it goes over the line."""
        return HEAD.pack(HEAD.size + len(self.body), self.command, self.status, self.sequence) + self.body


@dataclass(frozen=True)
class Delivered:
    """The body of a deliver_sm. `content` is the text as bytes, with its user data header if it has one."""

    source: str
    esm_class: int
    coding: int
    content: bytes = field(repr=False)
    more: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    @property
    def is_receipt(self) -> bool:
        return self.esm_class & _RECEIPT_BITS == RECEIPT


def bind(system_id: str, password: str, system_type: str) -> bytes:
    """The body of a bind_transceiver."""
    return _c(system_id) + _c(password) + _c(system_type) + bytes([_VERSION, 0, 0]) + _c("")


def submit(source: str, phone: str, content: bytes, coding: int, *, header: bool) -> bytes:
    """The body of a submit_sm to a mobile number of the mainland; a receipt is asked for. `source`: digits or a name;
    empty lets the centre put its own."""
    from_kind = (_UNKNOWN, _ISDN) if source.isdigit() else (_ALPHANUMERIC, 0) if source else (_UNKNOWN, 0)
    return b"".join(
        (
            _c(""), bytes(from_kind), _c(source), bytes([_INTERNATIONAL, _ISDN]), _c(f"86{phone}"),
            bytes([WITH_HEADER if header else 0, 0, 0]), _c(""), _c(""), bytes([1, 0, coding, 0, len(content)]),
            content,
        )
    )  # fmt: skip


def read_head(head: bytes) -> tuple[int, int, int, int]:
    """Length of what follows, command, status, sequence. Raises Malformed."""
    length, command, status, sequence = HEAD.unpack(head)
    if not HEAD.size <= length <= MAX_BYTES:
        raise Malformed(f"a unit of {length} bytes")
    return length - HEAD.size, command, status, sequence


def read_id(body: bytes) -> str:
    """The message id of a submit_sm_resp; empty when it gives none. Raises Malformed."""
    return _Reader(body).text(65) if body else ""


def read_delivered(body: bytes) -> Delivered:
    """Raises Malformed."""
    told = _Reader(body)
    told.text(6)
    told.octets(2)
    source = told.text(21)
    told.octets(2)
    told.text(21)
    esm_class = told.octets(3)[0]
    told.text(17)
    told.text(17)
    _, _, coding, _, length = told.octets(5)
    content = told.octets(length)
    more: dict[int, bytes] = {}
    while told.left:
        tag, size = struct.unpack(">HH", told.octets(4))
        more[tag] = told.octets(size)
    return Delivered(source, esm_class, coding, content or more.get(MESSAGE_PAYLOAD, b""), more)


def _c(text: str) -> bytes:
    return text.encode("ascii") + b"\x00"


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    @property
    def left(self) -> int:
        return len(self._body) - self._at

    def octets(self, count: int) -> bytes:
        if self.left < count:
            raise Malformed("cut off")
        self._at += count
        return self._body[self._at - count : self._at]

    def text(self, limit: int) -> str:
        """Up to the NUL, which must come within `limit` bytes."""
        end = self._body.find(b"\x00", self._at, self._at + limit)
        if end < 0:
            raise Malformed("a text without an end")
        found, self._at = self._body[self._at : end], end + 1
        return found.decode("latin-1")
