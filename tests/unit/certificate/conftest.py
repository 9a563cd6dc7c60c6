"""Hypothesis as these tests use it: a busy machine must not make a property fail."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
