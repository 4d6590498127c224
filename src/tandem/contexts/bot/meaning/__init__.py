"""Hand-over by meaning: the labelled lines that it is learned from, the fit, and what a process holds of it.

No coefficients ship with the product: a worker fits them from the lines (`learning`), beside its other work, and keeps
them in the lender's home; until then the patterns are alone. docs/adr/0029-hand-over-by-meaning.md."""
