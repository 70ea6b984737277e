"""Stories: what people do in a plant, from the first scan to the evidence, against a real server and its real database."""
