"""auxadvisor: which auxiliary languages help a sequence tagger, and how sure that is.

The command line is the front door (``auxadvisor --help``); the library behind it is the modules of
this package, each importable without the heavy parts. The method is Lange, Adel and Strötgen
(2020), *On the Choice of Auxiliary Languages for Improved Sequence Tagging*.
"""

__version__ = "0.1.0"
