"""Pure decisions of predictions: what was known when, what it looks like in numbers, and how good a model is."""
