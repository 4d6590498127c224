"""What the platform lets stand in a template's places, by the place's name (thing1, amount2 …). Its own words for its
own limits; the adapter's rules are written apart from these."""

import re

_LONGEST = {
    "thing": 20, "const": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32, "phone_number": 17,
    "car_number": 8, "name": 20, "phrase": 5,
}  # fmt: skip
_FORMS = {
    "number": r"[0-9.]+", "letter": r"[a-zA-Z]+", "amount": r"[^0-9\s]?[0-9.]{1,13}元?", "phrase": r"[一-鿿]+",
    "date": r".*[0-9].*[年/.-].*", "time": r".*[0-9]{1,2}:[0-9]{2}.*", "character_string": r"[!-~]+",
}  # fmt: skip


def refused(place: str, value: str) -> str | None:
    """What the platform answers, with the code 47003, to a value that does not fit; None when it does."""
    kind = re.sub(r"_?[0-9]+$", "", place)
    if not value.strip() or "\n" in value:
        return f"argument invalid! data.{place}.value is empty or has a line break"
    if kind in _LONGEST and len(value) > _LONGEST[kind]:
        return f"argument invalid! data.{place}.value is too long"
    if kind in _FORMS and not re.fullmatch(_FORMS[kind], value):
        return f"argument invalid! data.{place}.value is not a {kind}"
    return None
