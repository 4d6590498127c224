"""Templates of mails: a subject, a text, a link that becomes a button."""

from tandem.contexts.channels.ports import PLAIN_KINDS, TemplateRules

TEMPLATES = TemplateRules(PLAIN_KINDS, text_chars=5_000, subject_chars=120, link=True)
