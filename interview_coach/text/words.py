"""Short lists of English words that matching needs to know; general ones, nothing about any question."""


def word_set(words: str) -> frozenset[str]:
    """Return the words between the white space of a text."""
    return frozenset(words.split())


def _table(lines: str) -> dict[str, str]:
    """Return `{other: word}` for lines of the form `word: other other`."""
    table: dict[str, str] = {}
    for line in lines.strip().splitlines():
        word, others = line.split(":")
        table.update((other, word.strip()) for other in others.split())
    return table


STOP_WORDS = word_set(
    """
    a an the be am is are was were been being do does did done doing have has had having will would
    shall should
    can could may might must of to in on at by with from for as into onto upon about and or nor but
    so if then than
    that this these those there here it its i me my mine myself you your yours we us our ours they
    them their
    he she him her hers his
    theirs who whom whose which what when where why how also just very really quite too such some any ones
    own get gets got thing things like basically actually simply usually often etc well now
    """
)
"""Words that carry little; a signal keeps them only when too little would be left without them."""

COMMON_WORDS = word_set(
    """
    able above add after again all allow always another appear area ask back bad based because
    become before begin beginning believe below best better between big both bring build buy call
    called case certain change clear come common consider continue create cut day decide die
    different down during each easy either end even every example expect fact fall feel few find
    first five follow form four full further general give given gives go good great group grow
    happen hard hear help hence high hold however important include information instead keep kind
    know large last lead learn least leave less let level likely line little live long look lose
    main mainly make makes making many maybe mean means meet more most move much name named need
    needs new next number off offer old once one only open order other out over part pass pay people
    per perhaps place play point possible problem process program provide pull put question raise
    rather reach read real reason remain remember report require result right same say see sell send
    serve service set several show side simple since sit small sometimes speak specific spend stand
    start state stay still stop suggest sure system take takes tell therefore think three through
    thus time try two type under understand until up use used uses using value via wait walk want
    watch way while whole win within word work working works write year yes
    """
)
"""Words of every text, whatever it is about: covering them says little about a line."""

ABBREVIATIONS = {
    "lb": "load balancer",
    "rtt": "round trip",
    "fk": "foreign key",
    "pk": "primary key",
    "pr": "pull request",
    "mq": "message queue",
    "tz": "time zone",
    "ttl": "time live",
    "rps": "request second",
    "qps": "query second",
}
"""What everybody who writes software writes in short, by two words."""

NEVER_MISSPELLED = COMMON_WORDS | word_set(
    """
    accept access adapted adopted advice advise affect allowed aloud assent ascent attend bought brought breath
    breathe bounce bounded breaks browser brother carrier carries casual causal cause caused chance change changed
    choose chosen closed closer clause coated coated commend comment company compare compete complete comply confident
    conference confidence conscience convenience competence preference
    consist consent content contend contents contest context contract contrast contact control convert
    convent convict cookie cooked copied copier correct corrupt counted counter counsel council course coarse covered
    create crate created crossed custom customer decide deduct defect defend deferred define defined delay deploy
    depend derive describe desert design resign desire detect detest detail device devise differ direct dinner
    diverse divert divide effect effort eject elect emerge employ enquire ensure insure entire entry errors escape
    except expect expand expend expert export extend extent extract factor faster father filter finite fitted follow
    format former formed formal forward function gather handed handle handled hinder holder ignore image impact import
    imply improve include indeed infect inject inform insert inside insist instant instead intact intend intent
    invent invert invite invoke issued itself latter letter litter listen linked limited living locked looked logged
    longer loaded manage manner master matter mature measure member memory merely mental method metal middle minute
    mister modern module modest moment mother motion mounted moving nation nature normal notice notion object
    option orders others output packed parcel parent parity parsed passed paste patient pattern paused person
    personal personnel picked picture planed planned planted player please pointed police policy polite poster
    posted prefer present prevent price prince print private process profess profile profit project promise prompt
    proper protect protest proved provide proved public pushed quiet quite raised raided reader ready reason rebate
    receipt receive recent record reduce refer refuse refuses refused relate related release relief remain remind
    remote remove render repair repeat replace reply report repost request require resent reset resist resolve resort
    resource respect respond restart restore result retain retire retired retried return reuse reused reuses review
    revise reward rooted rotate rounded routed router running safely saving scaled school second secret sector secure
    select sender senior server served settle shared should signal signed silent simple single sister slower socket
    solved sorted source spread stable stale staple started stated states static station status stored storage store
    stream street stress strict string strong studio submit sudden suffer supply support surely switch system table
    tackle target tasted tested texted thirty thread threat thrown timing together toward towards tracked traded trail
    trained trial tried trivial trouble trusted turned united untied update upload unless unlike useful usual
    vacuum valid vanish varied verify versed version visible vision visit volume waited wanted warned washed wasted
    weather whether window winter wonder worked worker worlds worse worst writer written yellow
    """
)
"""Words near to each other in spelling; one is never taken for a misspelled other."""

PRONOUNS = word_set("i me my we us our you your they them their it its")

SUBJECTS = word_set("i we they he she")
AUXILIARIES = word_set(
    """
    am is are was were be been has have had do does did will would shall should can could may might must
    """
)

OPERATOR_WORDS = frozenset(
    tuple(pair.split("-"))
    for pair in word_set(
        """
        for-update for-share group-by order-by partition-by at-least at-most skip-locked on-conflict on-delete
        on-update
        """
    )
)
"""Pairs whose first or second word looks like a stop word but says what is meant."""

NEGATORS = word_set(
    """
    not never no without cannot neither nor none nobody nothing nowhere cant dont doesnt didnt isnt
    arent wasnt
    werent wont wouldnt shouldnt couldnt hasnt havent hadnt mustnt
    """
)
SHORT_NEGATORS = word_set("no without neither nor none")
"""Negators that reach only over the few words of the noun or verb that follows."""

NEGATING_PAIRS = frozenset(
    [("instead", "of"), ("rather", "than"), ("lack", "of"), ("free", "of"), ("out", "of")][:2]
)
NOT_A_NEGATION = frozenset(
    [("not", "only"), ("no", "matter"), ("no", "doubt"), ("no", "longer"), ("no", "problem")]
)
FIXED_TERMS = word_set(
    "null found modified exist exists acceptable implemented op cache store sql code reply"
)
"""After a negator these are names (NOT NULL, 404 not found, no-store): the negation ends with them."""

PREVENTING = word_set("prevent stop avoid block protect forbid guard exclude eliminate rule")
"""After "does not" these turn the sense round again: what follows them does happen."""

SCOPE_ENDS = word_set(
    """
    but however because since so although though while whereas instead rather unless until if when
    then and only
    yet still otherwise therefore hence thus
    """
)
"""Words that begin a clause which a negation before them does not reach."""

SAME_WORD = _table(
    """
    they: he she him her hers his them their theirs
    percent: % pct percentage
    and: &
    1: one
    2: two
    3: three
    4: four
    5: five
    6: six
    7: seven
    8: eight
    9: nine
    10: ten
    0: zero
    second: 2nd
    11: eleven
    12: twelve
    13: thirteen
    14: fourteen
    15: fifteen
    16: sixteen
    17: seventeen
    18: eighteen
    19: nineteen
    20: twenty
    30: thirty
    40: forty
    50: fifty
    60: sixty
    70: seventy
    80: eighty
    90: ninety
    second: sec secs
    minute: mins
    hour: hrs hr
    first: 1st
    third: 3rd
    write: wrote written
    take: took taken
    give: gave given
    send: sent
    build: built
    keep: kept
    lose: lost losing
    hold: held
    make: made
    run: ran
    say: said
    think: thought
    find: found
    tell: told
    go: goes went gone
    see: saw seen
    know: knew known
    come: came
    break: broke broken
    fall: fell fallen
    grow: grew grown
    lead: led
    leave: left
    meet: met
    pay: paid
    sell: sold
    spend: spent
    teach: taught
    understand: understood
    win: won
    throw: threw thrown
    begin: began begun
    bring: brought
    buy: bought
    catch: caught
    draw: drew drawn
    feel: felt
    mean: meant
    choose: chose chosen
    speak: spoke spoken
    drive: drove driven
    rise: rose risen
    forget: forgot forgotten
    hide: hid hidden
    stick: stuck
    freeze: froze frozen
    overwrite: overwrote overwritten
    rewrite: rewrote rewritten
    rebuild: rebuilt
    index: indices indexes
    database: db dbs databases
    transaction: tx txn trx
    configuration: config configs conf
    application: app apps
    environment: env envs
    production: prod
    repository: repo repos
    kubernetes: k8s
    javascript: js
    typescript: ts
    postgresql: postgres pg psql
    asynchronous: async asynchronously
    synchronous: sync synchronously
    message: msg msgs
    request: req reqs
    response: resp
    parameter: param params
    argument: arg args
    specification: spec specs
    documentation: docs
    millisecond: ms millis
    identifier: id ids
    function: func fn
    number: num
    max: maximum maximal
    min: minimum minimal
    performance: perf
    authentication: authn
    authorization: authz
    management: mgmt
    connection: conn conns
    directory: dir
    temporary: temp tmp
    latency: latencies
    versus: vs
    """
)
"""Another way to write a word, by the word it is compared as; applied before and after stemming."""
