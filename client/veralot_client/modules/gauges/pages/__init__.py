"""What people see of gauges."""
