"""Who reads texts for a model's second reading, and how both readings come together."""

from collections.abc import Iterable, Mapping, Sequence

from tandem.contexts.bot.understanding.intents import IntentModel
from tandem.contexts.bot.understanding.second_reading import SECOND
from tandem.contexts.knowledge.api import SentenceEncoder, TeachableEncoder, Vectors


def pupil(encoders: Iterable[SentenceEncoder]) -> TeachableEncoder | None:
    """The first of the encoders that can be taught, if any."""
    return next((one for one in encoders if isinstance(one, TeachableEncoder)), None)


def second_reader(model: IntentModel, encoders: Iterable[SentenceEncoder]) -> SentenceEncoder | None:
    """Who reads as the encoder does that was taught with the model; None where nobody was, or the encoder is not among
    `encoders` in the version it was taught in. Blocking, a second. Raises EncoderUnavailable."""
    second = model.second
    if second is None:
        return None
    version = model.training.encoders.get(second.encoder)
    known = (one for one in encoders if (one.name, one.version) == (second.encoder, version))
    encoder = pupil(known)
    return encoder.taught(second.lesson) if encoder is not None else None


def read_twice(
    model: IntentModel, reader: SentenceEncoder | None, texts: Sequence[str], vectors: Mapping[str, Vectors]
) -> Mapping[str, Vectors]:
    """`vectors` of the texts and those of the second reading, where there is a reader and it counts: with an encoder
    missing the first reading decides alone. Blocking. Raises EncoderFailed."""
    if reader is None or not vectors.keys() >= model.training.encoders.keys():
        return vectors
    return {**vectors, SECOND: reader.encode(texts)}
