"""The reading of what must reach a person, fitted from the shipped lines as a worker fits it: for measurements."""

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.contexts.bot.api.meaning import Everyday, Floats, Material, Meaning, fit, from_json, to_json
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.seed.knowledge import everyday_bytes, everyday_questions


@dataclass(frozen=True)
class Lessons:
    """`reasons` of the labelled lines; `rows`: by encoder, of these, then of harmless texts."""

    reasons: list[str]
    rows: Mapping[str, Floats]
    versions: Mapping[str, str]

    def meaning(self) -> Meaning:
        """As it is kept: rounded."""
        return from_json(to_json(fit(self.rows, self.reasons, self.versions)))


def lessons(encoding: Encoding) -> Lessons:
    """The shipped lines and harmless texts with their vectors. Raises EncoderFailed."""
    material = Material.of(Everyday(everyday_bytes, everyday_questions))
    rows = encoding.vectors(material.texts(material.harmless()), "lines of hand-over")
    return Lessons([line.reason for line in material.lines], rows, encoding.versions)
