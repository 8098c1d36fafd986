"""Where allauth is joined to people, letters and history (ADR 0019): its adapters, its addresses."""
