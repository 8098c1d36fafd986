"""What pages are made of: templates, components, charts and maps. It knows no stage."""
