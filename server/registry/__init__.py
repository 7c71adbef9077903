"""Who and where: regions, people, households, consents, facts, staff, files, audit, work days."""
