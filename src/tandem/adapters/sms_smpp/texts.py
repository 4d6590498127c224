"""Texts as the short message centre carries them, and back; delivery receipts."""

import re
from collections.abc import Iterator

from tandem.adapters.sms_smpp.pdu import MESSAGE_STATE, RECEIPTED_MESSAGE_ID, WITH_HEADER, Delivered
from tandem.contexts.channels.api import segmented

GSM7, ASCII, UCS2, _GBK = 0, 1, 8, 15
# GSM 03.38 by code; \x1b is the escape to the extension table.
_TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
_CODES = {one: bytes([at]) for at, one in enumerate(_TABLE)} | {
    one: bytes([0x1B, at]) for at, one in _EXTENDED.items()
}
_RECEIPT_ID = re.compile(r"\bid:([^\s]{1,64})")
_RECEIPT_STATE = re.compile(r"\bstat:([A-Za-z]{1,10})")
_RECEIPT_ERROR = re.compile(r"\berr:([0-9A-Za-z]{1,6})")
_STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
_FAILED = frozenset({"EXPIRED", "DELETED", "UNDELIV", "REJECTD"})


def encoded(text: str, reference: int) -> Iterator[tuple[bytes, int, bool]]:
    """The segments of a text: bytes, data_coding, whether they begin with a header. `reference` (0 to 255) joins those
    of one text."""
    carried = segmented(text)
    coding = GSM7 if carried.encoding == "gsm7" else UCS2
    for number, piece in enumerate(carried.pieces, 1):
        content = (
            b"".join(_CODES[one] for one in piece) if coding == GSM7 else piece.encode("utf-16-be", "replace")
        )
        header = bytes([5, 0, 3, reference, carried.count, number]) if carried.count > 1 else b""
        yield header + content, coding, bool(header)


def decoded(told: Delivered) -> str:
    """The text of a deliver_sm, without its header. What cannot be read of it is shown as such: the centre is told that
    we have it and does not say it again, so a refusal of marketing must not be lost over one octet."""
    content = told.content
    if told.esm_class & WITH_HEADER and content:
        content = content[1 + content[0] :]
    if told.coding == GSM7:
        return _from_gsm7(content)
    # 15 is GBK at Chinese centres.
    named = {ASCII: "ascii", UCS2: "utf-16-be", _GBK: "gb18030"}
    return content.decode(named.get(told.coding, "latin-1"), "replace")


def receipt(told: Delivered) -> tuple[str, bool, str] | None:
    """What a delivery receipt says: the id of the message, whether it was delivered, and the reason if not; None while
    it is under way, and when it names no message. By the optional parameters, else by the text that centres write."""
    text = told.content.decode("latin-1")
    by_text = _RECEIPT_ID.search(text)
    given = told.more.get(RECEIPTED_MESSAGE_ID, b"").rstrip(b"\x00").decode("latin-1")
    id_ = given or (by_text[1] if by_text else "")
    number = told.more.get(MESSAGE_STATE, b"")
    found = _RECEIPT_STATE.search(text)
    state = _STATES.get(number[0], "") if len(number) == 1 else found[1].upper() if found else ""
    if not id_ or not id_.isprintable() or state not in {"DELIVRD", *_FAILED}:
        return None
    error = _RECEIPT_ERROR.search(text)
    return id_, state == "DELIVRD", f"{state} {error[1]}" if error else state


def _from_gsm7(content: bytes) -> str:
    found, escaped = [], False
    for code in content:
        if escaped:
            found.append(_EXTENDED.get(code, " "))
            escaped = False
        elif code == 0x1B:
            escaped = True
        elif code < len(_TABLE):
            found.append(_TABLE[code])
        else:
            found.append("\ufffd")
    return "".join(found)
