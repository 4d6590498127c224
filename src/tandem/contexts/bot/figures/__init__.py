"""What the bot did week by week, as trainers read it."""
