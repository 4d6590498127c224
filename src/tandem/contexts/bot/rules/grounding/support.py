"""Whether a sentence is made of its sources: their words, their language, plain characters."""

import itertools
import re
import unicodedata

from tandem.contexts.bot.entities.reading import fold

_CONTENT = re.compile(r"[一-鿿]|[a-z\d]+")
_COURTESIES = re.compile("您好|你好|请问|请您|麻烦您|谢谢|希望对您有帮助|希望能帮到您")
_LEADS_ON = re.compile(
    "另外|此外|同时|因此|所以|总之|具体来说|也就是说|需要注意的是|请注意|注意|温馨提示|很?抱歉|不好意思|好的|关于这个问题|"
    "您的心情(?:我们?)?(?:能|可以)?理解"
)
_CLAUSE = re.compile(r"[，；。！？!?\n]|,(?!\d)")
_MARK = re.compile("fact[a-p]{8}")
"""What stands for a number: see facts.mark_of."""
_TOKEN = re.compile(r"[\w.@:/-]{2,}", re.ASCII)
_HAN = re.compile("[一-鿿]")
_PLAIN = re.compile("[\\s一-鿿!-~。！-～、“”‘’（）《》【】「」…—·→￥～％＋－×÷＝－–-]")

LEAST_SUPPORT = 0.6
"""Share of a sentence's pairs of neighbouring words that its sources have."""
LEAST_CLAUSE = 0.5
LONGEST_ALONE = 8
"""Characters in a row that no source has: more is a statement of its own."""


def support(sentence: str, sources: str) -> tuple[float, int]:
    """(share of word pairs found in the sources, the longest run of characters that are in no found pair)."""
    words = _CONTENT.findall(_COURTESIES.sub("", fold(sentence)))
    there = _CONTENT.findall(fold(sources))
    if len(words) < 2:
        return (1.0 if set(words) <= set(there) else 0.0), 0
    known = set(itertools.pairwise(there))
    found = [pair in known for pair in itertools.pairwise(words)]
    backed = [before or after for before, after in zip([False, *found], [*found, False], strict=True)]
    return sum(found) / len(found), _longest(words, backed)


def weakest_clause(sentence: str, sources: str) -> str | None:
    """The first clause of which less than half of the word pairs are in the sources: a sentence copied whole lends
    nothing to what was hung on to it (…，当场放款)."""
    for clause in _CLAUSE.split(sentence):
        if (
            tokens(clause)
            and not _LEADS_ON.fullmatch(clause.strip())
            and support(clause, sources)[0] < LEAST_CLAUSE
        ):
            return clause
    return None


def tokens(text: str) -> list[str]:
    """The words: characters, and runs of letters and digits."""
    return _CONTENT.findall(fold(text))


def pairs(text: str) -> set[tuple[str, str]]:
    """The neighbouring words of a text."""
    words = _CONTENT.findall(fold(text))
    return set(itertools.pairwise(words))


def _longest(words: list[str], backed: list[bool]) -> int:
    longest = run = 0
    for word, found in zip(words, backed, strict=True):
        run = 0 if found else run + (1 if _MARK.fullmatch(word) else len(word))
        longest = max(longest, run)
    return longest


def odd_character(text: str, sources: str) -> str | None:
    """The first character that neither plain Chinese and ASCII nor the sources use (①, ５ in circles, letters of
    other scripts that look like ours, invisible ones): its code point."""
    folded = set(sources)
    for char in text:
        if not _PLAIN.match(char) and char not in folded:
            return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
    return None


def other_language(text: str, sources: str) -> bool:
    """Whether the sources are Chinese and this is not. Addresses that the sources name are no language."""
    own = _TOKEN.sub(lambda found: "" if found.group() in sources else found.group(), text)
    return _share_of_han(sources) >= 0.5 and _share_of_han(own) < 0.5


def _share_of_han(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(bool(_HAN.match(char)) for char in letters) / len(letters) if letters else 1.0
