"""Carries out what people do: `plans` revises and releases, `beginning` makes inspections and takes samples, `recording`
keeps results, `investigating` examines those out of specification, `deciding` decides, `severity` switches, `hearing` hears
of goods that arrive."""
