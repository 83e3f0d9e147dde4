//! Every message, with its code and its English wording.
//!
//! Arguments: `what`, `old`, `new`, `one`, `other`: excerpts of text ([`super::excerpt`]); `unit`, `kind`, `style`, `mark`:
//! English names of things, from closed lists, which a translation may select on; `places`, `n`, `of`, `picked`: counts and
//! numbers from 1.

use super::Argument;

/// Makes the enum out of "variant, code, English wording", so that no message can lack one of the three.
macro_rules! messages {
    ($($variant:ident $({ $($field:ident : $kind:ty),* })? => $code:literal, $english:literal;)*) => {
        /// What the user is told. Each variant's documentation is its English wording.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the fields are named in the head of the file")]
        pub enum Message {
            /// Nothing to tell.
            #[default]
            Nothing,
            $(#[doc = $english] $variant $({ $($field: $kind),* })?,)*
        }

        impl Message {
            /// Codes of all messages, with the names of their arguments.
            pub const CODES: &[(&str, &[&str])] = &[$(($code, &[$($(stringify!($field)),*)?])),*];

            /// Its name for translations and other programs; never changes with the wording.
            pub fn code(&self) -> &'static str {
                match self {
                    Message::Nothing => "nothing",
                    $(Message::$variant $({ $($field: _),* })? => $code,)*
                }
            }

            /// What is to be filled into the wording, by name.
            pub fn arguments(&self) -> Vec<(&'static str, Argument<'_>)> {
                match self {
                    Message::Nothing => Vec::new(),
                    $(Message::$variant $({ $($field),* })? => {
                        vec![$($((stringify!($field), Argument::from($field))),*)?]
                    })*
                }
            }
        }

        impl std::fmt::Display for Message {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    Message::Nothing => Ok(()),
                    $(Message::$variant $({ $($field),* })? => write!(f, $english),)*
                }
            }
        }
    };
}

messages! {
    // What a command did to the text.
    Deleted { what: String } => "deleted", "deleted “{what}”";
    DeletedPlaces { what: String, places: usize } => "deleted-places", "deleted “{what}” in {places} places";
    DeletedSelection => "deleted-selection", "deleted the selection";
    Replaced { old: String, new: String } => "replaced", "replaced “{old}” with “{new}”";
    ReplacedPlaces { old: String, new: String, places: usize } => "replaced-places", "replaced “{old}” with “{new}” in {places} places";
    InsertedAfter { new: String, what: String } => "inserted-after", "inserted “{new}” after “{what}”";
    InsertedBefore { new: String, what: String } => "inserted-before", "inserted “{new}” before “{what}”";
    BreakAfter { what: String } => "break-after", "inserted a break after “{what}”";
    BreakBefore { what: String } => "break-before", "inserted a break before “{what}”";
    InsertedAtStart { new: String } => "inserted-at-start", "inserted “{new}” at the start";
    InsertedAtEnd { new: String } => "inserted-at-end", "inserted “{new}” at the end";
    Inserted { new: String } => "inserted", "inserted “{new}”";
    Spelled { letters: String } => "spelled", "spelled “{letters}”";
    AddedLine { new: String } => "added-line", "added “{new}”";
    ResumingAfter { what: String } => "resuming-after", "resuming after “{what}”";
    Became { old: String, new: String } => "became", "“{old}” became “{new}”";
    CaseChanged { places: usize } => "case-changed", "changed letter case in {places} places";
    MovedToTop { what: String } => "moved-to-top", "moved “{what}” to the top";
    MovedToEnd { what: String } => "moved-to-end", "moved “{what}” to the end";
    MovedBefore { what: String } => "moved-before", "moved “{what}” before it";
    MovedAfter { what: String } => "moved-after", "moved “{what}” after it";
    MovedUp => "moved-up", "moved up";
    MovedDown => "moved-down", "moved down";
    Swapped { one: String, other: String } => "swapped", "swapped “{one}” and “{other}”";
    SwappedBoth => "swapped-both", "swapped both";
    SwappedTwo { unit: &'static str } => "swapped-two", "swapped two {unit}s";
    Joined => "joined", "joined";
    Split => "split", "split";
    Doubled { what: String } => "doubled", "doubled “{what}”";
    Sorted => "sorted", "sorted";
    SortedInReverse => "sorted-in-reverse", "sorted in reverse";
    OrderTurned => "order-turned", "turned the order round";
    MadeHeading { n: usize } => "made-heading", "heading {n}";
    HeadingUp => "heading-up", "the heading is one level up";
    HeadingDown => "heading-down", "the heading is one level down";
    HeadingPlain => "heading-plain", "the heading is plain text";
    MadeItem => "made-item", "made it an item";
    MadeList { kind: &'static str } => "made-list", "made a {kind}";
    ListContinues { kind: &'static str } => "list-continues", "{kind}";
    ListStarted { kind: &'static str } => "list-started", "{kind}; say “next item” and “end list”";
    ListMarksGone => "list-marks-gone", "took the marks of the items away";
    LineAbove => "line-above", "a new line above";
    LineBelow => "line-below", "a new line below";
    NextItem => "next-item", "next item";
    ListEnded => "list-ended", "list ended";
    Indented => "indented", "indented";
    Outdented => "outdented", "outdented";
    Emphasised { what: String, style: &'static str } => "emphasised", "made “{what}” {style}";
    EmphasisedPlaces { places: usize, style: &'static str } => "emphasised-places", "made {places} places {style}";
    Enclosed { what: String, open: String, close: String } => "enclosed", "put “{what}” in {open} {close}";
    Hyphenated { what: String } => "hyphenated", "hyphenated “{what}”";
    Linked { what: String, address: String } => "linked", "linked “{what}” to {address}";
    LinkPlain => "link-plain", "the link is plain text";
    Quoted { what: String } => "quoted", "quoted “{what}”";
    Plain { what: String } => "plain", "“{what}” is plain text";

    // Where caret and selection went.
    CaretMoved => "caret-moved", "moved";
    CaretBefore { what: String } => "caret-before", "caret before “{what}”";
    CaretAfter { what: String } => "caret-after", "caret after “{what}”";
    CaretAtStart => "caret-at-start", "moved to the start";
    CaretAtEnd => "caret-at-end", "moved to the end";
    CaretStepped { direction: &'static str } => "caret-stepped", "moved {direction}";
    NextUnit { unit: &'static str } => "next-unit", "next {unit}";
    PreviousUnit { unit: &'static str } => "previous-unit", "previous {unit}";
    Found { what: String } => "found", "found “{what}”";
    Selected { what: String } => "selected", "selected “{what}”";
    NothingSelected => "nothing-selected", "nothing selected";
    MatchOf { n: usize, of: usize } => "match-of", "match {n} of {of}";

    // Why a command changed nothing: it is so already, or cannot be.
    AllSoAlready => "all-so-already", "they are so already";
    SoAlready { what: String } => "so-already", "“{what}” is so already";
    ThereAlready { what: String } => "there-already", "“{what}” is there already";
    PlaceAlready => "place-already", "it is there already";
    StyleAlready { what: String, style: &'static str } => "style-already", "“{what}” is {style} already";
    StylePlacesAlready { places: usize, style: &'static str } => "style-places-already", "{places} places is {style} already";
    HeadingAlready => "heading-already", "it is that heading already";
    ListAlready { kind: &'static str } => "list-already", "it is a {kind} already";
    PluralAlready { what: String } => "plural-already", "“{what}” is the plural already";
    SingularAlready { what: String } => "singular-already", "“{what}” is the singular already";
    QuoteAlready => "quote-already", "it is a quote already";
    SortedAlready => "sorted-already", "it is sorted already";
    HeadingLevels => "heading-levels", "headings go from 1 to 6";
    HeadingNoFurther => "heading-no-further", "the heading goes no further";
    Overlapping => "overlapping", "these overlap; nothing was swapped";
    OnlyOne { unit: &'static str } => "only-one", "there is only one {unit}";
    NothingToJoin => "nothing-to-join", "there is nothing to join";
    NothingBefore => "nothing-before", "nothing before the caret";
    NoFormatting => "no-formatting", "there is no formatting";
    ItemEmpty => "item-empty", "the item is still empty";
    NothingToIndent => "nothing-to-indent", "nothing to indent";
    CaretAtEdge => "caret-at-edge", "the caret cannot go further";

    // What a command names and the document lacks.
    NotInText { words: String } => "not-in-text", "“{words}” is not in the text";
    NothingMeant => "nothing-meant", "nothing is selected and nothing was said just now";
    NothingInDocument => "nothing-in-document", "there is not anything: the document is empty";
    NothingThere => "nothing-there", "there is not anything there";
    NothingElse => "nothing-else", "there is not anything else";
    NotSoMany => "not-so-many", "there is not so many of them";
    NoneOfThese => "none-of-these", "there is not any of these";
    NoSuchThingThere => "no-such-thing-there", "there is not such a thing there";
    NoUnitHere { unit: &'static str } => "no-unit-here", "there is not a {unit} here";
    NoUnit { unit: &'static str } => "no-unit", "there is not a {unit}";
    NoUnitThere { unit: &'static str } => "no-unit-there", "there is not a {unit} there";
    NoUnitNumber { unit: &'static str, n: usize } => "no-unit-number", "there is not {unit} number {n}";
    NoUnitFromEnd { unit: &'static str, n: usize } => "no-unit-from-end", "there is not a {unit} that is number {n} from the end";
    NoUnitInMiddle { unit: &'static str } => "no-unit-in-middle", "there is not a {unit} in the middle";
    NoNextUnit { unit: &'static str } => "no-next-unit", "there is not a next {unit}";
    NoPreviousUnit { unit: &'static str } => "no-previous-unit", "there is not a previous {unit}";
    NoTextHere => "no-text-here", "there is not text here";
    NoListHere => "no-list-here", "there is not a list here";
    NoListYet => "no-list-yet", "there is not a list here; say “start bullet list”";
    NoHeadingThere => "no-heading-there", "there is not a heading there";
    NoLinkThere => "no-link-there", "there is not a link there";
    NotSoOften { words: String } => "not-so-often", "there is not “{words}” so many times";
    NoSuchSign { mark: String } => "no-such-sign", "there is not such a “{mark}”";
    NoSuchMark { mark: &'static str } => "no-such-mark", "there is not such {mark}";
    NoSuchPair { open: String, close: String } => "no-such-pair", "there is not such a pair of {open} {close}";
    NoPairAround { open: String, close: String } => "no-pair-around", "there is not a pair of {open} {close} around it";
    NothingInPair { open: String, close: String } => "nothing-in-pair", "there is not anything in a pair of {open} {close}";
    NoSearchYet => "no-search-yet", "there is not a search yet; say “find” and the words";
    NoSpaceIn { what: String } => "no-space-in", "there is not a space in “{what}”";
    NothingToCopy => "nothing-to-copy", "there is not anything to copy";
    NoSuchSpelling { what: String, letters: String } => "no-such-spelling", "there is not a spelling of “{what}” with “{letters}”";
    NoItemNumber { n: usize } => "no-item-number", "there is not so many items that there could be a number {n}";

    // What was not understood.
    Asleep { wake: String } => "asleep", "asleep; say “{wake}”";
    SaysHow { words: String } => "says-how", "“{words}” says how, not which words; say the words, or “make … shorter” to rewrite";
    NoCommandBut { words: String, command: String } => "no-command-but", "“{words}” is no command; there is “{command}”";
    NoCommand { words: String } => "no-command", "“{words}” is not a command; say “help”";
    OrWrite { why: Box<Message> } => "or-write", "{why}; “choose 1” writes the words";
    DidYouMean { command: String } => "did-you-mean", "did you mean: {command}? Say “yes” or “no”";
    WhichOne => "which-one", "which one did you mean? Say its number, or “no”";
    Asked { yes: String } => "asked", "{yes}? Say “yes” or “no”";
    OneOf { done: Box<Message>, picked: usize, of: usize, other: usize } => "one-of", "{done} ({picked} of {of}; “choose {other}” for another)";
    NoChoice { n: usize } => "no-choice", "there is no choice {n}";
    NotAll => "not-all", "these cannot all be taken; say a number";
    TextChanged => "text-changed", "the text has changed since; say it again";
    CommandsInEnglish { language: String } => "commands-in-english", "{language}: commands and spelling are in English";
    WrittenAsRead { language: String } => "written-as-read", "{language}: written as it was read; commands and polish know English alone";

    // What the session did.
    Wrote { what: String } => "wrote", "wrote “{what}”";
    WroteSpace => "wrote-space", "wrote a space";
    WroteLine => "wrote-line", "wrote a new line";
    WroteParagraph => "wrote-paragraph", "wrote a new paragraph";
    NothingToWrite => "nothing-to-write", "nothing to write";
    Typing => "typing", "typing";
    ClosedSentence => "closed-sentence", "the end of the last sentence";
    BroughtBack => "brought-back", "brought back what was cut off";
    NoLetters { words: String } => "no-letters", "“{words}” are no letters; “dictation mode” ends spelling";
    Scratched { what: String } => "scratched", "scratched “{what}”";
    NothingToScratch => "nothing-to-scratch", "nothing to scratch";
    Undid { step: Box<Message> } => "undid", "undid: {step}";
    UndidSteps { n: usize } => "undid-steps", "undid {n} steps";
    UndidAll { done: Box<Message> } => "undid-all", "{done}; “redo everything” brings it back";
    NothingToUndo => "nothing-to-undo", "nothing to undo";
    Redid { step: Box<Message> } => "redid", "did again: {step}";
    RedidSteps { n: usize } => "redid-steps", "did again {n} steps";
    NothingToRedo => "nothing-to-redo", "nothing to redo";
    NothingChanged => "nothing-changed", "nothing was changed";
    Cancelled => "cancelled", "cancelled";
    Cleared => "cleared", "cleared everything";
    ClearedUndo => "cleared-undo", "cleared everything; “undo” brings it back";
    Done => "done", "done";
    StayedHere => "stayed-here", "stayed with this document";
    NewDocument => "new-document", "new document";
    CorrectSelected { what: String } => "correct-selected", "“{what}” selected: choose another, say it again, or “spell that …”";
    Learnt { before: Box<Message>, words: String } => "learnt-after", "{before}; learnt “{words}”";
    LearntWords { words: String } => "learnt", "learnt “{words}”";
    SnippetAdded { said: String, written: String } => "snippet-added", "for “{said}” I write “{written}” from now on";
    OwnWordAdded { word: String } => "own-word-added", "“{word}” is one of your words now";
    OwnWordKnown { word: String } => "own-word-known", "“{word}” was one of your words already";
    OwnWordForgotten { word: String } => "own-word-forgotten", "forgot “{word}”";
    OwnWordUnknown { word: String } => "own-word-unknown", "“{word}” is none of your words";
    CapsOn => "caps-on", "caps on";
    CapsOff => "caps-off", "caps off";
    NoSpaceNext => "no-space-next", "no space before what comes next";
    Help => "help", "what you can say";
    Listening => "listening", "listening";
    StoppedListening => "stopped-listening", "stopped listening";
    DictationMode => "dictation-mode", "dictation mode";
    CommandMode => "command-mode", "command mode: nothing is written";
    SpellingMode => "spelling-mode", "spelling mode: say letters; “dictation mode” ends it";
    CopiedEverything => "copied-everything", "copied everything";
    Copied { what: String } => "copied", "copied “{what}”";
    Cut { what: String } => "cut", "cut “{what}”";
    Pasted => "pasted", "pasted";
    ClipboardRestored => "clipboard-restored", "the clipboard is as it was before";
    Saving => "saving", "saving";
    SavingAs { name: String } => "saving-as", "saving as “{name}”";
    Saved { path: String } => "saved", "saved {path}";
    Opening { name: String } => "opening", "opening “{name}”";
    Exporting => "exporting", "exporting";

    // Speakers.
    SpeakerUnknown => "speaker-unknown", "who spoke last is not known";
    SpeakersShown => "speakers-shown", "speaker names shown";
    SpeakersHidden => "speakers-hidden", "speaker names hidden";
    NoSpeaker { n: usize } => "no-speaker", "there is no speaker {n}";
    SpeakerIs { before: String, name: String } => "speaker-is", "{before} is {name}";
    SpeakersMerged { before: String, name: String } => "speakers-merged", "{before} is {name} now";
    OtherSaidThat { name: String, owner: String } => "other-said-that", "{name} said that, and only commands of {owner} are obeyed";
    UnknownSaidThat { owner: String } => "unknown-said-that", "whose voice that was is not known, and only commands of {owner} are obeyed";
    NoTwoSpeakers => "no-two-speakers", "there are not two such speakers";

    // Rewrites, and what comes from elsewhere.
    NothingToRewrite => "nothing-to-rewrite", "there is nothing to rewrite";
    Rewriting { title: String, what: String } => "rewriting", "{title}: working on “{what}”";
    RewriteSame { title: String } => "rewrite-same", "{title}: nothing to change";
    RewriteReady { title: String } => "rewrite-ready", "{title}: say “apply” or “cancel”";
    RewriteApplied { title: String } => "rewrite-applied", "{title} applied";
    RewriteAppliedBut { title: String, notes: String } => "rewrite-applied-but", "{title} applied; {notes}";
    RewriteReverted => "rewrite-reverted", "the rewrite is reverted";
    HeardWordsBack => "heard-words-back", "the words as heard are back";
    HeardWordsStand => "heard-words-stand", "these are the words as heard";
    NothingToRevert => "nothing-to-revert", "nothing to revert";
    StillWorking => "still-working", "still working";
    NothingToApply => "nothing-to-apply", "nothing to apply";
    NothingForCommand { name: String } => "nothing-for-command", "“{name}” needs a text: select one first";
    CommandFailed { name: String, problem: String } => "command-failed", "“{name}”: {problem}; your text is unchanged";
    NeedsModel { what: String } => "needs-model", "{what} needs a language model. Load Gemma 4 12B with --model or in the settings.";
    LoadingModel { n: usize } => "loading-model", "loading the model: {n} %";
    Other { text: String } => "other", "{text}";
}
