"""The tamper-evident log as people read it: history, heads, proofs."""
