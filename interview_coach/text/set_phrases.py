"""Set phrases: the usual ways in which people say what every answer of a kind has to say.

"Since then", "these days" and "what I took from it" all say that something was learned. A question names a few of
them; whoever answers uses the next one. The families are about no question in particular, reviewed by hand.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from interview_coach.text.signals import Signal, compile_signal

LEAST = 2
"""So many phrases of a family make it plain that a point is about what the family says."""

_FAMILIES = (
    # what was learned, and what is done differently since
    """
    since then; ever since; these days; nowadays; today I; I now; now I; now we; we now; next time; from then on
    I learned; what I learned; learned from it; taught me; my lesson; lesson for me; took from it
    took away from; in hindsight; with hindsight; looking back; do differently; did differently; I always; we always
    became a habit; habit; my rule; made it a rule; stuck with me; changed how I
    I make a point of; if I could do it again; had I done; would start earlier; I have made it a habit; I've since
    """,
    # one's own share in what went wrong
    """
    my mistake; my own mistake; my fault; my own fault
    I was wrong; I got it wrong; I should have; should have asked
    I ought to have; I must admit; I admit; I admitted; I confess; owned up; my part in it; my own part; my share
    my own doing; I assumed; I had assumed; took for granted; took it literally; I overlooked; I underestimated
    I was too; I had missed; I missed; I regret; not proud; I waited too long; embarrassing; I was embarrassed
    I had not asked; I hadn't checked; I never asked; too quick; I had already started; I'd already started
    I had hoped; I blamed; felt silly; I hoped it would; my blind spot; on my side
    """,
    # an apology
    """
    apologised; apologise; I am sorry; I'm sorry; said sorry; apology; excuse myself; asked for forgiveness
    """,
    # something struck the speaker
    """
    I noticed; I wondered; it struck me; odd; strange; weird; funny thing; puzzled; puzzling; suspicious; fishy
    not fit; not match; not add up; no sense; not make sense; bothered me; bugged me; nagged; nagging; made me think
    made me hesitate; made me suspicious; stopped me
    caught my eye; could not explain; surprised me; something was off
    thought wait; hang on; why would anybody; nobody does that; did not understand; kept asking myself; smelled
    """,
    # what was wanted in truth
    """
    turned out; real problem; actual problem; real need; actually needed; really needed; really wanted
    actually wanted; what they wanted was; what she wanted was
    what he needed was; in truth; real question; real reason
    underlying; only wanted; just wanted; they needed; what they needed; were after; was after; really about
    wanted to know; trouble behind; problem behind; need behind; didn't need; didn't want
    """,
    # somebody was told
    """
    told my; told our; told the team; told her; told him
    told them; went to my; went to her; went to him; rang; phoned
    called my; called her; called him; called them; wrote to
    let them know; informed; spoke to; spoke with; talked to
    talked with; went straight to; in person; same day; same afternoon; same evening; same morning
    same night; straight away; right away; immediately told; did not wait; before the meeting; raised it with
    """,
    # others agreed, or decided
    """
    we agreed; they agreed; she agreed; he agreed; said yes; said fine; nodded; fine with; okay with; signed off
    gave the go-ahead; decided together; decided that; her decision; his decision; their decision; they decided
    she decided; he decided; they chose; she chose; he chose; she picked; let her choose; let him choose
    let them choose; like you to choose; left the choice; made the call
    last word; up to her; up to them; let them decide; settled on
    approved; they wanted it; she liked it; he liked it; liked the idea; customer chose; even better
    """,
    # the other side is seen fairly
    """
    to be fair; in fairness; had a point; she was right; he was right; they were right; not wrong; understandable
    could understand; understood why; see why; saw why
    reasonable; sensible; good reason; good reasons; from her side
    from his side; from their side; where she sat; where he sat
    where they sat; in her place; in his place; her shoes
    his shoes; her point of view; his point of view
    their point of view; meant well; no bad intention; on their mind
    they could see; she could see; he could see; her worry; his worry; what worried; was afraid
    """,
    # it helped, in figures or in use
    """
    went down; went from; fell from; fell to; dropped from; dropped to; came down to; down to; reduced to; halved
    saved; fewer; no more; none since
    not once since; never again; never came back; not come back; not happened since
    was gone; went away; weeks later; month later; months later; within a month; within a week; in three weeks
    half a year later; still in use; still use it
    used daily; every morning they; back to normal; in the first month
    after that; afterwards; nobody missed; no complaints; per week; per day; minutes sooner; minutes less
    """,
    # something was left out or put off
    """
    left out; dropped; postponed; put off; took out; threw out; taken out; cut out; we cut; could wait; can wait
    moved to later; next version; next release; later version
    scrapped; gave up on; parked
    second step; phase two; stayed on paper; stayed with the old
    kept the old; by hand for now; came later; not in it
    followed weeks later
    """,
    # what cannot be left out
    """
    must have; nice to have; essential; priority; prioritised; what matters; most important; really need; do we need
    cannot do without; can't do without; live without
    open without; start without; needed on the first day; on day one
    what happens if; what breaks if; worth most; by value; ranked; sorted by; choose what goes in; depends on it
    """,
    # a story begins with a time or a place
    """
    years ago; year ago; last year; last summer; last winter; last autumn; last spring; months ago; weeks ago
    my last; my first; my previous; first job; in my time at
    I worked; I was working; back then; student; internship
    I volunteer; winters ago; summers ago; in spring; in autumn; at a company; small company; at the time
    """,
    # said word for word
    """
    I said; I told; I asked; I wrote; my words were; I put it; she said; he said; they said; I answered; I replied
    I explained; I would say; I'd say; I offered
    """,
    # an explanation by a picture
    """
    imagine; picture; suppose; compared it; compare it; analogy; metaphor; bit like; like when; it's like; just like
    think of it; pieces of paper; on paper; drew; drawing
    sketched; whiteboard; I showed; photocopy; everyday example
    as if; borrowed; her own work; his own work; their own work
    """,
    # it was understood
    """
    said it back; say it back; repeat it; repeated it; in her words; in his words
    in their words; tell it back; tell me back; explained it back; her own words; his own words
    their own words; own words; so basically; you mean
    she repeated; he repeated; tried it herself; tried it himself
    got it; clicked; right question; she explained; he explained; asked back; summarised it; teach the others
    taught the others; nod is not
    """,
    # an automatic test
    """
    regression test; unit test; integration test; failing test; write a test; wrote a test; add a test; added a test
    test that fails; test for it; covered by a test; automated test; test in ci; test that would; pin with a test
    test which; pinned by tests; with a test; under test
    """,
    # a test under load or with real data
    """
    load test; stress test; under load; replay traffic; recorded traffic; real traffic; copy of production
    production copy; full size; realistic data; real data; restored backup; soak test; simulate; performance test
    benchmark; production-like; production volume; twice the load; same load; load generator
    """,
    # tried beforehand
    """
    rehearse; rehearsal; rehearsed; dry run; practise; practise run; practice run; try it beforehand
    tried it beforehand; trial run; on a copy; restored copy; in staging first
    fire drill; game day; run through; ran through; full test
    drill; tried it before; test the restore
    """,
    # to few first
    """
    canary; behind a flag; feature flag; gradually; one instance first; first on one; on one first
    for one customer; few percent; small share; small group; pilot; in stages; in steps; roll out slowly; ramp up
    phased; percent of traffic; percentage of; one after another
    """,
    # the way back
    """
    roll back; rolled back; rollback; revert; switch back
    switched back; way back; go back to; undo; old version ready
    back to the old; turn it off; turn off again; flip the flag; flip it back; kill switch; back out
    """,
    # watched afterwards
    """
    alert; alarm; monitoring; monitor; dashboard; metric; graph; keep an eye; page me; track; chart
    warn me; warned before; gauge; time series; notify
    """,
    # the price
    """
    trade-off; price; downside; drawback; at the cost
    costs us; what it costs; we pay; you pay; in return; in exchange
    give up; gave up; extra work; more complex; complexity; moving parts; one more thing; more to operate
    to maintain; cost us; had cost; disadvantage; wasted; hours lost; days lost; lost days; thrown away
    """,
    # for the moment
    """
    workaround; stopgap; for now; buy time; buys time; temporary; in the meantime; meanwhile; quick fix; first aid
    stop the bleeding; tonight; for the moment; bandage; plaster; until then; short term
    """,
    # the same elsewhere
    """
    same pattern; other places; elsewhere; search the code; grep; look for others; same mistake; rest of the code
    lint rule; linter; same bug; other endpoints
    other queries; code review; static analysis; check in ci; checklist
    """,
    # people are kept informed
    """
    status page; tell support; told support; tell the customers; told the customers; keep informed; kept informed
    next update; update every; every half hour; announce; announced; post a message; let everyone know; write to the
    """,
    # pressure, and how time was got
    """
    gave me a day; give me until; asked for a day; asked for a week; asked for time; pressure; pressing; not happy
    not amused; hard to convince; was against; pushed back; impatient; angry; upset; wanted it at once; no time for
    one morning; one try; I offered; in the meantime; asked the boss; rather be late
    """,
    # a prediction that is put to the test
    """
    if it was really; if that was true; if it were; if that were; if I was wrong; if I am right; would have to
    should then; we would see; would expect; predicted; prediction; nothing changed; no difference; still happened
    rolled back; compared; ruled out; counter-example; hypothesis; disprove; proved wrong
    written down beforehand; wrote down beforehand
    """,
    # shown beyond doubt
    """
    reproduce; reproduced; on demand; on purpose; was gone
    went away; came back; there again; back again; not come back
    that was the proof; since the fix; the next day; flat; switched it on again; moved it back; with and without
    both ways; each time; every time
    """,
)


@cache
def families() -> tuple[dict[str, Signal], ...]:
    """Return the families: each phrase, compiled, by its own key (see `key_of`)."""
    return tuple(
        {key_of(signal): signal for phrase in _phrases(text) for signal in [compile_signal(phrase)]}
        for text in _FAMILIES
    )


def key_of(signal: Signal) -> str:
    """Return what two phrases share that match the same."""
    return " ".join((*signal.stems, "not" if signal.negative else ""))


def kin_of(points: Sequence[Sequence[Signal]]) -> list[tuple[Signal, ...]]:
    """Return for each point, given by its signals, the further phrases of the families that it is about.

    A family goes to the one point that has most of its phrases, and to none where two have as many. What another
    point has for itself is left to it.
    """
    taken = {key_of(signal) for signals in points for signal in signals}
    shares = [Counter(family for signal in signals for family in _families_of(signal)) for signals in points]
    kin: list[dict[str, Signal]] = [{} for _ in points]
    for number, family in enumerate(families()):
        most = max((share[number] for share in shares), default=0)
        owners = [index for index, share in enumerate(shares) if share[number] == most]
        if most >= LEAST and len(owners) == 1:
            kin[owners[0]] |= {key: family[key] for key in family.keys() - taken}
            taken |= family.keys()
    return [tuple(found[key] for key in sorted(found)) for found in kin]


@cache
def _by_first_stem() -> dict[str, list[tuple[int, Signal]]]:
    """Return all phrases, each with the number of its family, by their first stem."""
    found: dict[str, list[tuple[int, Signal]]] = {}
    for number, family in enumerate(families()):
        for phrase in family.values():
            found.setdefault(phrase.stems[0], []).append((number, phrase))
    return found


def _families_of(signal: Signal) -> set[int]:
    """Return the families that a signal is a phrase of, or holds a phrase of several words of: "in her own words"."""
    stems = frozenset(signal.stems)
    return {
        number
        for first in stems
        for number, phrase in _by_first_stem().get(first, ())
        if phrase.negative == signal.negative
        and stems.issuperset(phrase.stems)
        and (len(phrase.stems) > 1 or len(stems) == 1)
    }


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split(";")]
