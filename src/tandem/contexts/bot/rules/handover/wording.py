"""What people type, brought to the words that rules know: dialect, slips of typing methods, pinyin, spread letters.

Only for rules that hand over: nobody reads or stores these texts.
"""

import re
from functools import cache

from tandem.kit.chinese import normalise
from tandem.kit.chinese.sounds import sounds, typed

_DIALECT = (
    (re.compile(r"俺|老子|劳资|偶(?=要|想)|阿拉(?!伯)"), "我"),
    (re.compile(r"zhuan(?=人)"), "转"),
    (re.compile(r"恁|侬|乃们"), "你们"),
    (re.compile(r"搵|寻(?=人工|个|客服|真人)"), "找"),
    (re.compile(r"冇|莫得|木有"), "没有"),
    (re.compile(r"唔该"), "麻烦"),
    (re.compile(r"唔|莫(?=跟|和|再)"), "不"),
    (re.compile(r"哋"), "们"),
    (re.compile(r"嘅"), "的"),
    (re.compile(r"咗"), "了"),
    (re.compile(r"倾(?=$|\s|偈)|摆(?=$|\s|龙门)|唠"), "聊"),
    (re.compile(r"喊(?=个|一个|你)|整(?=个|一个)|弄(?=个|一个)"), "叫"),
)
_LOOK_ALIKE = (
    (re.compile(r"投[拆折坼]"), "投诉"),
    (re.compile(r"起[拆折]"), "起诉"),
    (re.compile(r"银保[鉴尖间艰]|银宝监"), "银保监"),
)
_WORDS = ("人工", "投诉", "举报", "起诉", "自杀", "诈骗", "被骗", "真人", "监管", "跳楼")
_REAL = frozenset(
    {"投宿", "仁公", "真仁", "建管", "兼管", "拘保", "被遍", "奇数", "气数", "起数", "起速", "工人"}
)
"""Words of their own with the sound of one of those."""

_TYPED = {("zhuan", "ren", "gong"): "转人工", ("ren", "gong"): "人工", ("tou", "su"): "投诉",
          ("ju", "bao"): "举报", ("zi", "sha"): "自杀", ("bu", "xiang", "huo"): "不想活",
          ("zhen", "ren"): "真人", ("qi", "su"): "起诉", ("bei", "pian"): "被骗"}  # fmt: skip
_INITIALS = re.compile(r"(?<![a-z])(?:zrg|转rg|找rg|rgkf|rgfw|rg(?=$|\s))(?![a-z])")
_LATIN = re.compile(r"(?<![a-z])[a-z]{2,24}(?: [a-z]{1,8}){0,5}(?![a-z])")
_SPREAD = re.compile(r"(?:(?<=\s)|^)(?:[\u3400-\u9fff] ){1,12}[\u3400-\u9fff](?=\s|$)")
_SPELLED = re.compile(r"[零一二三四五六七八九]{5}(?![零一二三四五六七八九十百千万])")
_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")


def reworded(text: str) -> str:
    """A customer's text in the rules' words, its clauses parted by spaces."""
    plain = _SPREAD.sub(lambda match: match.group().replace(" ", ""), normalise(text))
    plain = _INITIALS.sub("转人工", plain)
    plain = _LATIN.sub(lambda match: _from_pinyin(match.group()), plain)
    plain = _SPELLED.sub(lambda match: match.group().translate(_DIGITS), plain)
    for pattern, word in (*_DIALECT, *_LOOK_ALIKE):
        plain = pattern.sub(word, plain)
    return _respelled(plain)


def _from_pinyin(letters: str) -> str:
    syllables = typed(letters.replace(" ", ""))
    if not syllables:
        return letters
    found, at = "", 0
    while at < len(syllables):
        for length in (3, 2):
            word = _TYPED.get(syllables[at : at + length])
            if word:
                found, at = found + word, at + length
                break
        else:
            at += 1
    return found or letters


def _respelled(text: str) -> str:
    """Key words with one character of the same sound put right: 仁工 is 人工."""
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        if pair not in _REAL:
            text = text[:at] + _meant(pair) + text[at + 2 :]
    return text


def _meant(pair: str) -> str:
    for word in _by_sound().get((_sound(pair[0]), _sound(pair[1])), ()):
        if (pair[0] == word[0]) != (pair[1] == word[1]):
            return word
    return pair


@cache
def _by_sound() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for word in _WORDS:
        sound = (_sound(word[0]), _sound(word[1]))
        found[sound] = (*found.get(sound, ()), word)
    return found


def _sound(char: str) -> str:
    """The usual reading alone: a rule that hands over wants no guesses."""
    return next(iter(sounds(char, fold=True)), char)
