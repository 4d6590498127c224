"""What the platform says, as events of ours.

A message of the customer is a message; a result of a template message is a receipt; what happened without the customer
asking anything (followed, scanned, opened a page) is a note. What is unknown is kept and named, never an error."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from tandem.contexts.channels.ports import ForeignFile, Incoming
from tandem.kit.i18n import translate

_TEXT = 20_000
_SHORT = 200
_QR = "qrscene_"
_CONTINUES = "go_"
_Told = Mapping[str, str]


class NotOurs(Exception):
    """Something needed is missing: no sender, no time, no type. The text says what."""


def read_event(told: _Told) -> Incoming:
    """One push of the platform. Raises NotOurs."""
    sender = _needed(told, "FromUserName")
    at = _time(_needed(told, "CreateTime"))
    if (told.get("MsgType") or "").lower() == "event":
        return _event(told, sender, at)
    kind = _needed(told, "MsgType").lower()
    text, files = _said(kind, told)
    return Incoming(_message_id(told, sender, kind), sender, at, text=_clean(text), files=files)


def _needed(told: _Told, name: str) -> str:
    value = (told.get(name) or "").strip()
    if not value or len(value) > _SHORT or not value.isprintable():
        raise NotOurs(name)
    return value


def _time(value: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotOurs("CreateTime") from error


def _message_id(told: _Told, sender: str, kind: str) -> str:
    """The platform's number of a message. Its retries have the same."""
    number = (told.get("MsgId") or "").strip()
    return (
        f"m{number}"
        if number.isascii() and number.isdigit() and len(number) <= 32
        else _own_id(told, sender, kind)
    )


def _own_id(told: _Told, sender: str, kind: str) -> str:
    """Events have no number: sender, second and kind are theirs (the platform's rule), and what tells two events of one
    second apart."""
    more = (told.get(name, "") for name in ("CreateTime", "EventKey", "MenuId", "Content"))
    parts = (sender, kind, *more)
    return "e" + sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


# Kinds without a file: the words for them, and which values stand in them.
_TOLD = {
    "location": ("location", {"label": "Label", "x": "Location_X", "y": "Location_Y"}),
    "link": ("link", {"title": "Title", "about": "Description", "url": "Url"}),
    "file": ("file", {"title": "Title", "size": "FileTotalLen"}),
    "miniprogrampage": ("mini_program", {"title": "Title", "page": "PagePath"}),
}


def _said(kind: str, told: _Told) -> tuple[str, tuple[ForeignFile, ...]]:
    """Text and files of a customer's message."""
    match kind:
        case "text":
            return told.get("Content", ""), ()
        case "image":
            return "", _file(told, "image", "")
        case "voice":
            form = (told.get("Format") or "amr").lower()
            return told.get("Recognition", ""), _file(told, "voice", f".{form if form.isalnum() else 'amr'}")
        case "video" | "shortvideo":
            return "", _file(told, "video", ".mp4")
    if kind not in _TOLD:
        return _words("unknown", kind=kind), ()
    words, slots = _TOLD[kind]
    return _words(words, **{slot: told.get(name, "") for slot, name in slots.items()}), ()


def _file(told: _Told, kind: str, extension: str) -> tuple[ForeignFile, ...]:
    media = (told.get("MediaId") or "").strip()
    if not media or len(media) > 300:
        raise NotOurs("MediaId")
    return (ForeignFile(media, _words(f"name_{kind}") + extension),)


def _event(told: _Told, sender: str, at: datetime) -> Incoming:
    event = (told.get("Event") or "unknown").strip()
    kind, key = event.lower(), told.get("EventKey", "")
    own = _own_id(told, sender, kind)
    match kind:
        case "click" if key.strip():
            # What a menu's button says is the customer's wish, in the words of its key.
            return Incoming(own, sender, at, text=_clean(key))
        case "scancode_waitmsg":
            return Incoming(
                own, sender, at, text=_words("scanned", result=told.get("ScanCodeInfo.ScanResult", ""))
            )
        case "templatesendjobfinish":
            return _receipt(told, sender, at)
        case "subscribe":
            scene = key.removeprefix(_QR)
            known: dict[str, str | bool] = {"wechat_subscribed": True}
            known |= _came_by(scene)
            said = _words("subscribed", scene=_shown(scene) or "-")
            return _note(own, sender, at, said, known, scene)
        case "unsubscribe":
            return _note(own, sender, at, _words("unsubscribed"), {"wechat_subscribed": False})
        case "scan":
            return _note(own, sender, at, _words("qr", scene=_shown(key)), _came_by(key), key)
        case "location":
            place = f"{told.get('Latitude', '')}, {told.get('Longitude', '')}"
            return _note(own, sender, at, _words("place", place=place))
        case "view" | "view_miniprogram":
            return _note(own, sender, at, _words("view", page=key))
        case "user_enter_tempsession" | "kf_create_session" | "enter":
            return _note(own, sender, at, _words("entered"))
    return _note(own, sender, at, _words("unknown_event", event=event[:64]))


def _receipt(told: _Told, sender: str, at: datetime) -> Incoming:
    """What became of a template message: success, "failed:user block", "failed: system failed"."""
    number = _needed(told, "MsgID")
    status = (told.get("Status") or "").strip().lower()
    arrived = status == "success"
    reason = (
        None if arrived else (status.removeprefix("failed:").strip().replace(" ", "_") or "failed")[:_SHORT]
    )
    return Incoming(
        f"t{number}", sender, at, "receipt", about=number, state="delivered" if arrived else "failed", reason=reason
    )  # fmt: skip


def _note(
    own: str, sender: str, at: datetime, text: str, known: Mapping[str, str | bool] | None = None, scene: str = "",
) -> Incoming:  # fmt: skip
    plain = {key: _plain(value) for key, value in (known or {}).items()}
    came_by = _plain(scene)
    return Incoming(
        own, sender, at, "note", text=text, attributes=plain, scene=str(came_by)[:64] if came_by else None
    )


def _came_by(scene: str) -> dict[str, str | bool]:
    """What is noted of the customer; not that they went on with something."""
    return {"wechat_scene": scene[:64]} if scene and not scene.startswith(_CONTINUES) else {}


def _shown(scene: str) -> str:
    """A scene as it is kept and read: what continues a conversation is a key, and is not shown."""
    return _words("continued") if scene.startswith(_CONTINUES) else scene[:64]


def _plain(value: str | bool) -> str | bool:
    return "".join(one for one in value if one.isprintable()) if isinstance(value, str) else value


def _words(name: str, **values: str) -> str:
    cut = {key: _clean(value)[:2_000] for key, value in values.items()}
    return translate(f"channel.wechat.said.{name}", "zh-CN", **cut)


def _clean(text: str) -> str:
    return text.replace("\x00", "")[:_TEXT]
