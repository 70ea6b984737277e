"""What decides behind the pages of inspections: lists, one record, forms, columns. No Qt."""
