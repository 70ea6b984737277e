"""The tamper-evident log: what a leaf is, the sealer that grows the tree, the tree's store, and its verification."""
