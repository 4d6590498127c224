"""Which module answers to which command. A line here and a module beside it make a command.

`target` is `module:attribute` below this package: a function is one command, a typer.Typer a group of them.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    target: str
    summary: str
    panel: str


_RUN, _DATA, _PROVE = "Run", "Look after", "Try and measure"

COMMANDS: dict[str, Entry] = {
    "up": Entry("up:up_command", "Start everything: database, API, workers; stop with Ctrl-C.", _RUN),
    "config": Entry("config:app", "Explain and check the settings.", _RUN),
    "version": Entry("version:version_command", "Print the versions of Tandem and of its parts.", _RUN),
    "migrate": Entry(
        "migrate:migrate_command", "Bring the database named in the settings up to date.", _DATA
    ),
    "models": Entry("models:app", "Fetch and verify the model files the bot uses.", _DATA),
    "staff": Entry("staff:app", "Create staff, reset passwords, list who there is.", _DATA),
    "audit": Entry("audit:app", "Verify the audit trail and read its end.", _DATA),
    "customers": Entry(
        "customers:app", "Copy or erase a customer's data, as the law gives them a right to.", _DATA
    ),
    "jobs": Entry("jobs:app", "See jobs that were given up; have them tried again.", _DATA),
    "keys": Entry("keys:app", "Rotate the keys of personal data, and see under which it lies.", _DATA),
    "loans": Entry("loans:app", "Check the local ledger, and see which commands are open.", _DATA),
    "refunds": Entry("refunds:app", "See refunds that are stuck; ask again, or close them.", _DATA),
    "mail": Entry("mail:app", "Import a mailbox; write to the demo's mailbox and read its answers.", _DATA),
    "wechat": Entry("wechat:app", "Menus, QR codes and checks of WeChat accounts.", _DATA),
    "portraits": Entry("portraits:app", "Compute customers' portraits: tags and segments.", _DATA),
    "timelines": Entry("timelines:timelines_command", "Tell what is missing of customers' timelines.", _DATA),
    "bot": Entry("bot:app", "Try the bot, test its flows, and calibrate its confidence.", _PROVE),
    "demo": Entry("demo:app", "Make borrowers; keep simulated customers and agents coming.", _PROVE),
    "sim": Entry("sim:app", "Simulated far ends of channels: WeChat.", _PROVE),
    "replay": Entry(
        "replay:replay_command", "Play customers' questions from a file through the chat.", _PROVE
    ),
    "bench": Entry("bench:app", "Measure latency and throughput at the front door.", _PROVE),
}
