"""Makes what tests need: people, items, lots. Each factory writes real rows."""
