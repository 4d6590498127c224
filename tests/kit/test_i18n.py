"""Catalogues are complete in both languages, and every error code that the code raises has its text."""

import ast
from collections import Counter
from pathlib import Path
from string import Formatter

import orjson
import pytest

import tandem
from tandem.kit.i18n import SUPPORTED, catalogue, pick, translate

ROOT = Path(tandem.__file__).parent
ERRORS = {
    "BadRequest", "Unauthenticated", "Forbidden", "NotFound", "Conflict", "Gone", "TooLarge", "UnsupportedMedia",
    "Invalid", "Locked", "TooMany", "Unavailable",
}  # fmt: skip


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_english_has_every_chinese_key_and_no_other() -> None:
    assert catalogue("en").keys() == catalogue("zh-CN").keys()


def test_both_languages_use_the_same_parameters() -> None:
    chinese, english = catalogue("zh-CN"), catalogue("en")
    differing = [key for key in chinese if parameters(chinese[key]) != parameters(english.get(key, ""))]
    assert differing == []


@pytest.mark.parametrize("locale", SUPPORTED)
def test_no_key_stands_in_two_files_and_no_text_is_empty(locale: str) -> None:
    counts: Counter[str] = Counter()
    for path in (ROOT / "locales" / locale).glob("*.json"):
        texts = orjson.loads(path.read_bytes())
        assert all(isinstance(text, str) and text.strip() for text in texts.values()), path.name
        counts.update(texts.keys())
    assert [key for key, count in counts.items() if count > 1] == []


def raised_codes() -> dict[str, str]:
    """Codes given as a literal to an exception of the kit's tree, with the file that raises them."""
    codes = {}
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=code), *_]) if name in ERRORS:
                    codes[str(code)] = path.name
    return codes


@pytest.mark.usefixtures("no_garbage_meanwhile")
def test_every_raised_code_has_a_text() -> None:
    missing = {
        code: file for code, file in raised_codes().items() if f"error.{code}" not in catalogue("zh-CN")
    }
    assert missing == {}


def test_texts() -> None:
    assert translate("error.not_found", "en") == "Not found."
    assert translate("error.not_found", "fr-FR") == translate("error.not_found", "zh-CN")
    assert translate("no.such.key", "en") == "no.such.key"
    assert translate("validation.string_too_long", "en", max_length=5) == "At most 5 characters."
    assert "{max_length}" in translate("validation.string_too_long", "en", wrong=5)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "zh-CN"), ("", "zh-CN"), ("*", "zh-CN"), ("en", "en"), ("en-GB,en;q=0.9", "en"),
        ("zh-TW", "zh-CN"), ("fr, en;q=0.3", "en"), ("en;q=0.5, zh;q=0.9", "zh-CN"), ("en;q=0", "zh-CN"),
        ("en;q=nonsense", "zh-CN"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
    ],
)  # fmt: skip
def test_the_readers_language(header: str | None, locale: str) -> None:
    assert pick(header) == locale


def said() -> list[tuple[str, frozenset[str]]]:
    """Every `say("code", name=…)` of the kit's health in the sources, with the names of its values. Others have a
    `say` of their own."""
    calls = [
        node
        for path in sorted(ROOT.rglob("*.py"))
        if path.name == "health.py" or "from tandem.kit.health import" in path.read_text()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]
    return [
        (one.args[0].value, frozenset(word.arg for word in one.keywords if word.arg))
        for one in calls
        if one.args and isinstance(one.args[0], ast.Constant) and isinstance(one.args[0].value, str)
    ]


def test_what_health_checks_say_has_its_text_and_values() -> None:
    wrong = [
        (code, sorted(names))
        for code, names in said()
        if parameters(catalogue("en").get(code, "{absent}")) != names
    ]
    assert wrong == []
    assert "health.encoder_reading" in {code for code, _ in said()}
