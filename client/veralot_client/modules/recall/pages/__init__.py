"""The pages of recalls: the list, and one recall from what is suspected to its closure."""
