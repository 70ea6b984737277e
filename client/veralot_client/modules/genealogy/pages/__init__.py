"""What people see of lots: each page shows what its presenter knows and forwards what is done."""
