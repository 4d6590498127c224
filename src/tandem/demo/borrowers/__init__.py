"""Borrowers of the demo lender by the thousand: who they are, what they owe, and what they asked in 18 months."""
