"""Schema changes as explicit SQL, one file a step, applied in order by `onetrip migrate`.

Tortoise drops `Meta.constraints` on CREATE TABLE, so tables, checks and partial uniques are
written out here; models mirror them and `tests/architecture` compares both with the catalogue.
"""
