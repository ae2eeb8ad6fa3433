"""A question that breaks no rule, for tests that break one rule at a time."""

from pathlib import Path

from interview_coach.bank.load import LoadedFile, read_question

QUESTION_ID = "caching/price-stays-old"

TEXT = '''\
id = "caching/price-stays-old"
version = 1
status = "reviewed"
title = "The shop shows yesterday's figure"
kind = "technical"
format = "debug"
asked_from = "mid"
skills = ["caching", "debugging"]
think_seconds = 60
answer_seconds = 240
prompt = """
A shop changed what a lamp costs at noon. Some visitors still see the figure of
yesterday at three, others see the new one. The page is fast and nobody has
touched the code this week. What do you look at, and how do you put it right?
"""
hint = "Ask who answers the request before your program does."

[bar]
junior = 2
mid = 3
senior = 4
staff = 5

[anchors]
1 = "Guesses, or restarts things until it looks right."
3 = "Finds the layer that keeps the old value and clears it, without asking why it stayed."
5 = "Compares the layers, knows how long each keeps a value, repairs the cause and proves it."

[[key_points]]
id = "layers"
label = "Which layer is stale"
text = "Compares the layers one by one to find the one that keeps the old value."
weight = 2
must = true
expect_from = "junior"
signals = ["cache layers", "browser cache", "CDN edge", "compare the layers", "response headers", "bypass the cache"]
why = "Clearing the wrong layer changes nothing."
advice = "Name the layers and say how you find the stale one."
say = "First I compare the layers: browser cache, CDN edge and our own store."

[[key_points]]
id = "ttl"
label = "Lifetime of the entry"
text = "Checks how long each entry lives and whether that explains three hours."
weight = 2
expect_from = "junior"
signals = ["time to live", "TTL", "max-age", "expiry time", "lifetime of the entry", "how long entries live"]
advice = "Say how long an entry lives and where that is set."
say = "Then I read the time to live, because a max-age of a day would explain it."

[[key_points]]
id = "invalidate"
label = "Invalidate on write"
text = "Removes or replaces the entry when the value is written."
weight = 2
expect_from = "mid"
signals = ["invalidate on write", "delete the key", "purge the entry", "write-through", "publish an event"]
advice = "Say what removes the entry at the moment of the change."
say = "The update has to delete the key in the same step, so that I invalidate on write."

[[key_points]]
id = "race"
label = "Late refill"
text = "Knows that a slow reader may store an old value after the entry was removed."
weight = 2
expect_from = "senior"
signals = ["race between", "stale refill", "slow reader", "version check", "old value written back", "compare versions"]
advice = "Say what happens to a reader that started before the change."
say = "A slow reader may still cause a stale refill, so I store a version number with it."

[[key_points]]
id = "proof"
label = "Proof that it holds"
text = "Shows with a measurement or a test that the repair works, and watches for it later."
weight = 1
expect_from = "staff"
signals = ["age metric", "alert on age", "synthetic check", "regression test", "hit ratio", "monitor staleness"]
advice = "Say how you know that it stays repaired."
say = "Last I add a regression test and an alert on age of what we serve."

[[misconceptions]]
id = "restart"
text = "Believes that a restart repairs the cause."
penalty = 1
signals = ["just restart", "restart the server fixes", "reboot everything"]
correction = "A restart empties one layer for now; the next change goes stale again."

[[follow_ups]]
id = "f-ttl"
when = { missing = "ttl" }
prompt = "Why would it go away by itself the next morning?"
awards = ["ttl"]

[[follow_ups]]
id = "f-two"
when = { level_at_least = 3 }
prompt = "Two editors save within the same second. What do visitors see?"
awards = ["race"]

[[clarifications]]
asked = ["which visitors", "logged in"]
answer = "Visitors in one country see the old figure more often."

[[examples]]
band = "weak"
levels = [1, 1]
answer = "Hm, I would just restart it all and ask the visitors to reload the page until it looks fine."

[[examples]]
band = "solid"
levels = [2, 3]
answer = """
I open the response headers and see whether the CDN edge or our own store answers.
Probably the TTL is a day there. I lower it and clear it by hand.
"""

[[examples]]
band = "strong"
levels = [4, 5]
answer = """
I look at response headers from two countries to see which of the cache layers answers.
The max-age tells me how long it can stay. After the editor saves we purge the entry, and
since a slow reader can put the old one back I keep a version check on each entry. Then a
synthetic check opens a page after every save.
"""

[[sources]]
title = "RFC 9111: HTTP Caching"
url = "https://www.rfc-editor.org/rfc/rfc9111"
checked = 2026-11-20
'''

OTHER = """\
id = "debugging/mail-twice"
status = "reviewed"
title = "Two letters for one order"
kind = "technical"
skills = ["debugging"]
prompt = "Since the move to a new queue some customers get their letter two times. Find out why, please."

[[key_points]]
id = "retry"
text = "The worker was slow to confirm."
signals = ["confirmed too late", "visibility timeout"]
say = "The worker confirmed too late, so the queue gave the message to another worker."
"""


def write(root: Path, text: str = TEXT, question_id: str = QUESTION_ID) -> LoadedFile:
    """Write a question file below a folder and read it back."""
    path = root / f"{question_id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_question(path, root, {"caching", "debugging"})
