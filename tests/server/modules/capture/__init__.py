"""What was entered while the server was away."""
