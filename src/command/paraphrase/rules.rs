//! The wordings themselves: names of formats and of paired marks, and rules of one wording each.

use super::{Row, Scope};
use crate::command::repair::Manner;

/// How a format is called, and the table's wording for it.
pub(super) const FORMATS: &[(&str, &str)] = &[
    (
        "(bold|boldface|bold type|bold face|bold print|bold letters|bold font|a bold font)",
        "bold {0}",
    ),
    (
        "(italics|italic|italic type|italic letters|an italic font|cursive)",
        "italicize {0}",
    ),
    ("(underlined|underline|underlining)", "underline {0}"),
    (
        "(code|code font|code style|monospace|monospaced|monospace font|a monospaced font|a code font)",
        "format {0} as code",
    ),
    (
        "(strikethrough|strike through|struck through|struck out|crossed out)",
        "strike through {0}",
    ),
    (
        "(uppercase|upper case|all caps|caps|capitals|capital letters|all capitals|all uppercase|block capitals|block letters|big letters|all big letters|large letters)",
        "uppercase {0}",
    ),
    (
        "(lowercase|lower case|small letters|all lowercase|all lower case)",
        "lowercase {0}",
    ),
    ("(title case|titlecase)", "title case {0}"),
    ("(quotes|quotation marks)", "put {0} in quotes"),
    ("(brackets|square brackets)", "put {0} in brackets"),
    ("(parentheses|parens|round brackets)", "put {0} in parentheses"),
];

/// Every way to give a format, and what the table's wording for it is then about.
#[rustfmt::skip] // one rule a line
pub(super) const OF_FORMAT: &[Row] = &[
    ("(set|put|turn|change|switch|convert|make|mark|format|style|show|render|display|write|print|have) <any> [back] (to|into|in|as|with) [all] {name} [text|type|letters|writing|style|formatting]", "{0}", Manner::Plain, Scope::Any),
    ("(turn|mark|set|make) <any> {name}", "{0}", Manner::Plain, Scope::Any),
    ("(do|get) <any> in {name}", "{0}", Manner::Plain, Scope::Pointed),
    ("(apply|add) {name} [formatting|type] (to|on) <any>", "{0}", Manner::Plain, Scope::Any),
    ("(apply|use|add) {name} [formatting|type]", "that", Manner::Plain, Scope::Selected),
    ("[all] in {name}", "that", Manner::Plain, Scope::Selected),
    ("<any> [all] in {name}", "{0}", Manner::Polite, Scope::Pointed),
    ("(can|could|may|shall) (we|i) have <any> in {name} and <any> in {name} [as well|too]", "{0} and {1}", Manner::Polite, Scope::Any),
    ("(can|could|should|may|might) <any> [perhaps|maybe|possibly] (be|go|be put|go into) [in|all in|into|all] {name}", "{0}", Manner::Polite, Scope::Pointed),
    ("<any> {should} (be|go) [in|all|written in|set in] {name}", "{0}", Manner::Polite, Scope::Pointed),
    ("<any> {should} be (in|all in|written in|set in|put in) [all] {name}", "{0}", Manner::Plain, Scope::Any),
    ("<any> and <any> both {should} be [in|all|all in|written in] {name}", "{0} and {1}", Manner::Plain, Scope::Any),
    ("(i want|i need|i'd like|i would like|let's have|can i have|could i have|may i have|can we have|could we have) <any> [to be] [in|all in|all] {name}", "{0}", Manner::Polite, Scope::Any),
];

/// The same of a format that has no other meaning beside "for".
#[rustfmt::skip] // one rule a line
pub(super) const OF_LOOK: &[Row] = &[
    ("[use|put|set|give me|have] {name} (for|on) <any>", "{0}", Manner::Plain, Scope::Any),
];

/// The same of a format whose name alone is enough.
pub(super) const OF_CASE: &[Row] = &[("{name}", "that", Manner::Plain, Scope::Selected)];

/// How paired marks are called, the table's name for them, and the verb that is made of it.
pub(super) const PAIRS: &[(&str, &str, Option<&str>)] = &[
    (
        "[some|the|double] (quotes|quotation marks|quote marks|speech marks|inverted commas|quotations)",
        "quotes",
        None,
    ),
    ("[some|the|square] (brackets)", "brackets", Some("bracket")),
    (
        "[some|the] (parentheses|parens|parenthesis|round brackets)",
        "parentheses",
        Some("(parenthesize|parenthesise)"),
    ),
    ("[some|the] (braces|curly brackets|curly braces)", "braces", None),
];

/// Every way to put paired marks around something or to take them away.
#[rustfmt::skip] // one rule a line
pub(super) const OF_PAIR: &[Row] = &[
    ("(put|wrap|stick|set|have|surround|enclose|encase|place|write|frame|show) <any> (in|into|inside|within|between|with|by) {name}", "put {0} in {name}", Manner::Plain, Scope::Any),
    ("[put|add|place|set|insert|draw|stick|wrap] {name} (around|round|about|on both sides of|on either side of) <any>", "put {0} in {name}", Manner::Plain, Scope::Any),
    ("(add|use|put|insert) {name} [around it|around that|there|here]", "put that in {name}", Manner::Plain, Scope::Selected),
    ("(take|get|remove) <any> out of {name}", "delete the {name} around {0}", Manner::Plain, Scope::Any),
    ("(take|strip|remove|get|drop|lose) {name} (off|away from|from|from around) <any>", "delete the {name} around {0}", Manner::Plain, Scope::Any),
    ("(i need|i want|i'd like|can i have|could i have|we need|give me) {name} (around|round) [the word|the words] <any>", "put {0} in {name}", Manner::Plain, Scope::Any),
];

/// What the verb of paired marks does.
pub(super) const OF_VERB: &[Row] = &[("{name} <any>", "put {0} in {name}", Manner::Plain, Scope::Pointed)];

/// Words for what should be so.
pub(super) const SHOULD: &str =
    "(should|must|needs to|need to|has to|have to|ought to|can|could|is supposed to|was supposed to)";

/// Rules of one wording each.
#[rustfmt::skip] // one rule a line
pub(super) const RULES: &[Row] = &[
    // Away with it
    ("(throw|chuck|toss|cut|strike|edit|leave|rub|wipe|blot|rip|kick) <any> (out|away)", "delete {0}", Manner::Plain, Scope::Pointed),
    ("(throw|chuck|toss|cut|edit|wipe|take|strip) (out|away|off) <any>", "delete {0}", Manner::Plain, Scope::Pointed),
    ("cross <any> off", "cross out {0}", Manner::Plain, Scope::Pointed),
    ("(take|strip|knock) <any> off", "delete {0}", Manner::Plain, Scope::Pointed),
    ("(do|go) without <any>", "delete {0}", Manner::Plain, Scope::Pointed),
    ("(i|we) (don't|do not) (need|want|like) <any> [anymore|any more|here|there]", "delete {0}", Manner::Polite, Scope::Pointed),
    ("(i|we) (want|need|would like) <any> (gone|out|deleted|removed)", "delete {0}", Manner::Polite, Scope::Pointed),
    ("there (should|must) be no <any>", "delete the {0}", Manner::Polite, Scope::Pointed),
    ("no <any> (after|before) <any>", "delete the {0} after {1}", Manner::Plain, Scope::Pointed),
    ("keep only <any>", "delete everything except {0}", Manner::Plain, Scope::Pointed),
    ("keep <any> only", "delete everything except {0}", Manner::Plain, Scope::Pointed),
    ("(take|strike|cross|scratch) <any> off (the|this|my|our) list", "remove {0} from the list", Manner::Plain, Scope::Any),
    ("unquote <any>", "delete the quotes around {0}", Manner::Plain, Scope::Any),
    // Other verbs
    ("(pop|stick|slip|tuck|squeeze) the (word|words) <any> before <any>", "insert {0} before {1}", Manner::Plain, Scope::Any),
    ("(pop|stick|slip|tuck|squeeze) the (word|words) <any> after <any>", "insert {0} after {1}", Manner::Plain, Scope::Any),
    ("(pop|stick|slip|chuck) <any> (at|to|on) the (top|start|beginning) of (the|my|our|this) list", "add {0} to the top of the list", Manner::Plain, Scope::Any),
    ("(pop|stick|slip|chuck) <any> (on|onto|at the end of|at the bottom of) (the|my|our|this) list", "add {0} to the list", Manner::Plain, Scope::Any),
    ("have <any> first", "move {0} first", Manner::Plain, Scope::Pointed),
    ("have <any> last", "move {0} last", Manner::Plain, Scope::Pointed),
    ("(flip|invert) <any>", "swap {0}", Manner::Plain, Scope::Pointed),
    ("(amend|revise|alter) <any> to read <any>", "change {0} to {1}", Manner::Plain, Scope::Any),
    ("(amend|revise|alter) <n> <any> to <n> <any>", "change {0} {1} to {2} {3}", Manner::Plain, Scope::Any),
    ("(delete|remove|erase|strike|strike out|cross out) <any> and (substitute|insert|put in|write) <any> [instead|in its place]", "replace {0} with {1}", Manner::Plain, Scope::Any),
    ("make (that|this|the) <n> (a|an) <n>", "replace {0} with {1}", Manner::Plain, Scope::Any),
    ("i (don't|do not) want <any> i want <any>", "replace {0} with {1}", Manner::Polite, Scope::Any),
    ("(i'd like|i want|i need|give me|can i have|could i have|may i have|let's have|let me have) a <any> here", "insert a {0} here", Manner::Plain, Scope::Any),
    ("[a|the] (heading|headline|title)", "make that a heading", Manner::Plain, Scope::Selected),
    ("(heading|level) <n>", "make that a level {0} heading", Manner::Plain, Scope::Selected),
    ("[a] (bullets|bullet points|bullet list|bulleted list)", "make that a bullet list", Manner::Plain, Scope::Selected),
    ("[a] (numbered list|numbered items)", "make that a numbered list", Manner::Plain, Scope::Selected),
    // Other words
    ("<any> should (say|read) <any>", "replace {0} with {1}", Manner::Polite, Scope::Pointed),
    ("(that|this|it) should (say|read) <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("replace (with|by) <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("change to <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("(that|this|it) (was supposed to be|is supposed to be|was meant to be|is meant to be|should have been) <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("make (it|that|this) <any> (instead|in its place)", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("(wherever|everywhere|every time|whenever|each time) (it|the text|this|i) (says|reads|said|wrote|has) <any> (put|write|say|use|make it|change it to|it should say|it should be|replace it with|i meant) <any>", "replace every {0} with {1}", Manner::Plain, Scope::Any),
    ("(where|when) (it|the text) says <any> (put|write|say|use|make it|change it to|it should say|it should be|replace it with) <any>", "replace {0} with {1}", Manner::Plain, Scope::Any),
    ("(rename|retitle|relabel) <any> (to|as|into) <any>", "change {0} to {1}", Manner::Plain, Scope::Pointed),
    ("(write|use|say|put|type|try) <any> (instead|in its place|in place of it|in place of that|instead of that|instead of it|instead of this|rather than that)", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("(it|that|this) (should be|should have been|was supposed to be|is supposed to be|ought to be) <any> (not|instead of|rather than) <any>", "replace {1} with {0}", Manner::Plain, Scope::Any),
    ("make (it|that|this) <any> (not|rather than|in place of) <any>", "replace {1} with {0}", Manner::Plain, Scope::Any),
    ("in <place> (change) <any> to <any>", "change {1} in {0} to {2}", Manner::Plain, Scope::Any),
    ("in <place> replace <any> (with|by) <any>", "replace {1} in {0} with {2}", Manner::Plain, Scope::Any),
    ("(i'd like|i want|i would like|i need|can i have|could i have|may i have|can we have|could we have|let's have|i'd like to have|we want|we need) <any> (changed to|replaced with|replaced by|turned into|corrected to|to be) <any>", "replace {0} with {1}", Manner::Polite, Scope::Any),
    ("spell <any> [as|like this] <letters>", "replace {0} with {1}", Manner::Plain, Scope::Any),
    ("(tidy|neaten|smarten|spruce) up <any>", "clean up {0}", Manner::Plain, Scope::Pointed),
    ("(tidy|neaten|smarten|spruce) <any> up", "clean up {0}", Manner::Plain, Scope::Pointed),
    ("(make|get|cut|bring) <any> (shorter|down|smaller) by [a] (third|quarter)", "make {0} shorter", Manner::Plain, Scope::Pointed),
    ("(shorten|trim|reduce|condense) <any> by [a] (third|quarter)", "make {0} shorter", Manner::Plain, Scope::Pointed),
    ("(expand|elaborate|enlarge) (on|upon) <any> (a bit|a little|a little bit|a bit more|some more|further|somewhat)", "make {0} longer", Manner::Plain, Scope::Pointed),
    ("(make|create|build|form) <any> (out of|from) this", "turn this into {0}", Manner::Plain, Scope::Any),
    ("(make|create|build|form) <any> (out of|from) that", "turn that into {0}", Manner::Plain, Scope::Any),
    ("(make|create|build|form) <any> (out of|from) it", "turn it into {0}", Manner::Plain, Scope::Any),
    ("spell out <letters>", "spell {0}", Manner::Plain, Scope::Any),
    // Where
    ("in <place> (delete|remove) <any>", "delete {1} in {0}", Manner::Plain, Scope::Any),
    ("in <place> bold <any>", "bold {1} in {0}", Manner::Plain, Scope::Any),
    ("in <place> (italicize|italicise) <any>", "italicize {1} in {0}", Manner::Plain, Scope::Any),
    ("in <place> underline <any>", "underline {1} in {0}", Manner::Plain, Scope::Any),
    ("(end|finish) <place> with <any>", "add {1} to the end of {0}", Manner::Plain, Scope::Any),
    ("(start|begin|open) <place> with <any>", "add {1} to the start of {0}", Manner::Plain, Scope::Any),
    ("there (should|must|ought to) be (a|an) <any> after <any>", "put a {0} after {1}", Manner::Polite, Scope::Any),
    ("there (should|must|ought to) be (a|an) <any> before <any>", "put a {0} before {1}", Manner::Polite, Scope::Any),
    ("(end|finish|close) (that|this|it) with (a|an|the) <any>", "add a {0} to the end of this sentence", Manner::Plain, Scope::Any),
    ("[put|place|set|move|bring|take] [the|my] (cursor|caret|insertion point) (at|to) the very (start|beginning|top)", "go to the start", Manner::Plain, Scope::Any),
    ("[put|place|set|move|bring|take] [the|my] (cursor|caret|insertion point) (at|to) the very (end|bottom)", "go to the end", Manner::Plain, Scope::Any),
    ("(make|let|have) <any> and <any> (trade|swap|switch|change|exchange) (places|positions)", "swap {0} and {1}", Manner::Plain, Scope::Any),
    ("(go|jump|move) [to] (just|right|directly|immediately) before <any>", "go before {0}", Manner::Plain, Scope::Any),
    ("(go|jump|move) [to] (just|right|directly|immediately|straight) after <any>", "go after {0}", Manner::Plain, Scope::Any),
    ("[put|place|set|move] [the|my] (cursor|caret|insertion point) [right|just|directly|to] (before|in front of|ahead of|to the left of) <any>", "go before {0}", Manner::Plain, Scope::Any),
    ("[put|place|set|move] [the|my] (cursor|caret|insertion point) [right|just|directly|to] (after|behind|past|following|to the right of) <any>", "go after {0}", Manner::Plain, Scope::Any),
    ("(take|bring|put) me to <place>", "go to {0}", Manner::Plain, Scope::Any),
    ("(move|bring|put|take|shift|send|place|pull|drag|get) <any> [right|all the way] [up|back] to the [very] (top|start|beginning|front)", "move {0} to the top", Manner::Plain, Scope::Pointed),
    ("(move|bring|put|take|shift|send|place|push|drag|get) <any> [right|all the way] [down] to the [very] (bottom|end)", "move {0} to the end", Manner::Plain, Scope::Pointed),
    ("(swap|switch|flip|turn) around <any>", "swap {0}", Manner::Plain, Scope::Any),
    ("(swap|switch|flip|turn) <any> (around|round|over)", "swap {0}", Manner::Plain, Scope::Any),
    ("(put|add|insert) a hyphen between <any> and <any>", "hyphenate {0} {1}", Manner::Plain, Scope::Any),
    ("there (should|must|needs to|ought to) be a hyphen between <any> and <any>", "hyphenate {0} {1}", Manner::Plain, Scope::Any),
    ("join <any> and <any> with a hyphen", "put a hyphen between {0} and {1}", Manner::Plain, Scope::Any),
    ("(put|set|move) <any> (on|onto|in|into) (a new|a separate|its own|another|the next) line", "break the line before {0}", Manner::Plain, Scope::Any),
    ("(put|set|move) <any> (on|onto|in|into) (a new|a separate|its own|another) paragraph", "break the paragraph before {0}", Manner::Plain, Scope::Any),
    ("(make|give) <any> (a|its own) [new|separate] paragraph [of its own]", "break the paragraph before {0}", Manner::Plain, Scope::Pointed),
    // Lists, headings, links
    ("(begin|open|create|make|insert|start) [a] [new] (bullet|bulleted|bullet point) list", "start a bullet list", Manner::Plain, Scope::Any),
    ("(begin|open) [a] [new] list", "start a list", Manner::Plain, Scope::Any),
    ("(begin|open|create|make|insert|start) [a] [new] (numbered|number) list", "start a numbered list", Manner::Plain, Scope::Any),
    ("(make|create|build) a [bullet|bulleted] list (out of|from|of|with) <any>", "make {0} a bullet list", Manner::Plain, Scope::Pointed),
    ("(make|create|build) a (numbered|number) list (out of|from|of|with) <any>", "make {0} a numbered list", Manner::Plain, Scope::Pointed),
    ("(format|show|write|set|put|style|display|give|arrange) <any> (as|in) (a list|a bullet list|a bulleted list|bullets|bullet points|list form)", "make {0} a bullet list", Manner::Plain, Scope::Pointed),
    ("(format|show|write|set|put|style|display|arrange) <any> (as|in) (a numbered list|numbers|numbered points)", "make {0} a numbered list", Manner::Plain, Scope::Pointed),
    ("list (those|these|that|this|them)", "make that a bullet list", Manner::Plain, Scope::Selected),
    ("(make|turn|change|convert) <any> [into|to] (numbered|number) (items|steps|points)", "make {0} a numbered list", Manner::Plain, Scope::Any),
    ("make (each|every) (line|one) [into] a (numbered item|number)", "number all the lines", Manner::Plain, Scope::Any),
    ("(give|assign) (each|every) (line|one) a number", "number all the lines", Manner::Plain, Scope::Any),
    ("(give|put) (each|every) (line|one) a (bullet|bullet point)", "make every line a bullet point", Manner::Plain, Scope::Any),
    ("put a (bullet|bullet point) (on|before|in front of|at the start of) (each|every) (line|one)", "make every line a bullet point", Manner::Plain, Scope::Any),
    ("(use|have|i want|i'd like|give me) numbers (instead of|not|rather than|than) [the] (bullets|bullet points)", "make the list a numbered list", Manner::Plain, Scope::Any),
    ("(replace|change|turn|swap|switch|convert|make) [all] [the|these] (bullets|bullet points) [with|to|into|for|by] [a] (numbers|numbered list|numbering) [instead]", "make the list a numbered list", Manner::Plain, Scope::Any),
    ("(use|have|i want|i'd like|give me) (bullets|bullet points) (instead of|not|rather than|than) [the] numbers", "make the list a bullet list", Manner::Plain, Scope::Any),
    ("(replace|change|turn|swap|switch|convert|make) [all] [the|these] (numbers|numbering) [with|to|into|for|by] [a] (bullets|bullet points|bullet list) [instead]", "make the list a bullet list", Manner::Plain, Scope::Any),
    ("(i|we) (don't|do not) (want|need) [any|the|these|those] (bullets|bullet points) [here|there|anymore|any more|in this list|in the list]", "remove the bullets", Manner::Plain, Scope::Any),
    ("(i|we) (don't|do not) (want|need) [any|the|these|those] (numbers|numbering) [here|there|anymore|any more|in this list|in the list]", "remove the numbers", Manner::Plain, Scope::Any),
    ("(no|no more|without|drop) [the] (bullets|bullet points) [here|anymore|any more|now]", "remove the bullets", Manner::Plain, Scope::Any),
    ("[the] (bullets|bullet points) (off|can go|should go|must go|need to go|have to go|away)", "remove the bullets", Manner::Plain, Scope::Any),
    ("[the] (numbers|numbering) (off|can go|should go|must go|needs to go|need to go|have to go|away)", "remove the numbers", Manner::Plain, Scope::Any),
    ("(remove|delete|strip|drop|lose|get rid of|take away) [all] the list (formatting|format|style|marks|markers|bullets|numbers)", "turn the list into plain lines", Manner::Plain, Scope::Any),
    ("(unbullet|unlist|unnumber) <any>", "turn the list into plain lines", Manner::Plain, Scope::Any),
    ("(turn|change|make|convert|put) <any> [back] (into|to|as) (plain|normal|ordinary|simple|regular|separate) (lines|text|paragraphs|sentences)", "turn {0} into plain lines", Manner::Plain, Scope::Any),
    ("(format|style|mark|set|use|treat|show|write) <any> as [a|the] (heading|headline|title|header)", "make {0} a heading", Manner::Plain, Scope::Any),
    ("(format|style|mark|set|use|show|turn|change|make) <any> (as|into|to) [a] (heading level <n>|heading <n>|level <n> heading|level <n>)", "make {0} a level {1} heading", Manner::Plain, Scope::Any),
    ("(make|set|put|move|take|bring|drop|push|shift) <any> (one level|a level) (lower|down)", "demote {0}", Manner::Plain, Scope::Pointed),
    ("(make|set|put|move|take|bring|raise|push|shift) <any> (one level|a level) (higher|up)", "promote {0}", Manner::Plain, Scope::Pointed),
    ("(bump|drop|push|shift|take) <any> down", "demote {0}", Manner::Plain, Scope::Pointed),
    ("(bump|push|shift) <any> up", "promote {0}", Manner::Plain, Scope::Pointed),
    ("<any> (should|must|needs to|has to|ought to) be [a|the] (heading|headline|title|header)", "make {0} a heading", Manner::Polite, Scope::Any),
    ("make <any> the (heading|headline|title|header)", "make {0} a heading", Manner::Plain, Scope::Any),
    ("(this|that|it) is [a|the] (heading|headline|title|header)", "make that a heading", Manner::Plain, Scope::Selected),
    ("(make|turn|change|format) <any> [into|to|as] [a] (first|top) level (heading|headline|title)", "make {0} a level one heading", Manner::Plain, Scope::Any),
    ("(make|turn|change|format) <any> [into|to|as] [a] second level (heading|headline|title)", "make {0} a level two heading", Manner::Plain, Scope::Any),
    ("(make|turn|change|format) <any> [into|to|as] [a] third level (heading|headline|title)", "make {0} a level three heading", Manner::Plain, Scope::Any),
    ("(take|strip) the (heading|headline|title) (off|away)", "remove the heading", Manner::Plain, Scope::Any),
    ("(unmake|drop|strip|lose) the heading [formatting|style|format]", "remove the heading", Manner::Plain, Scope::Any),
    ("(make|turn|change|set|convert) the (heading|headline|title) [back] [into|to] (normal|regular|plain|ordinary|body) (text|type|words|line)", "remove the heading", Manner::Plain, Scope::Any),
    ("(turn|make|change|convert) <any> [into] a (hyperlink|web link|link) (to|pointing to|that goes to) <any>", "link {0} to {1}", Manner::Plain, Scope::Any),
    ("(put|use|add) [some] (capitals|capital letters|initial capitals) (on|for|in|at the start of) <any>", "capitalize each word in {0}", Manner::Plain, Scope::Any),
    ("(start|begin) (each|every) word (of|in) <any> with a capital [letter]", "capitalize each word in {0}", Manner::Plain, Scope::Any),
    ("(make|let|have) <any> (start|begin) with a capital [letter]", "capitalize {0}", Manner::Plain, Scope::Any),
    ("(put|use|add) a capital [letter] (on|in|at the start of|at the beginning of) <any>", "capitalize {0}", Manner::Plain, Scope::Any),
    ("make <any> link to <any>", "link {0} to {1}", Manner::Plain, Scope::Any),
    ("(hyperlink|link) <any> (to|with) <any>", "link {0} to {1}", Manner::Plain, Scope::Any),
    ("add a hyperlink to <any> to <any>", "link {1} to {0}", Manner::Plain, Scope::Any),
    ("(take|strip|get|knock) [all] [of] the bold (off|from|out of|off of) <any>", "remove the bold from {0}", Manner::Plain, Scope::Any),
    ("(take|strip|get|knock) [all] [of] the (italics|italic) (off|from|out of|off of) <any>", "remove the italics from {0}", Manner::Plain, Scope::Any),
    ("(take|strip|get|knock) [all] [of] the (underline|underlining) (off|from|out of|off of) <any>", "remove the underline from {0}", Manner::Plain, Scope::Any),
    ("(take|strip|get|knock) [all] [of] the formatting (off|from|out of|off of) <any>", "remove all formatting from {0}", Manner::Plain, Scope::Any),
    ("(emphasize|emphasise|stress) <any>", "italicize {0}", Manner::Plain, Scope::Selected),
    // Rewriting
    ("(give|show|write|make|create|produce) [me|us] (a|an) <any> version of <any>", "make {1} {0}", Manner::Plain, Scope::Pointed),
    ("(give|show|write|make|create|produce) [me|us] (a|an) <any> version", "make that {0}", Manner::Plain, Scope::Selected),
    ("(fix|correct|check|mend|repair|put right|sort out) [all] [the|my] (punctuation|capitals|capitalization|capitalisation|capital letters|commas|case|marks) and [the|my] (punctuation|capitals|capitalization|capitalisation|capital letters|case|marks|spacing)", "fix the punctuation", Manner::Plain, Scope::Any),
    ("(say|put|phrase|word|express|write|rewrite|reword|rephrase) <any> in a <any> (way|tone|manner|style|voice)", "make {0} {1}", Manner::Plain, Scope::Pointed),
    ("(combine|merge|join|turn|make|condense|squeeze|compress|summarize|summarise|sum|reduce|shrink|boil|squash|trim|cut) <any> [up|down] [in|into|to] (one|a single|just one) (sentence|line)", "make {0} one sentence", Manner::Plain, Scope::Pointed),
    ("(simplify|explain) <any> for (children|kids|a child|a layperson|laypeople|beginners|everyone|everybody)", "simplify {0}", Manner::Plain, Scope::Pointed),
    ("tone <any> down [a bit|a little|somewhat]", "make {0} less harsh", Manner::Plain, Scope::Pointed),
    ("tone down <any>", "make {0} less harsh", Manner::Plain, Scope::Pointed),
    ("soften <any> [up] [a bit|a little]", "make {0} softer", Manner::Plain, Scope::Pointed),
    ("(jazz|spice|liven|brighten|perk) <any> up [a bit|a little]", "make {0} livelier", Manner::Plain, Scope::Pointed),
    ("(improve|enhance) <any>", "make {0} better", Manner::Plain, Scope::Pointed),
    ("(tighten|trim|prune|streamline|compress) [up] <any>", "make {0} shorter", Manner::Plain, Scope::Pointed),
    ("make <any> <n> (word|words|sentence|sentences|line|lines) shorter", "make {0} shorter", Manner::Plain, Scope::Pointed),
    ("use (simpler|shorter|easier|plainer) (words|language|wording|sentences)", "make that simpler", Manner::Plain, Scope::Selected),
    ("(put|turn|change|rewrite|set|shift|switch) <any> (in|into|to) [the] past", "put {0} in the past tense", Manner::Plain, Scope::Pointed),
];
