"""Scores a set of frozen embeddings on tagged data, without training a tagger.

Letters of shapes: ``N`` tokens, ``D`` components of a token's features, ``K`` tags.
"""
