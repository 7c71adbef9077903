"""The assistant as a pure library: text and memory in, understanding and something to say out."""
