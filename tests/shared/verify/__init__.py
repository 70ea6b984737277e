"""Tests of the verifier: it accepts what is genuine and refuses each kind of forgery with a reason of its own."""
