"""Cutting text into the model's pieces: of all ways to cut it the likeliest, by the pieces' scores."""

from collections.abc import Mapping

_SPACE = "▁"
_RARE = 10.0
"""How much less likely than the rarest piece a letter is that no piece has."""
_NEVER = float("-inf")


class Pieces:
    """`pieces`: number and score (a logarithm) by text. `letters`: what single letters are read as."""

    def __init__(
        self, pieces: Mapping[str, tuple[int, float]], letters: Mapping[int, str], unknown: int
    ) -> None:
        self._pieces, self._letters, self._unknown = pieces, letters, unknown
        self._longest = max(map(len, pieces), default=1)
        self._rare = min((score for _, score in pieces.values()), default=0.0) - _RARE

    def cut(self, text: str) -> list[int]:
        """The numbers of the text's pieces; letters without a piece, one after the other, are one unknown piece."""
        words = text.translate(self._letters).split(" ")
        plain = "".join(_SPACE + word for word in words if word)
        # For each place the best way there: (score, where its last piece begins, which it is).
        ways: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(_NEVER, 0, 0)] * len(plain)
        for start in range(len(plain)):
            score = ways[start][0]
            for end in range(start + 1, min(len(plain), start + self._longest) + 1):
                found = self._pieces.get(plain[start:end])
                if found is not None and score + found[1] > ways[end][0]:
                    ways[end] = (score + found[1], start, found[0])
            if plain[start] not in self._pieces and score + self._rare > ways[start + 1][0]:
                ways[start + 1] = (score + self._rare, start, self._unknown)
        return self._along(ways)

    def _along(self, ways: list[tuple[float, int, int]]) -> list[int]:
        numbers: list[int] = []
        place = len(ways) - 1
        while place:
            _, place, number = ways[place]
            if not (number == self._unknown and numbers[-1:] == [number]):
                numbers.append(number)
        return numbers[::-1]
