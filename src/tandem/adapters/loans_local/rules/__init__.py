"""How the ledger counts: pure, whole fen, exact rates. docs/adr/0014 says why it counts so."""
