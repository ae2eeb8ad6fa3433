"""Questions and skills: read from TOML, checked for what the program relies on, compiled, looked up."""
