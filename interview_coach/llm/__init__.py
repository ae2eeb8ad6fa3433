"""Speaking to language models: where text goes, how replies are asked for and read, what may go wrong."""
