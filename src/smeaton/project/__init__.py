"""Settings, addresses and navigation: where the stages are joined to one site."""
