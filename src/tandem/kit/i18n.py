"""Catalogues: `tandem/locales/<locale>/<context>.json`, flat keys, `{name}` parameters; zh-CN leads."""

from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import orjson

DEFAULT = "zh-CN"
SUPPORTED = ("zh-CN", "en")
_more: list[Traversable] = []
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All texts of one locale."""
    texts: dict[str, str] = {}
    for entry in sorted((files("tandem") / "locales" / locale).iterdir(), key=lambda f: f.name):
        if entry.name.endswith(".json"):
            texts.update(orjson.loads(entry.read_bytes()))
    for folder in _more:
        if (own := folder / f"{locale}.json").is_file():
            texts = {**orjson.loads(own.read_bytes()), **texts}
    return texts


def add_words(folder: Traversable) -> None:
    """The words of a package beside ours: `<locale>.json` in this folder. None of ours is replaced. At start."""
    if folder not in _more:
        _more.append(folder)
        catalogue.cache_clear()


class _Parameters(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"  # a text with a hole is better than an error about an error


def translate(key: str, locale: str = DEFAULT, /, **params: object) -> str:
    """The text for `key`, in zh-CN when `locale` lacks it; the key itself when nobody has it."""
    text = catalogue(pick(locale)).get(key) or catalogue(DEFAULT).get(key)
    if text is None:
        return key
    return (
        text.format_map(_Parameters((name, str(value)) for name, value in params.items())) if params else text
    )


def known(key: str) -> bool:
    """Whether the catalogues have `key`."""
    return key in catalogue(DEFAULT)


@lru_cache(maxsize=256)
def pick(accept: str | None) -> str:
    """The best supported locale for an Accept-Language header or a locale name ("en-GB", "zh_CN")."""
    best, weight = DEFAULT, 0.0
    for part in (accept or "").split(","):
        tag, _, quality = part.partition(";")
        locale = _LANGUAGES.get(tag.strip().lower().replace("_", "-").split("-")[0])
        if locale is not None and _quality(quality) > weight:
            best, weight = locale, _quality(quality)
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
