"""The register: for now its append-only log. See docs/log.md."""
