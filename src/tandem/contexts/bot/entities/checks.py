"""Check digits of identity numbers and bank cards."""

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66))
    for code in codes
) | {"71", "81", "82", "83", "91"}
"""The first two digits of GB/T 2260 regions; 71 Taiwan, 81 Hong Kong, 82 Macao, 83 residence permits of
Taiwan residents, 91 foreigners' permanent residence cards."""

_FIRST_BIRTH = date(1900, 1, 1)


def id_check_digit(first17: str) -> str:
    """The 18th character by ISO 7064 MOD 11-2, as GB 11643-1999 has it."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def region_known(number: str) -> bool:
    """Whether the number begins with a province's code."""
    return number[:2] in _PROVINCES


def birth_date(number: str, today: date) -> date | None:
    """The birth date in an identity number of 18 or 15 digits; None where that is no day up to `today`."""
    digits = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return found if _FIRST_BIRTH <= found <= today else None


def upgraded(old: str) -> str:
    """The 18-digit form of a 15-digit number."""
    first17 = f"{old[:6]}19{old[6:]}"
    return first17 + id_check_digit(first17)


def luhn(number: str) -> bool:
    """Whether the last digit is right by ISO/IEC 7812 (Luhn)."""
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
