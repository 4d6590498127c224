"""What a customer's message says: values and alternatives in it, its clauses, yes and no, the phrasing it is like.
Knows nothing of a particular flow. Touch it when customers say something that is not understood."""
