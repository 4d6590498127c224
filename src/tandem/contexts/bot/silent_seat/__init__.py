"""The silent seat (静默坐席): people look at the bot's drafts before customers do."""
