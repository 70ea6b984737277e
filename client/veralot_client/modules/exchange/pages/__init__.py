"""What people see of imports: `imports` is the page; `columns`, `cleaning` and `former` are its panes."""
