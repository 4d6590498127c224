import pytest

from tandem.kit.chinese.sounds import folded, homophones, sounds, typed


@pytest.mark.parametrize(
    ("char", "found"),
    [
        ("还", ("hai", "huan")),
        ("率", ("lv", "shuai")),
        ("款", ("kuan",)),
        ("呗", ("bei",)),
        ("a", ()),
        ("𠀀", ()),
    ],
)
def test_sounds(char: str, found: tuple[str, ...]) -> None:
    assert set(found) <= set(sounds(char))
    assert len(sounds(char)) <= 2
    assert bool(sounds(char)) == bool(found)


def test_folding() -> None:
    assert [folded(one) for one in ("zhang", "shi", "qing", "leng", "dong", "xian")] == [
        "zan", "si", "qin", "len", "dong", "xian",
    ]  # fmt: skip
    assert sounds("张", fold=True) == ("zan",)


def test_homophones_do_not_hold_the_character() -> None:
    assert "宽" in homophones("款")
    assert "款" not in homophones("款")
    assert homophones("x") == ""


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("huabei", ("hua", "bei")),
        ("tiqianhuankuan", ("ti", "qian", "huan", "kuan")),
        ("zenme", ("zen", "me")),
        ("xian", ("xian",)),
        ("hello", None),
        ("app", None),
        ("", None),
        ("还", None),
        ("z" * 40, None),
    ],
)
def test_typed(letters: str, syllables: tuple[str, ...] | None) -> None:
    assert typed(letters) == syllables
