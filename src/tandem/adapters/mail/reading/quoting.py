"""Telling what somebody wrote from what they quoted and signed with.

By lines, for the clients that a lender's customers use: Outlook, Foxmail, QQ 邮箱, 163, Gmail, Apple. Nothing is lost:
what is taken out is given back, and a mail of which nothing would be left stays whole."""

import re

_LINE = 400
# The rest of the mail is the quoted one: these stand above it, and it is not marked line by line.
_ORIGINAL = re.compile(
    r"-{2,}\s*(?:original message|original appointment|原始邮件|邮件原件|原邮件|回复的原邮件)\s*-{2,}|"
    r"_{20,}|-{6,}\s*原始邮件.*|-{2,}\s*original\s*-{2,}",
    re.I,
)
_WROTE = re.compile(
    r"(?:on|at|am|le)\s.{4,200}(?:wrote|schrieb|a écrit)\s*[:：]|"
    r"(?:在|于)?\s*.{0,20}\d{2,4}.{1,200}(?:写道|寫道|来信|撰写)\s*[:：]?|"
    r"\S.{0,80}<[^<>@\s]{1,64}@[^<>@\s]{1,190}>.{0,80}(?:wrote|写道|寫道)\s*[:：]",
    re.I,
)
_HALF_WROTE = re.compile(r"(?:on|at)\s.{4,200}\d|(?:在|于)\s*.{0,20}\d{2,4}.{1,200}", re.I)
_FROM = re.compile(r"\**\s*(?:from|发件人|寄件者|寄件人|发自)\s*\**\s*[:：]", re.I)
_HEADS = re.compile(
    r"\**\s*(?:sent|date|to|cc|subject|发送时间|发送日期|日期|时间|收件人|抄送|主题|主旨|收件者)\s*\**\s*[:：]",
    re.I,
)
_SIGNED = re.compile(
    r"(?:sent|get|enviado)\s(?:from|via|with)?\s?.{2,60}|.{0,6}(?:发自|來自|来自|发送自|從我的|从我的|获取)\s?.{2,60}",
    re.I,
)
_SIGNED_BY = re.compile(
    r"iphone|ipad|android|outlook|mail|手机|邮箱|客户端|huawei|华为|小米|企业微信|foxmail|网易|ios|samsung|oppo|vivo|honor",
    re.I,
)
_SIGNATURE_LINES = 12


def own_words(text: str) -> tuple[str, str | None]:
    """What the sender wrote, and what was left out (None: nothing)."""
    lines = text.replace("\r\n", "\n").split("\n")
    kept, out = _without_quotes(lines)
    kept, signed = _without_signature(kept)
    said = "\n".join(kept).strip()
    if not said:
        return text.strip(), None
    left = "\n".join([*signed, *out]).strip()
    return _spaced(said), left or None


def _without_quotes(lines: list[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    out: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()[:_LINE]
        bare = line.lstrip("> ").strip()
        length = _attribution(lines, at, bare)
        if length == 0 and _begins_original(lines, at, bare):
            return kept, out + lines[at:]
        if length and _quotes_follow(lines, at + length):
            out += lines[at : at + length]
            at += length
            continue
        if length:
            return kept, out + lines[at:]
        (out if line.startswith(">") else kept).append(lines[at])
        at += 1
    return kept, out


def _begins_original(lines: list[str], at: int, bare: str) -> bool:
    """Whether all the rest is the other mail, not marked by line. A mere rule may stand in the middle of one's own."""
    if _is_heads(lines, at):
        return True
    return bool(_ORIGINAL.fullmatch(bare)) and (not bare.startswith("_") or _is_heads(lines, at + 1))


def _attribution(lines: list[str], at: int, bare: str) -> int:
    """How many lines "… wrote:" takes at this place: none, one, or two or three where the client broke it."""
    if not bare:
        return 0
    if _WROTE.fullmatch(bare):
        return 1
    if not _HALF_WROTE.match(bare):
        return 0
    whole = bare
    for more in (1, 2):
        if at + more >= len(lines):
            break
        whole = f"{whole} {lines[at + more].strip()[:_LINE].lstrip('> ')}"
        if _WROTE.fullmatch(whole):
            return more + 1
    return 0


def _quotes_follow(lines: list[str], at: int) -> bool:
    """Whether the quoted mail is marked line by line, so that what is not marked is the sender's."""
    following = next((line.strip() for line in lines[at : at + 4] if line.strip()), "")
    return following.startswith(">")


def _is_heads(lines: list[str], at: int) -> bool:
    """The block of heads that Outlook and Foxmail put above the mail they answer."""
    if at >= len(lines) or not _FROM.match(lines[at].strip()[:_LINE].lstrip("> ")):
        return False
    heads = [one.strip()[:_LINE].lstrip("> ") for one in lines[at + 1 : at + 8]]
    return sum(bool(_HEADS.match(one)) for one in heads) >= 2


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for at in range(len(lines)):
        if lines[at].rstrip("\n") in ("-- ", "--") and any(one.strip() for one in lines[:at]):
            return lines[:at], lines[at:]
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for at in range(end - 1, max(-1, end - _SIGNATURE_LINES), -1):
        line = lines[at].strip()
        if len(line) <= 80 and _SIGNED.fullmatch(line) and _SIGNED_BY.search(line):
            # What stands below is an address card; a long text is not.
            below = [one for one in lines[at + 1 : end] if one.strip()]
            if len(below) <= 5 and all(len(one) <= 60 for one in below):
                return lines[:at], lines[at:end]
    return lines[:end], []


def _spaced(text: str) -> str:
    """At most one empty line between paragraphs."""
    return re.sub(r"\n[ \t]*(?:\n[ \t]*){2,}", "\n\n", text)
