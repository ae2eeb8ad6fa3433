"""Everyday English and general computing words that developers use for one another.

Reviewed by hand, about no question in particular. A pair such as `hang-up` stands for two words with at most two
others between them ("hang it up"). Synonyms only help to find a claim: a key point's signal may have one or two of
them beside words that are its own, and misconceptions are found without them.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from interview_coach.text.stems import stem

_GROUPS = """
    close shut end drop terminate hang-up tear-down cut-off
    delete remove drop erase discard throw-away clean-up get-rid wipe
    evict purge invalidate throw-away flush
    start begin launch boot kick-off spin-up come-up
    stop halt end quit cease
    create make build generate produce add write
    change modify alter edit update adjust
    save store persist keep record write-down put
    fetch load read get retrieve query pull look-up
    send pass post transmit submit deliver forward hand
    return give-back hand-back answer respond reply yield send-back come-back
    show display present print reveal
    check verify confirm validate examine inspect make-sure look-at test
    prove show demonstrate
    find discover spot detect notice
    fail break crash go-wrong error
    failure error fault crash breakage outage
    fix repair mend correct resolve solve put-right
    retry repeat try-again attempt-again once-more second-try redo
    duplicate copy double
    wait block pause hang queue-up
    release free let-go give-back unlock
    fast quick quickly rapid speedy
    slow-down delay
    expensive costly heavy
    cheap inexpensive light
    big large huge bigger larger biggest largest
    small little tiny short smaller shorter smallest
    simultaneous concurrent parallel same-time same-moment at-once
    race collide conflict clash
    different another other distinct
    split divide separate partition break-up
    join merge combine put-together
    sum total add-up
    compute calculate work-out recalculate
    limit cap bound restrict maximum ceiling
    expire run-out lapse time-out
    stale old outdated out-date
    fresh new current up-date latest
    refresh renew update reload
    column field attribute
    query statement select
    function method routine procedure
    library package module dependency
    server host machine box instance node
    client caller consumer
    user customer visitor person people
    colleague teammate coworker
    company firm business
    connection socket
    handshake setup set-up
    round-trip rtt
    body payload content
    endpoint route path resource
    token credential
    password secret
    forbid deny refuse reject decline turn-down
    allow permit let accept
    login log-in sign-in authenticate
    leak expose give-away
    dangerous risky harmful
    danger risk threat
    price cost
    cpu processor core
    space room capacity
    load traffic
    spike burst peak rush
    throughput rate
    latency delay response-time
    metric measurement figure number
    measure benchmark profile
    monitor watch observe keep-eye
    alert alarm notify warn
    deploy release ship roll-out
    revert roll-back undo back-out
    version release
    copy replica duplicate
    backup snapshot
    primary main leader master
    replica secondary follower
    abort cancel roll-back
    filter restrict
    scan read-through walk
    plan execution
    estimate guess assume reckon expect
    skip leave-out omit ignore
    missing absent lacking gone lost
    lose miss
    disappear vanish go-away
    happen occur take-place
    cause reason why root
    because since due
    explain describe tell
    understand grasp
    repeat-back summarize summarise recap paraphrase
    agree consent accept
    disagree object
    decide choose pick select
    suggest propose recommend offer
    admit own-up confess acknowledge
    apologize apologise sorry
    help support assist
    teach explain
    try attempt
    important essential crucial
    early soon
    late overdue
    later afterwards after
    before beforehand prior first
    immediately instantly right-away at-once straight-away
    last final
    next following subsequent
    rare seldom infrequent
    background async
    automatic automated
    boundary edge border limit
    case scenario
    real actual genuine
    fake mock stub dummy double pretend
    example sample instance
    timezone time-zone tz
    interval period window
    wrong incorrect bad
    result outcome
    goal aim target objective
    problem issue trouble
    solution fix remedy
    tradeoff trade-off compromise
    advantage benefit pro
    drawback disadvantage downside con
    difficult hard tough
    remote external outside
    insert add put
    replace swap substitute
    overwrite replace clobber
    spread distribute
    grow increase rise go-up
    increase raise
    reduce lower decrease cut shrink bring-down
    prevent avoid stop
    protect guard shield
    guarantee ensure enforce make-sure
    require need demand must
    raise throw
    catch handle
    exception error
    swallow ignore hide
    timeout time-out time-limit
    human person people
    rough approximate about
    row record entry
    run execute invoke
    document record
    batch bundle gather
    separate own isolated isolate
    boss manager lead supervisor director
    rule policy guideline convention
    twice double
    guard check protect
"""
_GAP = 2


class Others(NamedTuple):
    """What words may stand for: by a stem, and by the first stem of a pair with its second one."""

    words: dict[str, frozenset[str]]
    pairs: dict[str, dict[str, frozenset[str]]]


@cache
def others() -> Others:
    """Return the table by stems."""
    words: dict[str, set[str]] = {}
    pairs: dict[str, dict[str, set[str]]] = {}
    for line in _GROUPS.strip().splitlines():
        members = line.split()
        single = {stem(member) for member in members if "-" not in member}
        for member in members:
            first, _, second = member.partition("-")
            if second:
                pairs.setdefault(stem(first), {}).setdefault(stem(second), set()).update(single)
            else:
                words.setdefault(stem(member), set()).update(single - {stem(member)})
    return Others(
        {word: frozenset(found) for word, found in words.items()},
        {first: {last: frozenset(s) for last, s in ends.items()} for first, ends in pairs.items()},
    )


def stand_for(stems: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each word of a sentence, given by stems, with each stem that it may stand for."""
    table = others()
    for index, each in enumerate(stems):
        for other in table.words.get(each, ()):
            yield index, other
        ends = table.pairs.get(each)
        if ends is None:
            continue
        for last in stems[index + 1 : index + 2 + _GAP]:
            for other in ends.get(last, ()):
                yield index, other
