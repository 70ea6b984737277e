"""Control charts, capability and studies of gauges, against published data."""
