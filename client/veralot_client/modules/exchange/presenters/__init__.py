"""What the page that imports decides. No Qt."""
