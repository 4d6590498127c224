"""Writes src/tandem/kit/chinese/pinyin.txt: toneless readings of the characters of GB 2312.

From the dictionary of pypinyin (MIT licence), which is needed for this script only: `pip install pypinyin`.
"""

from pathlib import Path

from pypinyin import Style, pinyin

TARGET = Path(__file__).resolve().parents[1] / "src" / "tandem" / "kit" / "chinese" / "pinyin.txt"
READINGS = 2
"""Of a character: its usual ones. The rest are names and old texts, and would sound like everything."""


def characters() -> list[str]:
    """The 6,763 characters of GB 2312, the commoner half first."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return [found for code in rows if (found := code.decode("gb2312", "ignore"))]


def main() -> None:
    by_syllable: dict[str, str] = {}
    for char in characters():
        found = pinyin(char, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]
        usual = [one for one in dict.fromkeys(found) if one.isascii() and one.isalpha()][:READINGS]
        for reading in usual:
            by_syllable[reading] = by_syllable.get(reading, "") + char
    lines = [
        "# Toneless readings of GB 2312, the commoner characters first. Written by scripts/pinyin_table.py"
    ]
    lines.append("# from the dictionary of pypinyin (MIT licence, Copyright (c) 2016 mozillazg).")
    lines += [f"{syllable} {chars}" for syllable, chars in sorted(by_syllable.items())]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
