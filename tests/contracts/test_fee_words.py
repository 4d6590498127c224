"""A disputed fee has one vocabulary, whoever names it: the chat's flow, the pages, the desk, what is stored; and one
catalogue of words for it."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from tandem.contexts.loans.api import DISPUTED_FEES
from tandem.contexts.selfservice.models import self_request_table
from tandem.kit.i18n import SUPPORTED, translate

WEB = Path(__file__).parents[2] / "web" / "apps"
WORDS = {
    locale: {fee: translate(f"loans.fee.{fee}", locale) for fee in DISPUTED_FEES} for locale in SUPPORTED
}


def _said(file: Path) -> list[dict[str, str]]:
    """The catalogues in a file of ours, as they stand: keys come again for the next language."""
    found: list[dict[str, str]] = []
    for fee, words in re.findall(r'"fee\.(\w+)": "([^"]+)"', file.read_text("utf-8")):
        if not found or fee in found[-1]:
            found.append({})
        found[-1][fee] = words
    return found


def test_the_catalogue_has_words_for_each() -> None:
    for locale, words in WORDS.items():
        assert all(not one.startswith("loans.fee.") for one in words.values()), locale


def test_the_chat_asks_for_the_same() -> None:
    flows = yaml.safe_load((files("tandem.demo") / "flows" / "changing.yaml").read_text("utf-8"))["flows"]
    options = flows["dispute"]["slots"]["fee"]["options"]
    assert {one["id"]: one["label"] for one in options} == WORDS["zh-CN"]
    assert {one["value"] for one in flows["dispute"]["sets"]} <= set(DISPUTED_FEES)


@pytest.mark.parametrize("locale", SUPPORTED)
def test_the_pages_show_the_same(locale: str) -> None:
    (said,) = _said(WEB / "selfservice" / "src" / "i18n" / f"{locale}.ts")
    assert said == WORDS[locale]


def test_the_desk_shows_the_same() -> None:
    assert _said(WEB / "desk" / "src" / "lib" / "fees.ts") == [WORDS[locale] for locale in ("zh-CN", "en")]


@pytest.mark.parametrize("file", ["desk/src/lib/fees.ts", "selfservice/src/pages/request.ts"])
def test_screens_offer_them_all(file: str) -> None:
    listed = re.search(r"const FEES = \[([^\]]+)\]", (WEB / file).read_text("utf-8"))
    assert listed
    assert tuple(re.findall(r'"(\w+)"', listed.group(1))) == DISPUTED_FEES


def test_nothing_else_is_stored() -> None:
    (rule,) = [one for one in self_request_table.constraints if str(one.name).endswith("_fee")]
    assert tuple(re.findall(r"'(\w+)'", str(rule.sqltext))) == DISPUTED_FEES  # type: ignore[attr-defined]
