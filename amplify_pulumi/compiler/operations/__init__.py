"""What can be done with a model: one module for each kind of field, and their ordered list.

To add an operation, write a module with a function of the type `contract.Operation` and one line in `registry.OPERATIONS`.
"""
