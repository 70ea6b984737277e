"""Control charts: limits frozen per phase, rules that force a cause to be named, capability, and studies of gauges."""
