"""What the module decides. No Qt."""
