//! Wordings of one rule each, by what they do, tried before those of `rules`; and those that are built for every mark.
//!
//! What is about words of the text may be said in passing by whoever dictates ("after the onions add the garlic"): such
//! rules are asked about, unless the wording itself is none of prose.

use super::Scope::{Any, Bare, Pointed, Quoted, Selected};
use super::rules::SHOULD;
use super::{Manner, Scope};
use Manner::{Plain, Polite};

/// A rule as in [`super::rules::RULES`].
type Rule = (&'static str, &'static str, Manner, Scope);

#[rustfmt::skip] // one rule a line
pub(super) const WORDINGS: &[Rule] = &[
    // Away with it
    ("(scratch|wipe|axe|chop|zap|chuck|toss|junk|nuke|lose|drop|bin|ditch|scrap|kill|cut|strike|clear|rub|blot|cross) [out|away] <any>", "delete {0}", Plain, Pointed),
    ("(scratch|wipe|axe|chop|zap|lose|drop|bin|ditch|scrap|kill|cut|strike|rub out|cut out) <any>", "delete {0}", Polite, Quoted),
    ("(lose|drop|bin|ditch|scrap|cut|remove|delete|get rid of) the (bit|part|stuff|words|text) (in|inside|between|within) [the] (brackets|parentheses|round brackets)", "delete everything in the parentheses", Plain, Any),
    ("(take|get|knock|cut|strike|pull|leave|rub) <any> out of <place>", "delete {0} in {1}", Plain, Any),
    ("(take|cut|strike|drop|lose|pull|knock|scratch|wipe) <any> from <place>", "delete {0} in {1}", Plain, Any),
    ("(lose|drop|scratch|bin|ditch|scrap|axe|kill|chop|zap|wipe|strike|cut) <any> in <place>", "delete {0} in {1}", Plain, Any),
    ("(lose|drop|scratch|bin|ditch|scrap|axe|kill|chop|zap|strike|cut) the word <any>", "delete the word {0}", Plain, Any),
    ("(take|get|cut|pull|leave) <any> out of (there|here)", "delete {0}", Plain, Any),
    ("(drop|lose|scratch|ditch|axe|chop|zap|cut) and <any>", "delete and {0}", Plain, Any),
    ("(drop|lose|scratch|ditch|axe|chop|zap|cut) or <any>", "delete or {0}", Plain, Any),
    ("(delete|remove|drop|cut|get rid of|lose|take out|take away) one of the <any>", "delete the last {0}", Plain, Pointed),
    ("(delete|remove|get rid of|take out|lose|drop|cut) the (brackets|parentheses|round brackets) and (everything|all|what's|what is|whatever is|the words|the text|all the words) (in|inside|between|within|in between) (them|it)", "delete everything in the parentheses", Plain, Any),
    ("(i|we) (don't|do not) need the words <any>", "delete the words {0}", Polite, Any),
    // One thing for another
    ("(it|that|this) should (say|read|be) <any> and not <any>", "replace {1} with {0}", Plain, Any),
    ("(it|that|this) should (say|read|be) <any> (not|instead of|rather than) <any>", "replace {1} with {0}", Plain, Any),
    ("(it|that|this) should (say|read|have) <any> after <any>", "insert {0} after {1}", Plain, Any),
    ("(it|that|this) should (say|read|have) <any> before <any>", "insert {0} before {1}", Plain, Any),
    ("(sign it|sign off with|finish with|call it|call her|call him|call them|name it) <any> (instead of|not|rather than) <any>", "replace {1} with {0}", Plain, Any),
    ("i meant <any> not <any>", "replace {1} with {0}", Plain, Any),
    ("(let's|let us|lets) (say|use|put|write|have|make it|go with|call it) <any> (instead of|rather than|in place of|not) <any>", "replace {1} with {0}", Plain, Any),
    ("put <any> (in place of|in the place of|where it says|where it said) <any>", "replace {1} with {0}", Plain, Any),
    ("(change|turn|switch) [it|that|this] from <any> to <any>", "replace {0} with {1}", Plain, Any),
    ("(swap|switch|trade) out <any> (for|with) <any>", "replace {0} with {1}", Plain, Bare),
    ("(every|each|all the|all) <any> (should|must|needs to|need to|has to|have to|ought to) become <any>", "replace every {0} with {1}", Plain, Bare),
    ("instead of <any> (write|say|type) <any>", "replace {0} with {1}", Plain, Bare),
    ("instead of <any> (put|use|have) <any>", "replace {0} with {1}", Polite, Quoted),
    ("(you've got|you have got|there's|i've got|it says|i said|we have|you wrote|i wrote) <any> [in] [there|here] twice [there|here] (lose|delete|drop|remove|take out|get rid of|cut|scrap) (one of them|one of those|one)", "delete the last {0}", Plain, Any),
    ("<any> is (there|here|in there|in here|written) twice (lose|delete|drop|remove|take out|get rid of|cut|scrap) (one of them|one of those|one)", "delete the last {0}", Plain, Any),
    ("(i|we) (don't|do not) think (we|you|i) (need|want) <any>", "delete {0}", Polite, Pointed),
    ("it's <any> not <any>", "replace {1} with {0}", Polite, Bare),
    // Words put in
    ("[right] between (those|these|the) two sentences (add|insert|put|write|type|say|stick) <any>", "insert {0} before the last sentence", Plain, Any),
    ("(add|insert|put|write|type|say|stick) <any> between (those|these|the) two sentences", "insert {0} before the last sentence", Plain, Any),
    ("[right] at the [very] (start|beginning|top|front) (add|insert|put|write|type|say|stick) the (word|words|sentence) <any>", "add {0} to the start of the document", Plain, Any),
    ("[right] at the [very] (end|bottom) (add|insert|put|write|type|say|stick) the (word|words|sentence) <any>", "add {0} to the end of the document", Plain, Any),
    ("[right] at the [very] (start|beginning|top|front) (write|type|say) <any>", "add {0} to the start of the document", Plain, Bare),
    ("[right] at the [very] (end|bottom) (write|type|say) <any>", "add {0} to the end of the document", Plain, Bare),
    ("[right] at the [very] (start|beginning|top|front) (add|insert|put|stick) <any>", "add {0} to the start of the document", Polite, Bare),
    ("[right] at the [very] (end|bottom) (add|insert|put|stick) <any>", "add {0} to the end of the document", Polite, Bare),
    ("(add|insert|put|write) the sentence <any> (at|to|on) the [very] (end|bottom)", "add {0} to the end of the document", Plain, Any),
    ("(add|insert|put|write) the sentence <any> (at|to|on) the [very] (start|beginning|top)", "add {0} to the start of the document", Plain, Any),
    ("(i'd like|i want|we need|i need|let's have|can i have|can we have|could we have|i would like) the (word|words) <any> (put|added|inserted|placed|written|in) [in] [right|just] (before|in front of|ahead of) <any>", "insert {0} before {1}", Plain, Any),
    ("(i'd like|i want|we need|i need|let's have|can i have|can we have|could we have|i would like) the (word|words) <any> (put|added|inserted|placed|written|in) [in] [right|just] (after|behind) <any>", "insert {0} after {1}", Plain, Any),
    ("(after|behind|following) the first sentence (add|insert|put|write|type|say) <any>", "insert {0} after the first sentence", Plain, Any),
    ("(after|behind|following) the second sentence (add|insert|put|write|type|say) <any>", "insert {0} after the second sentence", Plain, Any),
    ("(after|behind|following) the third sentence (add|insert|put|write|type|say) <any>", "insert {0} after the third sentence", Plain, Any),
    ("(after|behind|following) the last sentence (add|insert|put|write|type|say) <any>", "add {0} to the end of the document", Plain, Any),
    ("before the first sentence (add|insert|put|write|type|say) <any>", "insert {0} before the first sentence", Plain, Any),
    ("before the second sentence (add|insert|put|write|type|say) <any>", "insert {0} before the second sentence", Plain, Any),
    ("before the last sentence (add|insert|put|write|type|say) <any>", "insert {0} before the last sentence", Plain, Any),
    ("(after|behind) <any> (add|insert|put|write) and <any>", "insert and {1} after {0}", Plain, Any),
    ("[right|just] (after|behind|following) <any> (add|insert|put|write|type|stick) the (word|words) <any>", "insert {1} after {0}", Plain, Any),
    ("[right|just] (before|in front of|ahead of) <any> (add|insert|put|write|type|stick) the (word|words) <any>", "insert {1} before {0}", Plain, Any),
    ("[right|just] (after|behind|following) <any> (add|insert|put|write|type|stick) <any>", "insert {1} after {0}", Plain, Quoted),
    ("[right|just] (before|in front of|ahead of) <any> (add|insert|put|write|type|stick) <any>", "insert {1} before {0}", Plain, Quoted),
    ("[right|just] (after|behind|following) <any> (add|insert|put|write|type|stick) <any>", "insert {1} after {0}", Polite, Bare),
    ("[right|just] (before|in front of|ahead of) <any> (add|insert|put|write|type|stick) <any>", "insert {1} before {0}", Polite, Bare),
    ("(stick|pop|slip|put|squeeze|drop|throw|sneak|work|slot|add) the (word|words) <any> in [right|just] (after|behind) <any>", "insert {0} after {1}", Plain, Any),
    ("(stick|pop|slip|put|squeeze|drop|throw|sneak|work|slot|add) the (word|words) <any> in [right|just] (before|in front of) <any>", "insert {0} before {1}", Plain, Any),
    ("(stick|pop|slip|put|squeeze|drop|throw|sneak|work|slot|add) <any> in [right|just] (after|behind) <any>", "insert {0} after {1}", Plain, Any),
    ("(stick|pop|slip|put|squeeze|drop|throw|sneak|work|slot|add) <any> in [right|just] (before|in front of) <any>", "insert {0} before {1}", Plain, Any),
    ("(slip|squeeze|sneak|slot|tack) <any> [right|just] (after|behind|on after) <any>", "insert {0} after {1}", Polite, Any),
    ("(slip|squeeze|sneak|slot) <any> [right|just] (before|in front of) <any>", "insert {0} before {1}", Polite, Any),
    ("(stick|pop|slip|squeeze|sneak|slot) <any> [in] between <any> and <any>", "insert {0} between {1} and {2}", Plain, Any),
    ("(add|put|write|insert|type) a sentence [right] (at|to|on) the [very] (end|bottom) [saying|that says|reading|to say|which says] <any>", "add {0} to the end of the document", Plain, Any),
    ("(add|put|write|insert|type) a (line|paragraph) [right] (at|to|on) the [very] (end|bottom) <any>", "add a line at the end saying {0}", Plain, Any),
    ("(add|put|write|insert|type) a (line|paragraph) [right] (at|to|on) the [very] (start|beginning|top) <any>", "add a line at the start saying {0}", Plain, Any),
    ("(put|add|start with|begin with|write|insert) <any> (with|and|followed by) a comma (at|to) the [very] (beginning|start|front|top)", "add {0} comma to the start of the document", Plain, Any),
    ("(put|add|write|insert|stick|pop) <any> (at|to) the very (beginning|start|front|top)", "add {0} to the start of the document", Plain, Any),
    ("(put|add|write|insert|stick|pop|tack) <any> (at|to|on) the very (end|bottom)", "add {0} to the end of the document", Plain, Any),
    ("(on|in) a new line [at the end|at the bottom|below|underneath] (write|put|add|type|say) <any>", "add a line at the end saying {0}", Plain, Any),
    ("(add|put|write|insert|have) <any> as the (last|final|closing) sentence", "add {0} to the end of the document", Plain, Any),
    ("(add|put|write|insert|have) <any> as the (last|final|closing) (line|item|step|point|bullet|entry)", "add a line at the end saying {0}", Plain, Any),
    ("(add|put|write|insert|have) <any> as the (first|opening|top) (line|item|step|point|bullet|entry)", "add a line at the start saying {0}", Plain, Any),
    ("(add|put|write|insert|have) <any> as the (first|opening) sentence", "insert {0} before the first sentence", Plain, Any),
    ("(add|put|write|insert) a [new] line [at the end|at the bottom|underneath|below] (that says|saying|which says|reading|to say|that reads) <any>", "add a line at the end saying {0}", Plain, Any),
    // Lists
    ("(add|insert|put) (step|item|point|number|bullet) <n> [saying|called|that says] <any>", "add {1} as item {0}", Plain, Any),
    ("(insert|add|put) [a|another|a new] (step|item|line|point|bullet) between [step|item|number|line] <n> and [step|item|number|line] <n> [that says|saying|called|which says] <any>", "add a line below item {0} saying {2}", Plain, Any),
    ("number (these|those|the|all the|all these) (steps|lines|items|entries|points)", "make the list a numbered list", Plain, Any),
    ("(bullet|put bullets on|put bullets before) (these|those|the|all the|all these) (steps|lines|items|entries|points)", "make the list a bullet list", Plain, Any),
    ("(put|add|insert|write|stick|pop) <any> (on|to|in|into|onto) (the|this|my|our) list [right|just] (after|below|under|behind) <any>", "add a line below {1} saying {0}", Plain, Any),
    ("(put|add|insert|write|stick|pop) <any> (on|to|in|into|onto) (the|this|my|our) list [right|just] (before|above) <any>", "add a line above {1} saying {0}", Plain, Any),
    ("(tack|stick|pop|put|add|slap|tag|chuck|throw) <any> (on|onto|to|at|on to) the (end|bottom) of (the|this|my|our) list", "add {0} to the list", Plain, Any),
    ("(tack|stick|pop|slap|tag|chuck|throw|include) <any> (on|onto|to|in|into|on to) (the|this|my|our) list", "add {0} to the list", Plain, Any),
    ("(add|insert|put|write) a (second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|further|new) (step|item|point|bullet|entry|task) [called|saying|that says|which is|to] <any>", "add another item saying {0}", Plain, Any),
    ("(swap|switch|exchange) [the] (steps|items|points|bullets|entries|numbers|tasks) <n> and <n>", "swap item {0} and item {1}", Plain, Any),
    ("(swap|switch|exchange) [the] lines <n> and <n>", "swap line {0} and line {1}", Plain, Any),
    ("(swap|switch|exchange) [the] sentences <n> and <n>", "swap sentence {0} and sentence {1}", Plain, Any),
    ("(swap|switch|exchange) [the] paragraphs <n> and <n>", "swap paragraph {0} and paragraph {1}", Plain, Any),
    ("(move|bring|shift|push|put|take) <any> [up|back up] to (number|position|place|step|item|point|spot) <n>", "move {0} above item {1}", Plain, Any),
    ("(move|bring|shift|push|put|take) <any> down to (number|position|place|step|item|point|spot) <n>", "move {0} below item {1}", Plain, Any),
    ("(bullet points|bullets|a bullet list|a bulleted list) (for|on) (these|this|that|those|them|it|the selection)", "make that a bullet list", Plain, Selected),
    ("(numbers|numbering|a numbered list) (for|on) (these|this|that|those|them|it|the selection)", "make that a numbered list", Plain, Selected),
    // Elsewhere with it
    ("(move|shift|bring|take|put|pull|push|shove) <any> (up|down|back|forward|over|along) [to|so it's|so it is] [right|just] (in front of|before|ahead of|above) <any>", "move {0} before {1}", Plain, Any),
    ("(move|shift|bring|take|put|pull|push|shove) <any> (up|down|back|forward|over|along) [to|so it's|so it is] [right|just] (after|behind|below) <any>", "move {0} after {1}", Plain, Any),
    ("(move|bump|shift|push|nudge) <any> up [by] (one|a line|a place|a position|a spot|a row|a step|a notch|one line|one place|one position|one spot|one row|one step)", "move {0} up", Plain, Any),
    ("(move|bump|shift|push|nudge) <any> down [by] (one|a line|a place|a position|a spot|a row|a step|a notch|one line|one place|one position|one spot|one row|one step)", "move {0} down", Plain, Any),
    ("(shift|bring|take|put|send|pull|push|move) <any> [up|back] to the (top|start|beginning|front)", "move {0} to the start", Plain, Quoted),
    ("(shift|bring|take|put|send|pull|push|move) <any> [down] to the (bottom|end)", "move {0} to the end", Plain, Quoted),
    ("<any> (should|needs to|need to|ought to|has to|must) (come|go|be|stand) first", "move {0} to the start", Plain, Pointed),
    ("<any> (should|needs to|need to|ought to|has to|must) (come|go|be|stand) last", "move {0} to the end", Plain, Pointed),
    ("<any> (should be|need to be|needs to be|ought to be|should go|belong|go) the other way (round|around)", "swap {0}", Plain, Pointed),
    ("<any> (should|needs to|need to|ought to|has to|must) (come|go|be|stand) (before|in front of|above) <any>", "move {0} before {1}", Polite, Pointed),
    ("<any> (should|needs to|need to|ought to|has to|must) (come|go|be|stand) (after|behind|below) <any>", "move {0} after {1}", Polite, Pointed),
    ("move <any> so (it|that|this|they) (comes|come|is|are|stands|stand|goes|go|sits|sit) [straight|right|directly|just|immediately] (after|behind|below|under) <any>", "move {0} after {1}", Plain, Any),
    ("move <any> so (it|that|this|they) (comes|come|is|are|stands|stand|goes|go|sits|sit) [straight|right|directly|just|immediately] (before|in front of|ahead of|above) <any>", "move {0} before {1}", Plain, Any),
    ("(could|can|may|might) <any> (go|come|be put|be moved|move|stand) (before|in front of|ahead of|above) <any>", "move {0} before {1}", Polite, Pointed),
    ("(could|can|may|might) <any> (go|come|be put|be moved|move|stand) (after|behind|below|under) <any>", "move {0} after {1}", Polite, Pointed),
    ("<any> and <any> are [in] the wrong (way round|way around|order|place|places) (swap|switch|exchange|flip) (them|those|these|it) [round|around|over]", "swap {0} and {1}", Plain, Any),
    ("<any> and <any> are [in] the wrong (way round|way around)", "swap {0} and {1}", Polite, Any),
    // How it looks
    ("<any> (should not|shouldn't|must not|mustn't|isn't|is not|isn't meant to|is not meant to|doesn't need to|needn't) [be] [a|the] (heading|headline|title) [make (it|that) (an|a) (ordinary|normal|plain) (line|text|paragraph|sentence)]", "make {0} plain text", Plain, Any),
    ("make <any> (an|a) (ordinary|normal|plain) (line|paragraph)", "make {0} plain text", Plain, Any),
    ("title case (for|on) <any>", "title case {0}", Plain, Any),
    ("<any> (should not|shouldn't|must not|mustn't|doesn't need to|does not need to|ought not to) (have|start with|begin with|be written with) (a capital|capitals|a capital letter|an upper case letter)", "lowercase {0}", Plain, Any),
    ("<any> (doesn't|does not) (need|have|take|want) (a capital|a capital letter|capitals)", "lowercase {0}", Plain, Any),
    ("<any> (should not|shouldn't|must not|mustn't) be (capitalized|capitalised|in capitals|upper case|uppercase)", "lowercase {0}", Plain, Any),
    ("no capital (on|for|in|at) <any>", "lowercase {0}", Plain, Any),
    ("<any> (needs|should have|wants|takes|has to have|must have|gets) a capital [letter]", "capitalize {0}", Plain, Any),
    ("[a] capital <letters> (for|on|at the start of) <any>", "capitalize {1}", Plain, Any),
    ("<any> (should have|needs|should start with|should begin with|wants) a (small|little|lower case|lowercase) <letters>", "lowercase {0}", Plain, Any),
    ("<any> (should have|needs|should start with|should begin with|wants) a (big|capital|upper case|uppercase) <letters>", "capitalize {0}", Plain, Any),
    ("(capitalize|capitalise) (both|all|all the|the) words (of|in) <any>", "capitalize each word in {0}", Plain, Any),
    ("<any> (should|must|needs to|need to|has to|have to|ought to) be all (capitals|caps|in capitals|upper case|uppercase)", "uppercase {0}", Plain, Any),
    ("(take|get|turn|switch) the bold (off|away|out) [again]", "remove the bold", Plain, Any),
    ("(take|get|turn|switch) the (italics|italic) (off|away|out) [again]", "remove the italics", Plain, Any),
    ("(take|get|turn|switch) the (underline|underlining) (off|away|out) [again]", "remove the underline", Plain, Any),
    // Lines and paragraphs
    ("(merge|join|combine|put|run|pull) the two paragraphs (into|in) one", "join the two paragraphs", Plain, Any),
    ("(merge|join|combine|put|run|pull) the two lines (into|in) one", "join the two lines", Plain, Any),
    ("(merge|join|combine|put|run|pull) the two sentences (into|in) one", "join the two sentences", Plain, Any),
    ("(delete|remove|get rid of|take out|lose|drop|close|close up) the (blank line|empty line|gap|blank|empty space) (in the middle|between them|between the two|in between|between the paragraphs|between the lines|there)", "delete the blank line", Plain, Any),
    ("[put|set|start|have|give|write|begin|i want|i'd like] (each|every) sentence (on|onto|in) (a new|its own|a separate|another|a) line [of its own]", "break the line before every sentence", Plain, Any),
    ("(put|set|move|have) <any> (on|onto) [a|their|his|her] [own] line [of] [his|her|its|their] [own]", "break the line before {0}", Plain, Any),
    ("(leave|put|insert|add|have|make) (a blank line|an empty line|a gap|a paragraph break) (after|below|under|behind) <any>", "break the paragraph after {0}", Plain, Any),
    ("[start|begin|put|insert|make] [a] new paragraph after <any>", "break the paragraph after {0}", Plain, Any),
    ("[start|begin|put|insert|make] [a] new line after <any>", "break the line after {0}", Plain, Any),
    ("(put|set|have|write|make) (it|everything|this|that|them|the list) [all] (on|in|into) (one|a single|the same) line", "join all the lines", Plain, Any),
    ("join the [two] sentences (with|by|using) a comma", "change the first full stop to a comma", Plain, Any),
    ("(leave|put|insert|add|have|make) (a blank line|an empty line|a gap|a paragraph break) (before|above) <any>", "break the paragraph before {0}", Plain, Any),
    ("(split|break) <place> [up] after <any>", "split after {1}", Plain, Any),
    ("(split|break) <place> [up] before <any>", "split before {1}", Plain, Any),
    ("(get rid of|remove|delete|take out|lose|drop|kill) the (line break|new line|line|break|paragraph break|gap|blank line|empty line) after <any>", "join the line with {0} and the next line", Plain, Any),
];

/// What is said of a mark that is missing: "there should be a comma after dinner", "dinner needs a comma".
pub(super) const MARKS: &[&str] = &[
    "comma",
    "full stop",
    "period",
    "question mark",
    "exclamation mark",
    "exclamation point",
    "colon",
    "semicolon",
    "dash",
];

/// Every way to say that `mark` is missing.
pub(super) fn of_mark(mark: &str) -> Vec<(String, String, Manner, Scope)> {
    let after = format!("put a {mark} after {{0}}");
    let before = format!("put a {mark} before {{0}}");
    let mut rules = vec![
        (
            format!("there {SHOULD} be (a|an) {mark} (after|behind) <any>"),
            after.clone(),
            Plain,
            Any,
        ),
        (
            format!("there {SHOULD} be (a|an) {mark} (before|in front of) <any>"),
            before.clone(),
            Plain,
            Any,
        ),
        (
            format!(
                "<any> (needs|wants|should have|could use|could do with|is missing|lacks|must have) (a|an) {mark} [after it|behind it|at the end|there]"
            ),
            after.clone(),
            Plain,
            Any,
        ),
        (
            format!("there's (a|an) {mark} missing (after|behind) <any>"),
            after.clone(),
            Plain,
            Any,
        ),
        (
            format!("there's (a|an) {mark} missing (before|in front of) <any>"),
            before.clone(),
            Plain,
            Any,
        ),
        (
            format!("(a|an|the) {mark} is missing (after|behind) <any>"),
            after.clone(),
            Plain,
            Any,
        ),
        (
            format!(
                "(we need|you need|i need|i want|you forgot|i forgot) (a|an) {mark} (after|behind) <any>"
            ),
            after.clone(),
            Plain,
            Any,
        ),
        (
            format!(
                "(we need|you need|i need|i want|you forgot|i forgot) (a|an) {mark} (before|in front of) <any>"
            ),
            before.clone(),
            Plain,
            Any,
        ),
    ];
    // "use an exclamation mark after goal"
    rules.push((
        format!("(use|write|type|have|place) (a|an) {mark} (after|behind) <any>"),
        after.clone(),
        Plain,
        Any,
    ));
    // "exclamation mark at the end please", "comma after ran and another after fell"
    rules.push((
        format!("[a|an] {mark} (at|on) the [very] end [of (it|that|this|the sentence|the line)]"),
        format!("put a {mark} at the end"),
        Plain,
        Any,
    ));
    for (place, words) in [("after", "(after|behind)"), ("before", "(before|in front of)")] {
        rules.push((
            format!(
                "[put|add|insert] [a|an] {mark} {words} <any> and (another|another one|one|one more|one) {words} <any>"
            ),
            format!("put a {mark} {place} {{0}} and {{1}}"),
            Plain,
            Any,
        ));
    }
    // "a period after the war", "a dash after the bus"
    if !matches!(mark, "period" | "dash" | "colon") {
        rules.push((format!("[a|an] {mark} (after|behind) <any>"), after, Plain, Any));
        rules.push((
            format!("[a|an] {mark} (before|in front of) <any>"),
            before,
            Plain,
            Any,
        ));
    }
    rules
}
