"""Rules that hold for every module alike: imports, conformance, translations, texts, the docs' worked example."""
