"""Questions: loading, compiling, finding."""
