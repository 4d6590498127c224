"""The process that trains one version of the predictions and ends. Workers and `tandem portraits train` start it."""
