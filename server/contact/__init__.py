"""What people are told and how they talk to us."""
