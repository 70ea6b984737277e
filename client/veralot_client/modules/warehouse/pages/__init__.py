"""The pages of the warehouse: they show and forward."""
