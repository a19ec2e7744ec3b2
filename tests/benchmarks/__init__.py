"""Benchmarks: each figure stands beside a peer or a limit that is measured in the same run, in turns.

`make bench` runs them on a real PostgreSQL and Redis and prints one table. Absolute figures drift from run to run;
what is judged is the ratio.
"""
