"""Codes and words on a certificate."""

import secrets

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I, O: codes are typed from paper."""
CODE_CHARS = 16
_GROUP = 4
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿", "万亿")
_YUAN = 100


def new_code() -> str:
    """80 bits that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_CHARS))


def read_code(typed: str) -> str | None:
    """A code as people type it (small letters, spaces, hyphens), or None."""
    plain = "".join(c for c in typed if c not in " -\u00a0\u2010\u2011").upper()
    return plain if len(plain) == CODE_CHARS and all(c in _ALPHABET for c in plain) else None


def grouped(code: str) -> str:
    """ABCD-EFGH-…: for reading."""
    return "-".join(code[n : n + _GROUP] for n in range(0, len(code), _GROUP))


def masked_name(name: str) -> str:
    """王*欣, 王*: enough to recognise on paper who is meant, not to learn it."""
    whole = name.strip()
    if len(whole) <= 1:
        return "*" * len(whole)
    return f"{whole[0]}*{whole[-1]}" if len(whole) > 2 else f"{whole[0]}*"


def in_words(fen: int) -> str:
    """An amount in the characters of cheques: 叁万陆仟元整, 壹拾元零伍分. Up to 16 digits of yuan."""
    if fen < 0 or fen >= 10**18:
        raise ValueError("out of range")
    yuan, rest = divmod(fen, _YUAN)
    jiao, cent = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{words or '零元'}整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    return f"{words}{_DIGITS[cent]}分" if cent else f"{words}整"


def _whole(number: int) -> str:
    """A positive number; one 零 for every run of zeros between digits."""
    words, gap = "", False
    groups = [(number // 10 ** (4 * n)) % 10_000 for n in range(len(_MYRIADS))]
    for n in range(len(groups) - 1, -1, -1):
        for place in range(3, -1, -1):
            digit = (groups[n] // 10**place) % 10
            if digit == 0:
                gap = bool(words)
                continue
            words += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        if groups[n]:
            words += _MYRIADS[n]
    return words
