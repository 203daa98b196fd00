"""Benchmarks: ratios within one run, against the bare SQL or library that is the limit. `make bench` prints them."""
