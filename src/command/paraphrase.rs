//! Wordings that say in other words what the table has: "surround that with quotes" is "put that in quotes", "the last
//! sentence needs to go" is "delete the last sentence".
//!
//! Rules from pattern to wording, tried only where the words as heard are no command. Families of them (formats, marks,
//! verbs) are built from lists, so that every verb goes with every format. Knows only words; what a rule may be about is
//! left to [`Scope`], which the caller checks.

use std::sync::LazyLock;

use super::passive::as_active;
use super::pattern::Pattern;
use super::repair::Manner;
use super::tone::tone;

/// What the command that comes of a paraphrase may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Anything that is found.
    Any,
    /// What is pointed at by its kind or place ("the last sentence", "every comma"), never words of the text.
    Pointed,
    /// What is selected, and only that.
    Selected,
}

/// Another wording.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paraphrase {
    pub words: Vec<String>,
    pub manner: Manner,
    pub scope: Scope,
}

struct Rule {
    pattern: Pattern,
    /// The table's wording, `{0}` for the words of the first slot.
    wording: String,
    manner: Manner,
    scope: Scope,
}

/// Most words of an utterance that is looked at: nobody says longer commands in such words.
const MOST_WORDS: usize = 24;

/// How a format is called, and the table's wording for it.
const FORMATS: &[(&str, &str)] = &[
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
        "(uppercase|upper case|all caps|caps|capitals|capital letters|all capitals|all uppercase|block capitals|block letters)",
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

/// How paired marks are called, and the table's name for them.
const PAIRS: &[(&str, &str)] = &[
    (
        "[some|the|double] (quotes|quotation marks|quote marks|speech marks|inverted commas|quotations)",
        "quotes",
    ),
    ("[some|the|square] (brackets)", "brackets"),
    (
        "[some|the] (parentheses|parens|parenthesis|round brackets)",
        "parentheses",
    ),
    ("[some|the] (braces|curly brackets|curly braces)", "braces"),
];

const SHOULD: &str =
    "(should|must|needs to|need to|has to|have to|ought to|can|could|is supposed to|was supposed to)";

/// Rules of one wording each.
#[rustfmt::skip] // one rule a line
const RULES: &[(&str, &str, Manner, Scope)] = &[
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
    ("unquote <any>", "delete the quotes around {0}", Manner::Plain, Scope::Any),
    // Other words
    ("<any> should (say|read) <any>", "replace {0} with {1}", Manner::Polite, Scope::Pointed),
    ("(that|this|it) should (say|read) <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("replace (with|by) <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("change to <any>", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("(write|use|say|put|type|try) <any> (instead|in its place|in place of it|in place of that|instead of that|instead of it|instead of this|rather than that)", "replace that with {0}", Manner::Plain, Scope::Selected),
    ("(it|that|this) (should be|should have been|was supposed to be|is supposed to be|ought to be) <any> (not|instead of|rather than) <any>", "replace {1} with {0}", Manner::Plain, Scope::Any),
    ("make (it|that|this) <any> (not|rather than|in place of) <any>", "replace {1} with {0}", Manner::Plain, Scope::Any),
    ("in <place> (change) <any> to <any>", "change {1} in {0} to {2}", Manner::Plain, Scope::Any),
    ("in <place> replace <any> (with|by) <any>", "replace {1} in {0} with {2}", Manner::Plain, Scope::Any),
    ("(i'd like|i want|i would like|i need|can i have|could i have|may i have|can we have|could we have|let's have|i'd like to have) <any> (changed to|replaced with|replaced by|turned into|corrected to|to be) <any>", "replace {0} with {1}", Manner::Polite, Scope::Any),
    ("spell <any> [as|like this] <letters>", "replace {0} with {1}", Manner::Plain, Scope::Any),
    ("spell out <letters>", "spell {0}", Manner::Plain, Scope::Any),
    // Where
    ("in <place> (delete|remove) <any>", "delete {1} in {0}", Manner::Plain, Scope::Any),
    ("in <place> bold <any>", "bold {1} in {0}", Manner::Plain, Scope::Any),
    ("in <place> (italicize|italicise) <any>", "italicize {1} in {0}", Manner::Plain, Scope::Any),
    ("in <place> underline <any>", "underline {1} in {0}", Manner::Plain, Scope::Any),
    ("(end|finish) <place> with <any>", "add {1} to the end of {0}", Manner::Plain, Scope::Any),
    ("(start|begin|open) <place> with <any>", "add {1} to the start of {0}", Manner::Plain, Scope::Any),
    ("(go|jump|move) [to] (just|right|directly|immediately) before <any>", "go before {0}", Manner::Plain, Scope::Any),
    ("(go|jump|move) [to] (just|right|directly|immediately|straight) after <any>", "go after {0}", Manner::Plain, Scope::Any),
    ("[put|place|set|move] [the|my] (cursor|caret|insertion point) [right|just|directly|to] (before|in front of|ahead of|to the left of) <any>", "go before {0}", Manner::Plain, Scope::Any),
    ("[put|place|set|move] [the|my] (cursor|caret|insertion point) [right|just|directly|to] (after|behind|past|following|to the right of) <any>", "go after {0}", Manner::Plain, Scope::Any),
    ("(take|bring|put) me to <place>", "go to {0}", Manner::Plain, Scope::Any),
    ("(bring|put|take|shift|send|place|pull) <any> [up|back] to the (top|start|beginning|front)", "move {0} to the top", Manner::Plain, Scope::Pointed),
    ("(bring|put|take|shift|send|place|push) <any> [down] to the (bottom|end)", "move {0} to the end", Manner::Plain, Scope::Pointed),
    ("(swap|switch|flip|turn) around <any>", "swap {0}", Manner::Plain, Scope::Any),
    ("(swap|switch|flip|turn) <any> (around|round|over)", "swap {0}", Manner::Plain, Scope::Any),
    ("join <any> and <any> with a hyphen", "put a hyphen between {0} and {1}", Manner::Plain, Scope::Any),
    ("(put|set|move) <any> (on|onto|in|into) (a new|a separate|its own|another|the next) line", "break the line before {0}", Manner::Plain, Scope::Any),
    ("(put|set|move) <any> (on|onto|in|into) (a new|a separate|its own|another) paragraph", "break the paragraph before {0}", Manner::Plain, Scope::Any),
    ("(make|give) <any> (a|its own) [new|separate] paragraph [of its own]", "break the paragraph before {0}", Manner::Plain, Scope::Pointed),
    // Lists, headings, links
    ("(make|create|build) a [bullet|bulleted] list (out of|from|of|with) <any>", "make {0} a bullet list", Manner::Plain, Scope::Pointed),
    ("(make|create|build) a (numbered|number) list (out of|from|of|with) <any>", "make {0} a numbered list", Manner::Plain, Scope::Pointed),
    ("(format|show|write|set|put|style|display|give|arrange) <any> (as|in) (a list|a bullet list|a bulleted list|bullets|bullet points|list form)", "make {0} a bullet list", Manner::Plain, Scope::Pointed),
    ("(format|show|write|set|put|style|display|arrange) <any> (as|in) (a numbered list|numbers|numbered points)", "make {0} a numbered list", Manner::Plain, Scope::Pointed),
    ("list (those|these|that|this|them)", "make that a bullet list", Manner::Plain, Scope::Selected),
    ("(make|turn|change|convert) <any> [into|to] numbered items", "make {0} a numbered list", Manner::Plain, Scope::Any),
    ("make (each|every) (line|one) [into] a (numbered item|number)", "number all the lines", Manner::Plain, Scope::Any),
    ("(give|assign) (each|every) (line|one) a number", "number all the lines", Manner::Plain, Scope::Any),
    ("(give|put) (each|every) (line|one) a (bullet|bullet point)", "make every line a bullet point", Manner::Plain, Scope::Any),
    ("put a (bullet|bullet point) (on|before|in front of|at the start of) (each|every) (line|one)", "make every line a bullet point", Manner::Plain, Scope::Any),
    ("(use|have|i want|i'd like|give me) numbers (instead of|not|rather than) [the] (bullets|bullet points)", "make the list a numbered list", Manner::Plain, Scope::Any),
    ("(replace|change|turn|swap|switch|convert|make) [all] [the|these] (bullets|bullet points) [with|to|into|for|by] [a] (numbers|numbered list|numbering) [instead]", "make the list a numbered list", Manner::Plain, Scope::Any),
    ("(use|have|i want|i'd like|give me) (bullets|bullet points) (instead of|not|rather than) [the] numbers", "make the list a bullet list", Manner::Plain, Scope::Any),
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
    ("(make|let|have) <any> (start|begin) with a capital [letter]", "capitalize {0}", Manner::Plain, Scope::Any),
    ("(put|use|add) a capital [letter] (on|in|at the start of|at the beginning of) <any>", "capitalize {0}", Manner::Plain, Scope::Any),
    ("(hyperlink|link) <any> (to|with) <any>", "link {0} to {1}", Manner::Plain, Scope::Any),
    ("add a hyperlink to <any> to <any>", "link {1} to {0}", Manner::Plain, Scope::Any),
    // Rewriting
    ("(say|put|phrase|word|express|write|rewrite|reword|rephrase) <any> in a <any> (way|tone|manner|style|voice)", "make {0} {1}", Manner::Plain, Scope::Pointed),
    ("(combine|merge|join|turn|make|condense|squeeze|compress|summarize|summarise|sum|reduce|shrink|boil|squash|trim|cut) <any> [up|down] [in|into|to] (one|a single|just one) sentence", "make {0} one sentence", Manner::Plain, Scope::Pointed),
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

/// Every rule, compiled once.
static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules: Vec<(String, String, Manner, Scope)> = Vec::new();
    for (pattern, wording, manner, scope) in RULES {
        rules.push(((*pattern).to_owned(), (*wording).to_owned(), *manner, *scope));
    }
    for (names, wording) in FORMATS {
        rules.extend(of_format(names, wording));
    }
    for (names, pair) in PAIRS {
        rules.extend(of_pair(names, pair));
    }
    let compiled = rules.into_iter().filter_map(|(pattern, wording, manner, scope)| {
        Pattern::new(&pattern).map(|pattern| Rule {
            pattern,
            wording,
            manner,
            scope,
        })
    });
    compiled.collect()
});

/// Every way to give a format.
fn of_format(names: &str, wording: &str) -> Vec<(String, String, Manner, Scope)> {
    let that = wording.replace("{0}", "that");
    let rule = |pattern: String, wording: &str, manner, scope| (pattern, wording.to_owned(), manner, scope);
    let mut rules = vec![
        rule(
            format!(
                "(set|put|turn|change|switch|convert|make|mark|format|style|show|render|display|write|print|have) <any> (to|into|in|as|with) [all] {names}"
            ),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("(turn|mark|set|make) <any> {names}"),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("(do|get) <any> in {names}"),
            wording,
            Manner::Plain,
            Scope::Pointed,
        ),
        rule(
            format!("(apply|add) {names} [formatting|type] (to|on) <any>"),
            wording,
            Manner::Plain,
            Scope::Any,
        ),
        rule(
            format!("(apply|use|add) {names} [formatting|type]"),
            &that,
            Manner::Plain,
            Scope::Selected,
        ),
        rule(format!("[all] in {names}"), &that, Manner::Plain, Scope::Selected),
        rule(
            format!("<any> {SHOULD} be [in|all|written in|set in] {names}"),
            wording,
            Manner::Polite,
            Scope::Pointed,
        ),
        rule(
            format!(
                "(i want|i need|i'd like|i would like|let's have|can i have|could i have|may i have|can we have|could we have) <any> [to be] [in|all in|all] {names}"
            ),
            wording,
            Manner::Polite,
            Scope::Any,
        ),
    ];
    // Other formats are said bare, too; "code" and "brackets" are words like others.
    if wording.starts_with("uppercase") || wording.starts_with("lowercase") {
        rules.push(rule(names.to_owned(), &that, Manner::Plain, Scope::Selected));
    }
    rules
}

/// Every way to put paired marks around something or to take them away.
fn of_pair(names: &str, pair: &str) -> Vec<(String, String, Manner, Scope)> {
    let put = format!("put {{0}} in {pair}");
    let that = format!("put that in {pair}");
    let rule = |pattern: String, wording: &str, scope| (pattern, wording.to_owned(), Manner::Plain, scope);
    let mut rules = vec![
        rule(
            format!(
                "(put|wrap|stick|set|have|surround|enclose|encase|place|write|frame|show) <any> (in|into|inside|within|between|with|by) {names}"
            ),
            &put,
            Scope::Any,
        ),
        rule(
            format!(
                "[put|add|place|set|insert|draw|stick|wrap] {names} (around|round|about|on both sides of|on either side of) <any>"
            ),
            &put,
            Scope::Any,
        ),
        rule(
            format!("(add|use|put|insert) {names} [around it|around that|there|here]"),
            &that,
            Scope::Selected,
        ),
        rule(
            format!("(take|get|remove) <any> out of {names}"),
            &format!("delete the {pair} around {{0}}"),
            Scope::Any,
        ),
    ];
    let verb = match pair {
        "brackets" => "bracket",
        "parentheses" => "(parenthesize|parenthesise)",
        _ => return rules,
    };
    rules.push(rule(format!("{verb} <any>"), &put, Scope::Pointed));
    rules
}

/// What else the words may mean, in the table's words.
pub(super) fn of(words: &[String]) -> Vec<Paraphrase> {
    let mut out: Vec<Paraphrase> = Vec::new();
    if words.len() > MOST_WORDS {
        return out;
    }
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    out.extend(as_tone(&lower));
    for rule in ALL.iter() {
        for captures in rule.pattern.matches(&lower) {
            let mut wording = rule.wording.clone();
            for (index, capture) in captures.iter().enumerate() {
                let said = words[capture.start..capture.end].join(" ");
                wording = wording.replace(&format!("{{{index}}}"), &said);
            }
            if wording.starts_with("delete the") && lower.contains(&"before") && lower[0] == "no" {
                wording = wording.replacen(" after ", " before ", 1);
            }
            // "soften it" is what cooks say.
            let about_it = captures
                .first()
                .is_some_and(|first| lower[first.start..first.end] == ["it"]);
            let scope = match rule.scope {
                Scope::Pointed if about_it && lower[0] != "tone" => Scope::Selected,
                scope => scope,
            };
            out.push(Paraphrase {
                words: wording.split(' ').map(str::to_owned).collect(),
                manner: rule.manner,
                scope,
            });
        }
    }
    out.extend(as_active(&lower, words));
    // What is plainly a command before what may be a wish.
    out.sort_by_key(|other| other.manner);
    out
}

/// "put this a bit more politely" → "make this more polite".
fn as_tone(lower: &[&str]) -> Option<Paraphrase> {
    let [
        "say" | "put" | "phrase" | "word" | "express" | "write" | "rewrite" | "reword" | "rephrase",
        rest @ ..,
    ] = lower
    else {
        return None;
    };
    let more = rest.iter().position(|word| matches!(*word, "more" | "less"))?;
    let [adverb] = &rest[more + 1..] else { return None };
    let stem = adverb.strip_suffix("ly")?;
    let adjective = [stem.to_owned(), format!("{stem}le"), (*adverb).to_owned()]
        .into_iter()
        .find(|word| tone(&format!("{} {word}", rest[more])).is_some())?;
    let target = rest[..more]
        .iter()
        .filter(|word| !matches!(**word, "a" | "bit" | "little" | "much"));
    let words = ["make"]
        .into_iter()
        .chain(target.copied())
        .chain([rest[more], adjective.as_str()])
        .map(str::to_owned)
        .collect();
    Some(Paraphrase {
        words,
        manner: Manner::Plain,
        scope: Scope::Pointed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(said: &str, meant: &str) -> bool {
        let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
        of(&words).iter().any(|other| other.words.join(" ") == meant)
    }

    #[test]
    fn every_rule_compiles() {
        let n_formats: usize = FORMATS
            .iter()
            .map(|(names, wording)| of_format(names, wording).len())
            .sum();
        let n_pairs: usize = PAIRS.iter().map(|(names, pair)| of_pair(names, pair).len()).sum();
        assert_eq!(ALL.len(), RULES.len() + n_formats + n_pairs);
    }

    #[test]
    fn other_wordings_become_the_tables_own() {
        for (said, meant) in [
            ("surround that with quotes", "put that in quotes"),
            ("the last sentence needs to go", "delete the last sentence"),
            ("can the last sentence be deleted", "delete the last sentence"),
            ("i want the first word capitalized", "capitalize the first word"),
            ("put this a bit more politely", "make this more polite"),
            ("set that to bold", "bold that"),
            ("no comma before red", "delete the comma before red"),
        ] {
            assert!(means(said, meant), "{said}");
        }
        assert!(!means("the pump was replaced", "replace the pump"));
    }
}
