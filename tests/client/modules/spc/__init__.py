"""Control charts and studies of gauges on the client."""
