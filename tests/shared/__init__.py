"""The shared package: the contract, the rules, the verifier. Runs in the client-only environment too."""
