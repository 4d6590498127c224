"""What customers read of effects: the flow's own words, or the catalogue's."""

from tandem.contexts.bot.dialogue.calls.actions import Choice
from tandem.contexts.bot.dialogue.machine.state import Effect
from tandem.kit.i18n import known, translate


def words(effect: Effect, locale: str) -> str:
    """The text of an effect; empty when nothing is said for it here."""
    if effect.text is not None:
        return effect.text.strip()
    if effect.key is not None:
        return translate(effect.key, locale, **effect.params)
    if effect.kind == "handoff":
        key = f"bot.handoff.{effect.arg}"
        return translate(key if known(key) else "bot.handoff", locale)
    return ""


def label(option: Choice, locale: str) -> str:
    """What the button says: `@key` is the catalogue's."""
    return translate(option.label[1:], locale) if option.label.startswith("@") else option.label
