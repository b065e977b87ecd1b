"""Tests of ``auxadvisor.distances``."""
