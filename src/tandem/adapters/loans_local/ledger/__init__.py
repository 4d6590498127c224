"""The ledger: what borrowers have, and what happens to it. Pure: a borrower in, a borrower and entries out."""
