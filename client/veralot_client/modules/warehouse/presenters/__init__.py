"""What decides on the warehouse's pages, without Qt."""
