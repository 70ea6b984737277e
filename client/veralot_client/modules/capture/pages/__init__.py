"""What the module shows."""
