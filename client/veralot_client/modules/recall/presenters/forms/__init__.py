"""Forms of what is done in a recall, by what people do; `base` is what they have in common. No Qt."""
