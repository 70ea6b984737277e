"""The register of gauges, one gauge with its calibrations, and assessments of what was measured with a bad one."""
