"""Reads for lists and reports: plain frozen rows, each function with a fixed number of queries."""
