"""The signature 【…】 without which Chinese operators deliver nothing: who speaks, in front of the text."""

_CHARS = (2, 20)


def signature_fault(signature: str) -> str | None:
    """What is wrong with a signature (given without its brackets); None when it can be used."""
    if not _CHARS[0] <= len(signature) <= _CHARS[1]:
        return f"needs {_CHARS[0]} to {_CHARS[1]} characters"
    if set(signature) & set("【】[]") or not signature.isprintable() or signature != signature.strip():
        return "must not hold brackets, line breaks or blanks around it"
    return None


def signed(text: str, signature: str) -> str:
    """`text` with the signature in front, once. Another bracket that it begins with is part of the text."""
    head = f"【{signature}】"
    text = text.strip()
    return text if text.startswith(head) else head + text
