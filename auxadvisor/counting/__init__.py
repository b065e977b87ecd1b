"""Counts of text of any size: a file in batches of lines, each counted alone, the counts added up.

A batch's counts depend on its lines and nothing else, so batches can be counted in other processes
and in any order, and what comes out is what counting the whole file at once would give. Memory is
bounded: what does not fit is written to a temporary folder as sorted runs, which are merged.
"""
