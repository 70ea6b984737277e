"""Labels: layouts, drawings, ZPL and PDF, print jobs, scan-back, reconciliation."""
