"""Benchmarks: each figure beside a stated reference measured in the same run. `make bench`.

The stable figure is CPU per request (user + system of the server's processes and PostgreSQL's),
since wall-clock rates move with whatever else the machine does.
"""
