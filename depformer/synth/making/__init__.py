"""How people of a study are made, one apart from another: drawn, or recorded and ingested."""
