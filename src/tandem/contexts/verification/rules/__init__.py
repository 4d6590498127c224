"""Pure decisions: who has proven how much, how often one may try. No I/O, `now` is told."""
