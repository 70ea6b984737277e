"""Rules that hold for every module alike: imports, conformance, translations, texts, and the worked example of the docs."""
