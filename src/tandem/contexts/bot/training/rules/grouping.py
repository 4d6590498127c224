"""Texts that say the same, near enough."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

SAME = 0.75
"""Dice likeness of character pairs from which one label serves both."""


def groups(texts: Sequence[str], same: float = SAME) -> list[int]:
    """For each text the place of the first one that says the same (its own when it is the first)."""
    seen: dict[str, list[int]] = defaultdict(list)
    pairs: list[frozenset[str]] = []
    first: list[int] = []
    for place, text in enumerate(texts):
        mine = _pairs(text)
        shared = Counter(other for pair in mine for other in seen[pair])
        alike = (o for o, n in shared.items() if first[o] == o and _dice(n, len(mine), len(pairs[o])) >= same)
        found = min(alike, default=place)
        pairs.append(mine)
        first.append(found)
        if found == place:
            for pair in mine:
                seen[pair].append(place)
    return first


def near_pairs(texts: Sequence[str], at_least: float) -> Iterator[tuple[int, int, float]]:
    """(place, later place, likeness) of all pairs of texts that are so much alike (`at_least` > 0).

    Two texts with Dice t share at least t/(2−t) of each one's pairs: so they meet among the rarest of what is left of
    either, and only those are looked up (prefix filter; Chaudhuri et al. 2006)."""
    sets = [_pairs(text) for text in texts]
    often = Counter(pair for mine in sets for pair in mine)
    seen: dict[str, list[int]] = defaultdict(list)
    for place, mine in enumerate(sets):
        rarest = sorted(mine, key=lambda pair: (often[pair], pair))
        rarest = rarest[: len(mine) - ceil(len(mine) * at_least / (2 - at_least) - 1e-9) + 1]
        for other in sorted({other for pair in rarest for other in seen[pair]}):
            likeness = _dice(len(mine & sets[other]), len(mine), len(sets[other]))
            if likeness >= at_least:
                yield other, place, likeness
        for pair in rarest:
            seen[pair].append(place)


def _pairs(text: str) -> frozenset[str]:
    plain = f"^{text.replace(' ', '')}$"
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _dice(shared: int, a: int, b: int) -> float:
    return 2 * shared / (a + b)
