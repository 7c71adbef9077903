"""Everything that speaks HTTP with residents, caseworkers and machines."""
