"""The language model, which is optional."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from tandem.settings.part import Comma, Part, absolute, split_commas, web_address

LLM_USES = ("answers", "rewriting", "summaries")


class LanguageModelPart(Part):
    llm: Literal["off", "openai", "local"] = Field(
        "off",
        description="Language model: openai is any server with chat completions, local a small one of our own.",
    )
    llm_url: str | None = Field(
        None, description="Address of the server up to its version, such as https://llm.example.com/v1."
    )
    llm_model: str | None = Field(None, description="Name of the model, as the server knows it.")
    llm_key: SecretStr | None = Field(None, description="The server's key; better in llm_key_file.")
    llm_key_file: Path | None = Field(None, description="File with the server's key and nothing else.")
    llm_in_house: bool = Field(
        False,
        description="The server is the lender's own: personal data is not masked. Audited. Leave off when in doubt.",
    )
    llm_uses: Comma = Field(
        ("answers", "rewriting", "summaries"),
        description="What it is for, with commas: answers, rewriting (of follow-up questions), summaries.",
    )
    llm_answers: Literal["draft", "alone"] = Field(
        "draft",
        description="Its answers wait at the silent seat (draft) or go out by themselves (alone). Audited.",
    )
    llm_answer_s: float = Field(
        8.0, ge=1, le=60, description="Seconds after which the bot goes on without its answer."
    )
    llm_summary_s: float = Field(30.0, ge=1, le=300, description="Seconds it has for a hand-over's summary.")
    llm_at_once: int = Field(2, ge=1, le=100, description="Requests to it at the same time, of each process.")
    llm_attempts: int = Field(2, ge=1, le=5, description="Attempts of one request, within its time.")
    llm_answer_tokens: int = Field(400, ge=50, le=4000, description="Longest answer, in tokens.")
    llm_context_tokens: int = Field(
        8192, ge=1024, le=1_000_000, description="Tokens the model reads and writes together."
    )
    llm_json: Literal["auto", "schema", "object", "none"] = Field(
        "auto", description="How JSON is asked for; auto takes less when the server refuses a schema."
    )

    _llm_lists = field_validator("llm_uses", mode="before")(split_commas)
    _llm_paths = field_validator("llm_key_file")(absolute)

    @field_validator("llm_uses")
    @classmethod
    def _known_uses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [use for use in value if use not in LLM_USES]
        if unknown:
            raise ValueError(f"knows no {', '.join(unknown)}; it may hold {', '.join(LLM_USES)}")
        return value

    @field_validator("llm_url")
    @classmethod
    def _no_key_inside(cls, value: str | None) -> str | None:
        if value and "@" in value:
            raise ValueError("must not hold a name or a key: those belong into TANDEM_LLM_KEY_FILE")
        return web_address(value)

    @model_validator(mode="after")
    def _whole_llm(self) -> "LanguageModelPart":
        if self.llm == "openai" and not (self.llm_url and self.llm_model):
            raise ValueError("TANDEM_LLM=openai needs TANDEM_LLM_URL and TANDEM_LLM_MODEL")
        if self.llm == "openai" and self.llm_key_file is not None and not self.llm_key_file.is_file():
            raise ValueError(f"TANDEM_LLM_KEY_FILE: there is no file {self.llm_key_file}")
        return self

    def llm_secret(self) -> str | None:
        """The language model server's key, from its file or its setting; None without one."""
        if self.llm_key_file is not None:
            return self.llm_key_file.read_text("utf-8").strip() or None
        return self.llm_key.get_secret_value() or None if self.llm_key is not None else None
