//! Words that say how a text is to look, or what form it is to have, rather than what it is to say.

use super::words::strip_any_prefix;

/// "in bold": how words look, not what they are.
pub(super) fn is_look(words: &str) -> bool {
    let look = words
        .strip_prefix("in ")
        .map(|look| look.strip_prefix("all ").unwrap_or(look));
    look.is_some_and(|look| {
        is_form(look) || matches!(look, "capitals" | "caps" | "quotes" | "brackets" | "code")
    })
}

/// Whether these words say what form a text is to have, rather than another text.
pub(super) fn is_form(words: &str) -> bool {
    const FORMS: &[&str] = &[
        "numbers",
        "numbering",
        "numbered list",
        "checkboxes",
        "bullets",
        "bullet points",
        "bullet list",
        "bulleted list",
        "list",
        "key points",
        "email",
        "e mail",
        "e-mail",
        "mail",
        "heading",
        "headline",
        "quote",
        "bold",
        "italic",
        "italics",
        "plain text",
    ];
    FORMS.contains(&strip_any_prefix(words, &["a ", "an ", "the "]).unwrap_or(words))
}

/// Whether words are about the look of a page rather than its text: "a bigger font".
pub(super) fn names_look(words: &str) -> bool {
    let last = words.rsplit(' ').next().unwrap_or("");
    let looks = [
        "font", "fonts", "typeface", "size", "colour", "color", "spacing", "margins",
    ];
    words.contains(' ') && looks.contains(&last)
}

/// "put the caret at the very beginning" writes nothing.
pub(super) fn names_the_caret(words: &str) -> bool {
    let name = strip_any_prefix(words, &["the ", "my "]).unwrap_or(words);
    matches!(name, "caret" | "cursor" | "insertion point")
}
