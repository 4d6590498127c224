"""Simulated customers for the bot: who they are (`persona`), what they say next (`mind`), how they mistype
(`slips`), what is true for them (`truth`), and whether they got what they came for (`verdicts`)."""
