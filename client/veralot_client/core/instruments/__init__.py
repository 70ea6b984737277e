"""Instruments that send what they measured: no Qt.

An adapter is anything with the four members of `Instrument`: it is opened, waits a moment for a line, is closed, and says
what it is called. `serial_line` is the adapter of instruments on a serial port or a USB cable that behaves as one; what they
write, `formats` reads. `listening` waits for readings in a thread of its own and hands each over in the caller's. An
instrument that types like a keyboard needs no adapter: what it types into the field is read as any entry. `simulator` is a
caliper on a pseudo-terminal, by which tests, and people without one, use the real adapter.

To add an adapter, write a class with those members whose `receive` returns a `Reading`, nothing while there is none, and
raises `InstrumentFailed` when the instrument is gone; hand it to a `Listener`.
"""
