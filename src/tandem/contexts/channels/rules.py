"""Pure decisions about visits: what a pre-chat form asks, and what it takes for an answer."""

import re
from collections.abc import Mapping, Sequence

from tandem.contexts.channels.visit import Invitation, PreChat

MOST_FIELDS = 4
MOST_TOPICS = 8
TOPIC_CHARS = 30
MOST_INVITATIONS = 5
MOST_PAGES = 10
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
MOST_FAQ = 12
MOST_ORIGINS = 50
_ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?")
_LOGO = re.compile(r"(https://[^\s\"'<>\\]{1,500})?")
_PAGE = re.compile(r"[/*][^\s?#]{0,199}")


def form_faults(form: PreChat) -> list[tuple[str, str]]:
    """What is wrong with a form that an administrator made: (field, reason)."""
    keys = [field.key for field in form.fields]
    faults = []
    if form.enabled and not keys and not form.purposes:
        faults.append(("fields", "a form that asks nothing"))
    if len(set(keys)) != len(keys):
        faults.append(("fields", "each field once"))
    if len(set(form.purposes)) != len(form.purposes):
        faults.append(("purposes", "each purpose once"))
    if "topic" in keys and len(form.topics) < 2:
        faults.append(("topics", "at least two choices"))
    if len(set(form.topics)) != len(form.topics):
        faults.append(("topics", "each choice once"))
    return faults


def site_faults(origins: Sequence[str], logo_url: str, faq: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong with a site as an administrator set it: (field, reason). `origins` as browsers send them
    (scheme, host, port; no path)."""
    faults = [
        ("allowed_origins", f"{origin}: must be like https://www.example.com")
        for origin in origins
        if not _ORIGIN.fullmatch(origin.lower())
    ]
    if not _LOGO.fullmatch(logo_url):
        faults.append(("logo_url", "must be an https address"))
    faults += [
        (field, "each once")
        for field, given in (("allowed_origins", origins), ("faq", faq))
        if len(set(given)) != len(given)
    ]
    return faults


def invitation_faults(invitation: Invitation) -> list[tuple[str, str]]:
    """What is wrong with an invitation: (field, reason)."""
    bad = [page for page in invitation.pages if not _PAGE.fullmatch(page)]
    return [("pages", f"{page}: must be a path such as /loan/*") for page in bad]


def answer_faults(form: PreChat, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with a visitor's answers: (field, reason). Answers that were not asked for are refused: nobody's
    data is taken without need."""
    asked = {field.key: field.required for field in form.fields}
    faults = [(key, "was not asked for") for key in answers if key not in asked]
    faults += [(key, "needed") for key, required in asked.items() if required and not answers.get(key)]
    faults += [
        (key, FITS[key][1])
        for key in asked
        if (answer := answers.get(key)) and key in FITS and not FITS[key][0].fullmatch(compact(key, answer))
    ]
    if (topic := answers.get("topic")) and "topic" in asked and topic not in form.topics:
        faults.append(("topic", "was not offered"))
    return faults


def compact(key: str, answer: str) -> str:
    """A telephone number without the blanks and dashes that people type; anything else as it is."""
    return re.sub(r"[\s()-]", "", answer) if key == "phone" else answer.strip()


def purposes_asked(form: PreChat, given: Sequence[str]) -> list[str]:
    """Purposes in `given` that the form does not ask for."""
    return [purpose for purpose in given if purpose not in form.purposes]


FITS = {"phone": (_PHONE, "is no telephone number"), "email": (_EMAIL, "is no e-mail address")}
