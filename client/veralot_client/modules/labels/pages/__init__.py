"""What people see of labels: lists, the designer with its canvas and properties, the print queue."""
