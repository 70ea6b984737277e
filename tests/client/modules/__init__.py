"""Tests of the modules: presenters against a server that speaks the real protocol, pages off-screen."""
