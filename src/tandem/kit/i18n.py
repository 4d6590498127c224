"""Catalogues: `tandem/locales/<locale>/<context>.json`, flat keys, `{name}` parameters. zh-CN is the reference."""

from functools import cache
from importlib.resources import files

import orjson

DEFAULT = "zh-CN"
SUPPORTED = ("zh-CN", "en")


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All texts of one locale."""
    texts: dict[str, str] = {}
    for entry in sorted((files("tandem") / "locales" / locale).iterdir(), key=lambda f: f.name):
        if entry.name.endswith(".json"):
            texts.update(orjson.loads(entry.read_bytes()))
    return texts


def translate(key: str, locale: str = DEFAULT, /, **params: object) -> str:
    """The text for `key`, in zh-CN when `locale` lacks it; the key itself when nobody has it."""
    text = catalogue(pick(locale)).get(key) or catalogue(DEFAULT).get(key)
    if text is None:
        return key
    return text.format_map({name: str(value) for name, value in params.items()}) if params else text


def known(key: str) -> bool:
    return key in catalogue(DEFAULT)


@cache
def pick(accept: str | None) -> str:
    """The best supported locale for an Accept-Language header or a locale name."""
    for part in (accept or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return DEFAULT
