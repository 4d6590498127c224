"""Do two questions mean the same? A probability, from both encoders, wording and sound."""
