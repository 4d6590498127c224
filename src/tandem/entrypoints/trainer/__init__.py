"""The process that trains one version and ends. Workers and `tandem bot train` start it."""
