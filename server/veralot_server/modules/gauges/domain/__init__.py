"""Rules of gauges: `entries` may be made, `tolerance` is computed, `steps` are legal."""
