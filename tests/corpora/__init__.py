"""Tests of ``auxadvisor.corpora``."""
