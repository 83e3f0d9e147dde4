//! The one table of spoken commands. It feeds the parser, "what can I say", the search by sound and the tests.
//!
//! To add a command: a row here, an arm in `resolve` (or in the session, when it is not about text), rows in
//! `fixtures/commands`.

use super::target::Edge;
use super::verb::{Case, Direction, FileFormat, How, Place, Verb};
use crate::document::Side;
use crate::document::markdown::Inline;

/// Part of "what can I say".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the heading of each is in Category::title")]
pub enum Category {
    Listening,
    TakeBack,
    Go,
    Select,
    Delete,
    Replace,
    Case,
    Escape,
    Format,
    MoveText,
    Files,
    Find,
    Rewrite,
    Speakers,
    Words,
    Help,
}

impl Category {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Category::Listening => "Listening",
            Category::TakeBack => "Take back",
            Category::Go => "Go",
            Category::Select => "Select",
            Category::Delete => "Delete",
            Category::Replace => "Replace and insert",
            Category::Case => "Case and space",
            Category::Escape => "Spell",
            Category::Format => "Format",
            Category::MoveText => "Move text",
            Category::Files => "Clipboard and files",
            Category::Find => "Find",
            Category::Rewrite => "Rewrite",
            Category::Speakers => "Speakers",
            Category::Words => "Own words",
            Category::Help => "Help",
        }
    }
}

/// When a phrase of the row makes sense, beyond its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only while choices, a preview or a question are on offer; else it is text.
    Offered,
    /// Only with a target that needs no words of the document ("cap that", not "cap tuesday").
    Pointed,
    /// Only if its free words look like a name: few, and no ordinary phrase.
    Named,
}

/// One command.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Part of the help.
    pub category: Category,
    /// What it does.
    pub verb: Verb,
    /// How it is said, in the language of [`super::pattern`]; the first one is shown in the help.
    pub phrases: &'static [&'static str],
    /// What happens, for the help.
    pub does: &'static str,
    /// When it makes sense.
    pub when: When,
}

const fn row(category: Category, verb: Verb, phrases: &'static [&'static str], does: &'static str) -> Row {
    Row {
        category,
        verb,
        phrases,
        does,
        when: When::Always,
    }
}

const fn only(when: When, row: Row) -> Row {
    Row { when, ..row }
}

use Category as C;

/// All commands. Where an utterance fits several rows and several resolve, the upper one wins.
#[rustfmt::skip] // one command a paragraph; rustfmt would give each phrase a line
pub static ROWS: &[Row] = &[
    // Listening
    row(C::Listening, Verb::StopListening, &["stop listening", "stop recording", "stop dictation",
        "(mic|microphone) off", "turn off the (mic|microphone)"], "ends the recording"),
    row(C::Listening, Verb::Sleep, &["go to sleep [<any>]"], "hears nothing but “wake up”"),
    row(C::Listening, Verb::WakeUp, &["wake up", "start listening", "resume [listening|dictation]"],
        "listens again"),
    row(C::Listening, Verb::Pause, &["pause [listening|dictation]"], "hears nothing but “resume”"),
    row(C::Listening, Verb::DictationMode, &["[switch to] (dictation|normal) mode"],
        "writes what is said, commands act between pauses"),
    row(C::Listening, Verb::CommandMode, &["[switch to] command mode"], "writes nothing, only commands act"),
    row(C::Listening, Verb::SpellingMode, &["[switch to] (spelling|spell) mode"], "writes letters"),
    // Take back
    row(C::TakeBack, Verb::ScratchThat, &["(scratch|nope) that"], "removes the last utterance"),
    row(C::TakeBack, Verb::ScratchLast, &["scratch [the] (last|previous) <n> <unit>",
        "scratch [the] (last|previous) <unit>"], "removes the last words or sentences"),
    row(C::TakeBack, Verb::Undo, &["undo [that|it] [<n> (time|times)|once|twice]",
        "undo [the] last <n> (step|steps|change|changes|edit|edits)",
        "undo [the] last (step|change|edit|command)"], "takes the last step back"),
    row(C::TakeBack, Verb::Redo, &["redo [that|it] [<n> (time|times)|once|twice]"], "does it again"),
    row(C::TakeBack, Verb::Revert, &["revert [that|it]",
        "(revert|go back) to [the] (raw|original|spoken) (words|text)", "[revert|undo] [the] last rewrite",
        "(show|use) [the] raw words"], "brings the text before the last rewrite back, or the words as heard"),
    // Choices, preview, questions
    row(C::Replace, Verb::Choose, &["(choose|pick|take) <n>", "(choose|pick|take) (number|option|choice) <n>",
        "option <n>", "choice <n>"], "takes a numbered choice"),
    only(When::Offered, row(C::Rewrite, Verb::Accept,
        &["(apply|accept) [it|that|this|changes|the changes|rewrite|the rewrite]", "yes", "confirm",
        "yes please"], "takes the rewrite over")),
    only(When::Offered, row(C::Rewrite, Verb::Cancel,
        &["(cancel|discard|reject|dismiss) [it|that|this|changes|the changes|rewrite|the rewrite]", "no",
        "never mind", "no thanks", "keep (the original|it)"],
        "drops the rewrite, the choices or the question")),
    // Go
    row(C::Go, Verb::GoTo(Edge::Start),
        &["(go|jump|move) to [the] (start|beginning|top) [of [the|this|that] (<unit>|<place>|selection|document|text)]"],
        "moves the caret to the start"),
    row(C::Go, Verb::GoTo(Edge::End),
        &["(go|jump|move) to [the] (end|bottom) [of [the|this|that] (<unit>|<place>|selection|document|text)]"],
        "moves the caret to the end"),
    row(C::Go, Verb::GoPlace, &["(go|jump|move) to <place>"], "moves the caret to that unit"),
    row(C::Go, Verb::GoBeside(Side::Before), &["(go|move|jump) before <target>", "insert before <target>",
        "(put|move) [the] (caret|cursor) before <target>"], "moves the caret before words"),
    row(C::Go, Verb::GoBeside(Side::After), &["(go|move|jump) after <target>", "insert after <target>",
        "(put|move) [the] (caret|cursor) after <target>"], "moves the caret behind words"),
    row(C::Go, Verb::Move(Direction::Up), &["(move|go) up [<n>] [<unit>]"], "moves the caret up"),
    row(C::Go, Verb::Move(Direction::Down), &["(move|go) down [<n>] [<unit>]"], "moves the caret down"),
    row(C::Go, Verb::Move(Direction::Left), &["(move|go) (left|back) [<n>] [<unit>]"], "moves the caret back"),
    row(C::Go, Verb::Move(Direction::Right), &["(move|go) (right|forward) [<n>] [<unit>]"],
        "moves the caret forward"),
    row(C::Go, Verb::NextUnit, &["next <unit>"], "moves to the next one"),
    row(C::Go, Verb::PreviousUnit, &["previous <unit>"], "moves to the one before"),
    // Select
    row(C::Select, Verb::Deselect, &["deselect [that|all|everything]", "unselect [that|all|everything]",
        "clear [the] selection", "select nothing"], "selects nothing"),
    row(C::Select, Verb::ExtendTo(Edge::End),
        &["extend [the] [selection] to [the] end [of [the|this] (<unit>|document|text)]"],
        "extends the selection to the end"),
    row(C::Select, Verb::ExtendTo(Edge::Start),
        &["extend [the] [selection] to [the] (start|beginning) [of [the|this] (<unit>|document|text)]"],
        "extends the selection back to the start"),
    row(C::Select, Verb::Extend, &["extend [the] [selection] (to|through) <target>"],
        "extends the selection to these words"),
    row(C::Select, Verb::Select, &["select <target>", "highlight <target>"], "selects"),
    // Delete
    row(C::Delete, Verb::ClearEverything, &["clear (everything|all|[the] document)"],
        "empties the document, after asking"),
    row(C::Delete, Verb::Delete, &["(delete|remove|erase) <target>"], "deletes"),
    row(C::Delete, Verb::Backspace, &["backspace [<n>] [time|times|character|characters]"],
        "deletes characters before the caret"),
    // Replace and insert
    row(C::Replace, Verb::ReplaceAll, &["replace (all|every|each) <text> (with|by) <words>",
        "change (all|every|each) <text> to <words>"], "replaces each occurrence"),
    row(C::Replace, Verb::Replace, &["replace <target> (with|by) <words>", "change <target> to <words>"],
        "replaces"),
    row(C::Replace, Verb::Correct, &["correct <target>"], "selects and offers other spellings and hearings"),
    row(C::Replace, Verb::Insert(Side::Before), &["insert <words> before <target>",
        "(put|add) <words> before <target>"], "writes words before others"),
    row(C::Replace, Verb::Insert(Side::After), &["insert <words> after <target>",
        "(put|add) <words> after <target>"], "writes words behind others"),
    row(C::Replace, Verb::Append, &["append <words>"], "writes at the end of the document"),
    row(C::Replace, Verb::ResumeWith, &["resume (with|from) <text>"],
        "goes back to these words and drops what was said after them"),
    // Case and space
    row(C::Case, Verb::Case(Case::Title), &["(title case|titlecase) <target>", "make <target> title case"],
        "Gives Each Word a Capital"),
    row(C::Case, Verb::Case(Case::Upper), &["(uppercase|upper case) <target>",
        "make <target> (uppercase|upper case|all caps)"], "makes CAPITALS"),
    row(C::Case, Verb::Case(Case::Lower), &["(lowercase|lower case) <target>",
        "make <target> (lowercase|lower case)"], "makes small letters"),
    row(C::Case, Verb::Case(Case::Capital), &["(capitalize|capitalise) <target>"], "gives a capital"),
    only(When::Pointed, row(C::Case, Verb::Case(Case::Capital), &["cap <target>"], "gives a capital")),
    only(When::Pointed, row(C::Case, Verb::Case(Case::Upper), &["all caps <target>"], "makes CAPITALS")),
    only(When::Pointed, row(C::Case, Verb::Case(Case::Lower), &["no caps <target>"], "makes small letters")),
    row(C::Case, Verb::CapsOn, &["caps on"], "Gives Each Word a Capital From Here On"),
    row(C::Case, Verb::CapsOff, &["caps off"], "back to usual"),
    row(C::Case, Verb::NoSpace, &["no space"], "joins what is said next"),
    // Escape
    row(C::Escape, Verb::Spell, &["spell (that|this|it) <letters>", "spell <letters>"],
        "writes letters; with a selection in its place"),
    // Format
    row(C::Format, Verb::Emphasise(Inline::Bold), &["bold <target>", "(make|set) <target> bold"], "**bold**"),
    row(C::Format, Verb::Emphasise(Inline::Italic), &["(italicize|italicise|italic) <target>",
        "(make|set) <target> (italic|italics)"], "*italic*"),
    row(C::Format, Verb::Emphasise(Inline::Underline), &["underline <target>", "make <target> underlined"],
        "<u>underline</u>"),
    row(C::Format, Verb::Emphasise(Inline::Strike), &["(strike|strikethrough|strike through) <target>",
        "cross out <target>"], "~~strike~~"),
    row(C::Format, Verb::Emphasise(Inline::Code), &["code <target>", "(make|format) <target> [as] code"],
        "`code`"),
    row(C::Format, Verb::Heading, &["heading <n> [<target>]",
        "make <target> [a] (heading|headline|title) [<n>]", "make <target> [a] level <n> heading"],
        "makes the line a heading"),
    row(C::Format, Verb::StartBullets, &["start [a] (bullet|bulleted) list", "start [a] list", "start bullets"],
        "begins a list"),
    row(C::Format, Verb::StartNumbers, &["start [a] (numbered|number) list"], "begins a numbered list"),
    row(C::Format, Verb::NextItem, &["(next|new) (item|bullet|bullet point|list item)"],
        "begins the next item"),
    row(C::Format, Verb::EndList, &["(end|stop|finish) [the] list"], "goes on below the list"),
    row(C::Format, Verb::Quote, &["quote <target>", "block quote <target>", "make <target> a [block] quote"],
        "quotes: paragraphs with >, words with “ ”"),
    row(C::Format, Verb::Indent, &["indent [<target>]"], "indents the lines"),
    row(C::Format, Verb::Outdent, &["(outdent|unindent|dedent) [<target>]"], "takes the indent back"),
    row(C::Format, Verb::PlainText, &["plain text <target>", "make <target> plain [text]",
        "(remove|clear) [all] formatting [(from|of|in) <target>]"], "removes formatting"),
    // Move text
    row(C::MoveText, Verb::MoveText(Place::Edge(Edge::Start)),
        &["move <target> to [the] (top|start|beginning) [of [the] document]"], "moves text to the start"),
    row(C::MoveText, Verb::MoveText(Place::Edge(Edge::End)),
        &["move <target> to [the] (end|bottom) [of [the] document]"], "moves text to the end"),
    row(C::MoveText, Verb::MoveText(Place::Beside(Side::Before)), &["move <target> before <target>"],
        "moves text before other text"),
    row(C::MoveText, Verb::MoveText(Place::Beside(Side::After)), &["move <target> (after|behind) <target>"],
        "moves text behind other text"),
    row(C::MoveText, Verb::MoveText(Place::Up), &["move <target> up"], "moves lines or paragraphs up"),
    row(C::MoveText, Verb::MoveText(Place::Down), &["move <target> down"], "moves lines or paragraphs down"),
    row(C::MoveText, Verb::Swap, &["(swap|switch) <target> (and|with) <target>"], "swaps two pieces of text"),
    row(C::MoveText, Verb::Join, &["join [the|these|this] (paragraphs|lines|paragraph|line)",
        "(join|merge) [with] [the] (previous|last|next) (paragraph|line)", "join <target>"],
        "joins paragraphs or lines"),
    row(C::MoveText, Verb::Split, &["split here", "split [the|this] (paragraph|line) [here]",
        "split (before|after) <target>"], "begins a new paragraph here"),
    row(C::MoveText, Verb::Duplicate, &["duplicate <target>"], "writes it twice"),
    row(C::MoveText, Verb::Sort, &["sort [the|this] (list|lines|items)", "sort <target>",
        "sort [the|this] list alphabetically"], "sorts lines"),
    // Clipboard and files
    row(C::Files, Verb::CopyEverything,
        &["copy (everything|all|all of it|[the] [whole] document|[the] [whole] text)"],
        "puts the whole text on the clipboard"),
    row(C::Files, Verb::Copy, &["copy <target>"], "puts it on the clipboard"),
    row(C::Files, Verb::Cut, &["cut <target>"], "moves it to the clipboard"),
    row(C::Files, Verb::Paste, &["paste [that|it|here]"], "inserts the clipboard"),
    row(C::Files, Verb::Save, &["save [it|that|this|the document|document|the file|file|this document]"],
        "saves the document"),
    only(When::Named, row(C::Files, Verb::SaveAs, &["save [it|that|this|document|the document] as <name>"],
        "saves under a name")),
    row(C::Files, Verb::Export(FileFormat::Text),
        &["export [it|that|document|the document] (as|to) (text|plain text|a text file)"],
        "writes a text file"),
    row(C::Files, Verb::Export(FileFormat::Markdown),
        &["export [it|that|document|the document] (as|to) (markdown|mark down)"], "writes Markdown"),
    row(C::Files, Verb::Export(FileFormat::Html),
        &["export [it|that|document|the document] (as|to) (html|h t m l|[a] web page)"], "writes a web page"),
    row(C::Files, Verb::Export(FileFormat::Docx),
        &["export [it|that|document|the document] (as|to) (docx|doc x|word|[a] word document)"],
        "writes a Word document"),
    row(C::Files, Verb::Export(FileFormat::Srt),
        &["export [it|that|document|the document] (as|to) (srt|s r t|subtitles)"], "writes subtitles"),
    row(C::Files, Verb::Export(FileFormat::Vtt),
        &["export [it|that|document|the document] (as|to) (vtt|v t t|web vtt)"], "writes web subtitles"),
    row(C::Files, Verb::Export(FileFormat::Json),
        &["export [it|that|document|the document] (as|to) (json|jason|j son)"], "writes JSON with times"),
    row(C::Files, Verb::NewDocument, &["new document", "(start|create) [a] new document"],
        "begins an empty document"),
    only(When::Named, row(C::Files, Verb::Open, &["open [document|file|the document|the file] <name>"],
        "opens a document")),
    // Find
    row(C::Find, Verb::NextMatch, &["(next|find next) match", "find next", "find again"],
        "goes to the next match"),
    row(C::Find, Verb::PreviousMatch, &["(previous|find previous) match", "find previous"],
        "goes to the match before"),
    row(C::Find, Verb::Find, &["find <text>", "search for <text>"], "selects the words where they occur"),
    // Rewrite
    row(C::Rewrite, Verb::Rewrite(How::Shorter),
        &["make <target> [a bit|a little|much] (shorter|more concise|briefer)", "shorten <target>"],
        "fewer words, same facts"),
    row(C::Rewrite, Verb::Rewrite(How::Longer), &["make <target> [a bit|a little|much] (longer|more detailed)",
        "expand <target>"], "more words (needs a language model)"),
    row(C::Rewrite, Verb::Rewrite(How::Formal), &["make <target> [a bit|a little] [more] (formal|professional)",
        "make <target> less casual"], "formal wording"),
    row(C::Rewrite, Verb::Rewrite(How::Casual),
        &["make <target> [a bit|a little] [more] (casual|informal|relaxed)", "make <target> less formal"],
        "casual wording"),
    row(C::Rewrite, Verb::Rewrite(How::Friendlier),
        &["make <target> [a bit|a little] (friendlier|friendly|more friendly|nicer)"], "warmer wording"),
    row(C::Rewrite, Verb::Rewrite(How::Simpler),
        &["make <target> [a bit|a little] (simpler|more simple|easier)", "simplify <target>"],
        "plainer words, shorter sentences"),
    row(C::Rewrite, Verb::Rewrite(How::Clearer), &["make <target> [a bit|a little] (clearer|more clear)",
        "clarify <target>"], "easier to follow"),
    row(C::Rewrite, Verb::Rewrite(How::Bullets),
        &["(turn|make|convert) <target> (into|to) [a] (bullets|bullet points|bullet list|bulleted list)",
        "bullet points <target>"], "one bullet per statement"),
    row(C::Rewrite, Verb::Rewrite(How::KeyPoints), &["(turn|make|convert) <target> (into|to) [the] key points",
        "key points [of <target>]"], "the central statements"),
    row(C::Rewrite, Verb::Rewrite(How::Email),
        &["(turn|make|convert) <target> (into|to) (an|a) (email|e mail|e-mail|mail)"], "an e-mail"),
    row(C::Rewrite, Verb::Rewrite(How::List), &["(turn|make|convert) <target> (into|to) [a] list"],
        "a list of its items"),
    row(C::Rewrite, Verb::Rewrite(How::SummaryWords), &["(summarize|summarise) <target> in <n> (word|words)",
        "(summarize|summarise) in <n> (word|words)"], "a summary of so many words"),
    row(C::Rewrite, Verb::Rewrite(How::SummarySentences),
        &["(summarize|summarise) <target> in <n> (sentence|sentences)",
        "(summarize|summarise) in <n> (sentence|sentences)"], "a summary of so many sentences"),
    row(C::Rewrite, Verb::Rewrite(How::Summary), &["(summarize|summarise) [<target>]"], "a summary"),
    row(C::Rewrite, Verb::Rewrite(How::Grammar), &["fix [the] grammar [(of|in) <target>]"],
        "mends the grammar"),
    row(C::Rewrite, Verb::Rewrite(How::Spelling), &["fix [the] spelling [(of|in) <target>]"],
        "mends the spelling"),
    row(C::Rewrite, Verb::Rewrite(How::Polish), &["polish <target>", "clean up <target>"],
        "fillers, punctuation, capitals, numbers"),
    row(C::Rewrite, Verb::Rewrite(How::Translation), &["translate <target> (to|into) <language>"],
        "another language (needs a language model)"),
    row(C::Rewrite, Verb::Rewrite(How::Free), &["(rewrite|rephrase|reword) <target> <words>",
        "(rewrite|rephrase|reword) <target>"], "whatever you ask for (needs a language model)"),
    // Speakers
    row(C::Speakers, Verb::NameSpeaker, &["(rename|call|name) speaker <n> [to|as] <name>"], "names a speaker"),
    only(When::Named, row(C::Speakers, Verb::NameThat, &["that was <name>"], "names who spoke last")),
    row(C::Speakers, Verb::MergeSpeakers, &["merge speaker <n> (into|and|with) [speaker] <n>"],
        "makes two speakers one"),
    row(C::Speakers, Verb::ShowSpeakers(true), &["show [the] (speaker names|speakers)"], "shows who speaks"),
    row(C::Speakers, Verb::ShowSpeakers(false), &["hide [the] (speaker names|speakers)"], "hides who speaks"),
    // Own words
    row(C::Words, Verb::AddWord, &["add <target> to [the|my] (dictionary|vocabulary)"],
        "remembers the spelling"),
    row(C::Words, Verb::Forget, &["forget <name>"], "forgets an own word"),
    row(C::Words, Verb::Snippet, &["insert <name>"], "inserts a snippet"),
    // Help
    row(C::Help, Verb::Help, &["what can i say", "help", "show [me] [the] commands", "show help"],
        "shows this"),
];
