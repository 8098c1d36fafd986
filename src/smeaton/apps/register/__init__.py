"""Schools, trusts, local authorities and their published outcomes."""
