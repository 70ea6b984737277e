"""The reconciliation report of an import: `evidence` gathers and checks it, `reconciliation` prints it, `readme` explains."""
