"""Pure rules: what may be entered of qualifications and grants (`entries`), and which step is legal (`steps`)."""
