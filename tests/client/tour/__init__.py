"""What the tour is played with."""
