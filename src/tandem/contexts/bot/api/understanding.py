"""The door to the learning half: training, keeping and asking models of intents and of pairs of questions.

Blocking, and heavy on memory and processor while training: run it in a process of its own. A module apart from
`bot.api`, so that a process that only serves does not load scipy.
"""

from tandem.contexts.bot.understanding.errors import EncodersMissing, ModelFileRefused, TrainingRefused
from tandem.contexts.bot.understanding.examples import IntentExamples, PairExamples, digest
from tandem.contexts.bot.understanding.intent_file import intents_version, load_intents, save_intents
from tandem.contexts.bot.understanding.intent_training import SEED, LeftOut, TrainingPlan, train_intents
from tandem.contexts.bot.understanding.intents import IntentModel, Judgements, Training
from tandem.contexts.bot.understanding.lesson_store import LessonStore
from tandem.contexts.bot.understanding.ngrams import Ngrams
from tandem.contexts.bot.understanding.pairs.file import load_pairs, pairs_version, save_pairs
from tandem.contexts.bot.understanding.pairs.model import PairModel
from tandem.contexts.bot.understanding.pairs.training import train_pairs
from tandem.contexts.bot.understanding.reading_twice import pupil, read_twice, second_reader
from tandem.contexts.bot.understanding.second_reading import SECOND, Taught, teach_intents
from tandem.contexts.bot.understanding.temperature import calibration_error
from tandem.contexts.bot.understanding.vector_store import VectorStore

__all__ = [
    "SECOND",
    "SEED",
    "EncodersMissing",
    "IntentExamples",
    "IntentModel",
    "Judgements",
    "LeftOut",
    "LessonStore",
    "ModelFileRefused",
    "Ngrams",
    "PairExamples",
    "PairModel",
    "Taught",
    "Training",
    "TrainingPlan",
    "TrainingRefused",
    "VectorStore",
    "calibration_error",
    "digest",
    "intents_version",
    "load_intents",
    "load_pairs",
    "pairs_version",
    "pupil",
    "read_twice",
    "save_intents",
    "save_pairs",
    "second_reader",
    "teach_intents",
    "train_intents",
    "train_pairs",
]
