"""The register: recommendations received and adopted, with their documents and imports."""
