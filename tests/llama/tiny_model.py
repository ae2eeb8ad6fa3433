"""Makes a tiny GGUF model of the llama architecture; run by the Python that has `gguf`.

Usage: tiny_model.py FILE SEED [TEXT] [--forever]

Without a text all weights are random, so that only a grammar gives what it writes a form. With a text it recites
that text, whatever it is asked, unless a grammar forbids it: a stand-in for a model that can do its work. With
`--forever` the text is said again and again until the length limit.
"""

import argparse
from importlib import import_module
from typing import Any

gguf: Any = import_module("gguf")
np: Any = import_module("numpy")

CONTEXT = 16384
WIDTH = 64
HEADS = 2
INNER = 128
SPREAD = 0.1
"""Of random weights: small enough for every next token to be likely."""
SURE = 4.0
"""How much more a recited token weighs than any other."""
LETTERS = "abcdefghijklmno"
NEVER = -10.0
"""What the bytes beyond ASCII weigh: the server takes minutes over text that is no UTF-8."""
USUAL_PIECE = 24
LONGEST_PIECE = 32
"""In bytes: the server's Python binding drops what is longer."""
LINE_BREAK = "<0x0A>"
"""The last token of every chat prompt: the line break after the assistant's name."""


def pieces_of(text: str) -> list[str]:
    """Cut a text into pieces that are all different: each is a token, and a vocabulary holds none twice.

    Raises:
        ValueError: the text repeats itself too much for that.
    """
    pieces: list[str] = []
    while text:
        size = USUAL_PIECE
        while text[:size] in pieces and size < len(text):
            size += 1
        pieces.append(text[:size])
        text = text[size:]
    if len(set(pieces)) < len(pieces):
        last = pieces.pop()
        pieces[-1] += last
    if any(len(piece.encode()) > LONGEST_PIECE for piece in pieces):
        raise ValueError("the text repeats itself too much")
    return pieces


def vocabulary(pieces: list[str]) -> tuple[list[str], list[int]]:
    """Return the tokens and their types: bytes, pairs of letters that end a string, and the pieces."""
    kinds = gguf.TokenType
    special = {"<unk>": kinds.UNKNOWN, "<s>": kinds.CONTROL, "</s>": kinds.CONTROL}
    tokens = special | {f"<0x{byte:02X}>": kinds.BYTE for byte in range(256)}
    # About half of what may follow within a string ends it, so that strings stay short without a bound.
    tokens |= {f'{a}{b}"': kinds.NORMAL for a in LETTERS for b in LETTERS}
    # U+2581 stands for the space in this kind of vocabulary.
    tokens |= {piece.replace(" ", "\u2581"): kinds.NORMAL for piece in pieces}
    return list(tokens), [int(kind) for kind in tokens.values()]


def weights(tokens: list[str], chain: list[tuple[int, int]], seed: int) -> dict[str, Any]:
    """Return the tensors; `chain` says which token follows which, for certain."""
    rng = np.random.default_rng(seed)

    def random(*shape: int, spread: float = SPREAD) -> Any:
        return (rng.standard_normal(shape) * spread).astype(np.float32)

    embedding = random(len(tokens), WIDTH, spread=1.0)
    # The length that the model's own norm brings each embedding to, when nothing is added to it on the way.
    embedding /= np.sqrt(np.mean(embedding**2, axis=1, keepdims=True))
    # The first number is the same in all embeddings, so that a token can be made unlikely everywhere.
    embedding[:, 0] = 1.0
    output = random(len(tokens), WIDTH)
    output[tokens.index("<0x80>") : tokens.index("<0xFF>") + 1, 0] = NEVER
    for before, after in chain:
        output[after] += SURE * embedding[before]
    # A model that recites looks at the last token only: what attention and the inner layer add is nothing.
    added = 0.0 if chain else SPREAD
    ones = np.ones(WIDTH, dtype=np.float32)
    block = {
        "attn_norm": ones,
        "attn_q": random(WIDTH, WIDTH),
        "attn_k": random(WIDTH, WIDTH),
        "attn_v": random(WIDTH, WIDTH),
        "attn_output": random(WIDTH, WIDTH, spread=added),
        "ffn_norm": ones,
        "ffn_gate": random(INNER, WIDTH),
        "ffn_up": random(INNER, WIDTH),
        "ffn_down": random(WIDTH, INNER, spread=added),
    }
    return {
        "token_embd.weight": embedding,
        **{f"blk.0.{name}.weight": tensor for name, tensor in block.items()},
        "output_norm.weight": ones,
        "output.weight": output,
    }


def make(path: str, seed: int, text: str, *, forever: bool) -> None:
    """Write the model."""
    pieces = pieces_of(text)
    tokens, kinds = vocabulary(pieces)
    said = [tokens.index(piece.replace(" ", "\u2581")) for piece in pieces]
    chain: list[tuple[int, int]] = []
    if said:
        end = said[0] if forever else tokens.index("</s>")
        chain = list(zip([tokens.index(LINE_BREAK), *said], [*said, end], strict=True))
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(tokens.index("<s>"))
    writer.add_eos_token_id(tokens.index("</s>"))
    writer.add_unk_token_id(tokens.index("<unk>"))
    for name, tensor in weights(tokens, chain, seed).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("seed", type=int)
    parser.add_argument("text", nargs="?", default="")
    parser.add_argument("--forever", action="store_true")
    given = parser.parse_args()
    make(given.file, given.seed, given.text, forever=given.forever)
