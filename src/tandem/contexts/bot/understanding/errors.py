"""What training and loading refuse."""

from tandem.kit.errors import Invalid, Unavailable


class TrainingRefused(Invalid):
    """Nothing can be learned from these examples. `params` say how many of what there are.

    Codes: training_set_empty, training_set_one_class, training_text_blank."""

    default_code = "training_set_empty"


class ModelFileRefused(Invalid):
    """The file is not a model of ours, or not the one that was saved: its hash differs. It is not read further.

    Codes: model_file_damaged, model_file_unknown."""

    default_code = "model_file_damaged"


class EncodersMissing(Unavailable):
    """The model was trained with encoders (`params`) that are not here, and with nothing to fall back on."""

    default_code = "model_encoders_missing"
