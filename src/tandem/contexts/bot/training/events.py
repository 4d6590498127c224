"""The topic by which processes hear that another version is published. The notice may be lost: they look by
themselves every few seconds."""

TOPIC = "bot.intents"
