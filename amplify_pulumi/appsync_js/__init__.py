"""What APPSYNC_JS 1.0.0 is, as pure checks of a syntax tree: what the language lacks, and what its modules export.

The compiler checks the users' own files with it, at their positions; the local runtime checks whatever it is given to run, as AppSync
does when code is saved. Neither may import the other, so what they share is here.
"""
