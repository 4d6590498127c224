"""The bot: decides what to answer a customer, drafts what it is not sure of, and is taught.

Top down, as a message goes: `actions` take it (`answering`, `conversing`) → `dialogue` runs flows → `rules` decide by
what search, `understanding` (trained models) and `meaning` (who must reach a person) say, each above its `thresholds`
→ `silent_seat` lets people look at drafts, `llm` may compose them. `entities` reads amounts and dates.
For trainers: `training` (intents, versions), `comparison` (two versions), `trial` (the playground), `figures` (weeks);
for agents: `summaries` at hand-over, `retracing` afterwards."""
