"""The register as a service: pages and a JSON API over HTTP. Knows no equations and no tables."""
