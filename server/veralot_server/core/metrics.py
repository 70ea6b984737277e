"""What Prometheus reads: one place, so that names are not made twice."""

from prometheus_client import Counter, Gauge, Histogram

CALLS = Histogram("veralot_call_seconds", "Time to answer a message", ["op", "outcome"])
RETRIES = Counter("veralot_retries_total", "Transactions run again after a conflict", ["op"])
REPLAYS = Counter("veralot_replays_total", "Commands that came again and were answered as before", ["op"])
SEALED = Gauge("veralot_log_size", "Entries in the sealed audit log")
LISTENERS = Gauge("veralot_listeners", "Clients that listen for changes")
