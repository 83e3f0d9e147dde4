//! The words of each register: plain for hard ones, formal for casual ones and back.
//!
//! Own collections like [`super::lexicon`], under the same rule: no row may lose a number, a name or a
//! negation.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::phrases::Phrases;

/// Hard words and plain ones, form by form.
pub(super) static PLAIN_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of_forms(PLAIN_ROWS));

const PLAIN_ROWS: &[(&str, &str)] = &[
    ("utilize utilizes utilized utilizing", "use uses used using"),
    ("utilise utilises utilised utilising", "use uses used using"),
    (
        "commence commences commenced commencing",
        "start starts started starting",
    ),
    (
        "terminate terminates terminated terminating",
        "end ends ended ending",
    ),
    (
        "facilitate facilitates facilitated facilitating",
        "help helps helped helping",
    ),
    (
        "endeavour endeavours endeavoured endeavouring",
        "try tries tried trying",
    ),
    (
        "endeavor endeavors endeavored endeavoring",
        "try tries tried trying",
    ),
    (
        "demonstrate demonstrates demonstrated demonstrating",
        "show shows showed showing",
    ),
    (
        "purchase purchases purchased purchasing",
        "buy buys bought buying",
    ),
    ("obtain obtains obtained obtaining", "get gets got getting"),
    ("acquire acquires acquired acquiring", "get gets got getting"),
    ("require requires required requiring", "need needs needed needing"),
    ("assist assists assisted assisting", "help helps helped helping"),
    ("attempt attempts attempted attempting", "try tries tried trying"),
    (
        "ascertain ascertains ascertained ascertaining",
        "learn learns learned learning",
    ),
    ("inquire inquires inquired inquiring", "ask asks asked asking"),
    ("cease ceases ceased ceasing", "stop stops stopped stopping"),
    ("conceal conceals concealed concealing", "hide hides hid hiding"),
    ("reside resides resided residing", "live lives lived living"),
    ("possess possesses possessed possessing", "have has had having"),
    (
        "expedite expedites expedited expediting",
        "speed speeds sped speeding",
    ),
    (
        "elucidate elucidates elucidated elucidating",
        "explain explains explained explaining",
    ),
    (
        "initiate initiates initiated initiating",
        "start starts started starting",
    ),
    (
        "modify modifies modified modifying",
        "change changes changed changing",
    ),
    ("necessitate necessitates necessitated", "need needs needed"),
    (
        "indicate indicates indicated indicating",
        "show shows showed showing",
    ),
    ("sufficient", "enough"),
    ("numerous", "many"),
    ("approximately", "about"),
    ("subsequently", "later"),
    ("consequently", "so"),
    ("nevertheless", "still"),
    ("additional", "more"),
    ("assistance", "help"),
    ("regarding", "about"),
    ("prior", "earlier"),
    ("optimal", "best"),
    ("optimum", "best"),
    ("entire", "whole"),
    ("commencement", "start"),
    ("termination", "end"),
    ("methodology", "method"),
    ("individuals", "people"),
    ("remuneration", "pay"),
    ("residence", "home"),
    ("vehicle vehicles", "car cars"),
    ("frequently", "often"),
    ("rapidly", "quickly"),
    ("promptly", "quickly"),
    ("currently", "now"),
    ("presently", "now"),
    ("previously", "before"),
    ("therefore", "so"),
    ("thus", "so"),
    ("hence", "so"),
    ("upon", "on"),
    ("whilst", "while"),
    ("amongst", "among"),
    ("erroneous", "wrong"),
    ("beneficial", "helpful"),
    ("adequate", "enough"),
    ("advantageous", "helpful"),
    ("component components", "part parts"),
    ("substantial", "large"),
    ("considerable", "large"),
    ("requirement requirements", "need needs"),
];

/// Casual words and formal ones.
pub(super) static FORMAL: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(FORMAL_ROWS));

const FORMAL_ROWS: &[(&str, &str)] = &[
    ("gonna", "going to"),
    ("wanna", "want to"),
    ("gotta", "have to"),
    ("kinda", "somewhat"),
    ("sorta", "somewhat"),
    ("lemme", "let me"),
    ("gimme", "give me"),
    ("yeah", "yes"),
    ("yep", "yes"),
    ("yup", "yes"),
    ("cuz", "because"),
    ("'cause", "because"),
    ("thanks", "thank you"),
    ("thanks a lot", "thank you very much"),
    ("a lot of", "a great deal of"),
    ("lots of", "many"),
    ("kids", "children"),
    ("guys", "everyone"),
    ("hey guys", "hello everyone"),
    ("hey", "hello"),
    ("hi", "hello"),
    ("asap", "as soon as possible"),
    ("fyi", "for your information"),
    ("btw", "by the way"),
    ("get in touch with", "contact"),
    ("get in touch", "make contact"),
    ("find out", "determine"),
    ("found out", "determined"),
    ("look into", "investigate"),
    ("put off", "postpone"),
    ("call off", "cancel"),
    ("called off", "cancelled"),
    ("point out", "indicate"),
    ("pointed out", "indicated"),
    ("deal with", "address"),
    ("dealing with", "addressing"),
    ("dealt with", "addressed"),
    ("a bunch of", "several"),
    ("a couple of", "a few"),
    ("pretty much", "largely"),
    ("cheap", "inexpensive"),
    ("boss", "manager"),
    ("sort out", "resolve"),
    ("sorted out", "resolved"),
    ("figure out", "determine"),
    ("figured out", "determined"),
    ("right away", "immediately"),
    ("get rid of", "remove"),
    ("got rid of", "removed"),
    ("awesome", "excellent"),
    ("photos", "photographs"),
    ("info", "information"),
    ("docs", "documents"),
    ("app", "application"),
    ("apps", "applications"),
    ("cheers", "kind regards"),
    ("mess up", "spoil"),
    ("messed up", "mishandled"),
];

/// Formal words and casual ones.
pub(super) static CASUAL: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(CASUAL_ROWS));

const CASUAL_ROWS: &[(&str, &str)] = &[
    ("however", "but"),
    ("therefore", "so"),
    ("thus", "so"),
    ("consequently", "so"),
    ("furthermore", "also"),
    ("moreover", "also"),
    ("additionally", "also"),
    ("regarding", "about"),
    ("concerning", "about"),
    ("in order to", "to"),
    ("prior to", "before"),
    ("as soon as possible", "asap"),
    ("purchase", "buy"),
    ("purchased", "bought"),
    ("assist", "help"),
    ("assistance", "help"),
    ("assisted", "helped"),
    ("require", "need"),
    ("requires", "needs"),
    ("required", "needed"),
    ("inform", "tell"),
    ("informed", "told"),
    ("receive", "get"),
    ("received", "got"),
    ("obtain", "get"),
    ("obtained", "got"),
    ("utilize", "use"),
    ("utilise", "use"),
    ("commence", "start"),
    ("commenced", "started"),
    ("thank you for", "thanks for"),
    ("thank you very much", "thanks a lot"),
    ("thank you", "thanks"),
    ("hello", "hi"),
    ("dear", "hi"),
    ("good morning", "morning"),
    ("kind regards", "cheers"),
    ("best regards", "cheers"),
    ("sincerely", "cheers"),
    ("yours sincerely", "cheers"),
    ("yours faithfully", "cheers"),
    ("a great deal of", "a lot of"),
    ("numerous", "lots of"),
    ("children", "kids"),
    ("contact me", "get in touch with me"),
    ("investigate", "look into"),
    ("investigated", "looked into"),
    ("postpone", "put off"),
    ("postponed", "put off"),
    ("cancelled", "called off"),
    ("approximately", "about"),
    ("immediately", "right away"),
    ("excellent", "great"),
    ("inexpensive", "cheap"),
    ("we would appreciate it if you could", "could you"),
    ("i would appreciate it if you could", "could you"),
    ("at your earliest convenience", "when you get a chance"),
    ("i apologize", "sorry"),
    ("i apologise", "sorry"),
    ("i regret to inform you that", "sorry, but"),
];

/// Rows that hold at the beginning of a sentence only: "therefore" inside is "so" nowhere.
pub(super) static START_ONLY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "therefore thus hence consequently however furthermore moreover additionally hello hey hi dear sincerely \
     yours kind best cheers good"
        .split_whitespace()
        .collect()
});

/// After these a word is a noun, and rows about verbs do not hold ("a purchase", "the attempt").
pub(super) static DETERMINERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a an the this that these those my your his her its our their each every any some no another of"
        .split_whitespace()
        .collect()
});
