"""Whether the account's own mail server vouches for the sender: its Authentication-Results (RFC 8601) alone."""

import re
from email.message import Message

from tandem.adapters.mail.reading.words import raw_headers

_COMMENT = re.compile(r"\([^()]*\)")
_PASSED = re.compile(r"\s*(dkim|spf|dmarc)\s*=\s*pass\b(.*)", re.I | re.S)
_DOMAIN = {
    "dkim": re.compile(r"header\.(?:d|i)\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)", re.I),
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)", re.I),
    "dmarc": re.compile(r"header\.from\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)", re.I),
}


def proven(message: Message, sender: str, trusted: str) -> bool:
    """Whether `trusted` (the name by which the account's server signs its results) found DMARC, DKIM or SPF passed
    for the domain of `sender`. Only the topmost results of that name count: a sender can write any number of them
    below. Without a trusted name nothing is proven."""
    if not trusted:
        return False
    for raw in raw_headers(message, "authentication-results"):
        told = _COMMENT.sub(" ", raw.replace("\r", " ").replace("\n", " "))
        name, *results = told.split(";")
        if name.strip().split(" ")[0].lower() != trusted.lower():
            continue
        return any(_passes(one, sender.rpartition("@")[2]) for one in results)
    return False


def _passes(result: str, domain: str) -> bool:
    found = _PASSED.fullmatch(result)
    if not found:
        return False
    named = _DOMAIN[found[1].lower()].search(found[2])
    return named is not None and _aligned(named[1].lower().rstrip("."), domain)


def _aligned(named: str, domain: str) -> bool:
    """The same domain, or the sender's is below it. Never the other way round, nor by what two merely share."""
    return named == domain or (domain.endswith(f".{named}") and named.count(".") >= 1)
