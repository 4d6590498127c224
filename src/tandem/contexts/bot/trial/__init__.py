"""Trying the bot: a talk that no customer sees, with everything that each answer was made from."""
