"""OneTrip: apply for civil-affairs benefits without paper certificates, in one trip."""
