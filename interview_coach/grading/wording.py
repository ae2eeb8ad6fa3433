"""Whether a text is made of sentences at all: nothing, noise, keywords, shuffled words, another language."""

import re
from collections.abc import Sequence

from interview_coach.grading.compiled import CompiledQuestion, content_stems, sequences
from interview_coach.text.tokens import Sentence, read
from interview_coach.text.words import AUXILIARIES, STOP_WORDS, word_set

_NO_IDEA = re.compile(
    r"\b(?:i(?: really| honestly)? (?:do not|don'?t|dont) (?:really )?know(?: (?:this|that|it|the answer|what to say))?"
    r"|i have no (?:idea|clue)|no (?:idea|clue|answer|comment)|not sure|idk|dunno|n[/ ]?a|skip|pass|nothing|none|sorry"
    r"|i(?: can(?:no|')t| can not)? (?:answer|think of anything)(?: (?:this|that))?|next(?: question)?(?: please)?)\b",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[,;\n\u2022|]|[.!?](?=\s|$)|\s[-\u2013\u2014]\s")
_TILES = 8
_TILED_SHARE = 0.65
_JOINING = word_set("and or also plus then with")
_NAMES = 5
_NAME_WORDS = 3
_CLAIM_WORDS = 8
_LIST_PIECES = 12
_LIST_MEAN = 2.2

_VOWELS = re.compile(r"[aeiouy]")
_NOISE = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{5}|(.)\1\1|qwer|wert|asdf|sdfg|dfgh|fghj|hjkl|zxcv|xcvb|cvbn|(..+)\2\2"
)
_NOISE_SHARE = 0.5
_NO_NOISE = word_set("https html xhtml grpc lengths strengths xml css mkdir fsync")

_DETERMINERS = word_set("a an the my our your their its his every")
_PREPOSITIONS = word_set("of in on at by with from for into onto about than to")
_CONJUNCTIONS = word_set("and or but because if so as that which who when where while")
_SUBJECTS = word_set("i we they he she")
_NEVER_AFTER: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        _DETERMINERS,
        _DETERMINERS | _PREPOSITIONS | _CONJUNCTIONS | _SUBJECTS | AUXILIARIES - {"will", "might"},
    ),
    **dict.fromkeys(
        _PREPOSITIONS - {"to", "in", "on", "by"},
        (_CONJUNCTIONS | AUXILIARIES | _SUBJECTS) - {"that", "which", "who", "when", "where", "if", "as"},
    ),
    **dict.fromkeys(_SUBJECTS, _DETERMINERS | _SUBJECTS | word_set("of from for into than")),
}
_SHUFFLED_PAIRS = 6
_SHUFFLED_SHARE = 0.2
_BAG_SHARE = 0.75
_BAG_WORDS = 15
_RUN_SHARE = 0.12

_ENGLISH = word_set("the and of to is in that it for with was not this are i we my on be have")
_FOREIGN = word_set(
    """
    der die das und ist nicht ein eine ich wir mit den dem auf von zu sich auch wird sind
    le la les et est un une des du que pas je nous pour dans avec sur qui il
    el los las y es una por con para se del lo pero como yo mi
    il che di non per sono una con gli
    o os as e um uma nao com para eu meu do da
    de het een en niet van ik wij dat zijn met voor
    i w na nie jest ze do si a je v se
    och att det som en inte jag
    """
) - word_set("a i in as so do die per con for me on to was is the we")
_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")


def says_nothing(sentences: Sequence[Sentence]) -> bool:
    """Return whether there is no answer: no words, or only "I don't know"."""
    words = [word.text for sentence in sentences for word in sentence.words]
    if len(words) > 15:
        return False
    left = _NO_IDEA.sub(" ", " ".join(words).replace("\u2019", "'"))
    kept = [stem for sentence in read(left) for stem in content_stems(sentence)]
    return not words or (len(left.split()) < len(words) and len(kept) < 2)


def looks_like_noise(sentences: Sequence[Sentence], question: CompiledQuestion) -> bool:
    """Return whether half of the words are no words of any language: keyboard runs, no vowels, repeats."""
    tried = noise = 0
    for sentence in sentences:
        for word in sentence.words:
            text = word.text
            tried += 1
            lower = text.lower()
            if not text.isalpha() or not text.isascii() or (text.isupper() and len(text) <= 6):
                continue
            if lower in STOP_WORDS or lower in _NO_NOISE or question.vocabulary.knows(lower):
                continue
            noise += bool(_NOISE.search(lower)) or (len(lower) > 3 and not _VOWELS.search(lower))
    return noise > 0 and noise >= _NOISE_SHARE * tried


def is_keyword_list(text: str, sentences: Sequence[Sentence], question: CompiledQuestion) -> bool:
    """Return whether a text is mostly bare keywords one after the other.

    At least 8 signals, half of them of several words, stand in it word for word and are most of its words, whatever
    is between them; or at least 12 pieces on one line have about two words each; or it is nothing but 5 pieces or
    more of at most three words, where every key point is a claim that takes a sentence.
    """
    if _tiled(sentences, question):
        return True
    pieces = [piece for piece in _PIECE.split(text) if piece.strip()]
    if text.count("\n") >= len(pieces) / 4:
        return False
    if len(pieces) >= _LIST_PIECES and sum(len(p.split()) for p in pieces) <= _LIST_MEAN * len(pieces):
        return True
    names = sum(len(piece.split()) <= _NAME_WORDS for piece in pieces)
    return len(pieces) >= _NAMES and names == len(pieces) and _asks_for_claims(question)


def _asks_for_claims(question: CompiledQuestion) -> bool:
    """Return whether the key points are claims that take a sentence each, rather than names to be listed."""
    lines = [len(each.point.say.split()) for each in question.points if each.point.say]
    return question.question.full_marks is None and sum(lines) >= _CLAIM_WORDS * len(lines) > 0


def _tiled(sentences: Sequence[Sentence], question: CompiledQuestion) -> bool:
    """Return whether signals, word for word, make up most of the words."""
    words = covered = found = phrases = 0
    for sentence in sentences:
        stems = tuple(word.stems[0] for word in sentence.words)
        index = 0
        while index < len(stems):
            runs = question.phrases.get(stems[index], ())
            length = next((len(run) for run in runs if stems[index : index + len(run)] == run), 0)
            found += length > 0
            phrases += length > 1
            covered += length
            words += length or stems[index] not in _JOINING
            index += length or 1
    return found >= _TILES and 2 * phrases >= found and covered >= _TILED_SHARE * words


def is_shuffled(sentences: Sequence[Sentence], question: CompiledQuestion) -> bool:
    """Return whether the words stand in no order.

    Told by pairs of words that English does not have, or by the model answer's words without its runs.
    """
    pairs = odd = 0
    for sentence in sentences:
        lower = [_in_prose(word.text) for word in sentence.words]
        for index, word in enumerate(lower):
            never = _NEVER_AFTER.get(word)
            if never is None:
                continue
            pairs += 1
            after = lower[index + 1] if index + 1 < len(lower) else ""
            odd += after in never and index + 1 not in sentence.pauses
    if pairs >= _SHUFFLED_PAIRS and odd >= _SHUFFLED_SHARE * pairs:
        return True
    stems = {stem for sentence in sentences for stem in sentence.places}
    model = question.model_stems
    if len(model) < _BAG_WORDS or len(model & stems) < _BAG_SHARE * len(model):
        return False
    runs = set(sequences(sentences, 2))
    return len(question.model_runs & runs) < _RUN_SHARE * len(question.model_runs)


def _in_prose(word: str) -> str:
    """Return a word in lower case, or nothing for one in capitals: a name or a keyword of a language."""
    return "" if word.isupper() and word != "I" else word.lower()


def looks_foreign(sentences: Sequence[Sentence]) -> bool:
    """Return whether a text is probably not English, by its script or its most common words."""
    words = [word.text.lower() for sentence in sentences for word in sentence.words]
    text = " ".join(words)
    letters = len(_LETTER.findall(text))
    if letters >= 10 and len(_SCRIPT.findall(text)) > letters / 3:
        return True
    foreign = sum(word in _FOREIGN for word in words)
    return (
        foreign >= 4
        and foreign >= 0.15 * len(words)
        and foreign > 2 * sum(word in _ENGLISH for word in words)
    )
