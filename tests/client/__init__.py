"""Tests of the client; they run where no server package is installed."""
