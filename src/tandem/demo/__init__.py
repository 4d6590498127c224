"""The fictional lender 禾穗消费金融, and what plays on it: its data (`seed`, `borrowers`, `knowledge`, `flows`, `stories`),
simulated customers and agents (`personas`, `simulation`, `traffic`, `replay`), and measurements (`bench`)."""
