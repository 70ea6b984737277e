"""Tests: `shared`, `client` and `server` mirror the packages, `rules` hold for every module, `journeys` read like stories."""
