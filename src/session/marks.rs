//! Caret and selection written into a text: `|` and `«…»`. The mini language of tests and of `parlance edit`.

/// Takes the marks out of a text: the bare text, and anchor and caret in characters. Without marks the caret is
/// at the end.
pub fn read_marks(marked: &str) -> (String, usize, usize) {
    let mut text = String::with_capacity(marked.len());
    let (mut anchor, mut caret) = (None, None);
    for (at, c) in marked.chars().scan(0, |at, c| {
        let here = *at;
        *at += usize::from(!matches!(c, '|' | '«' | '»'));
        Some((here, c))
    }) {
        match c {
            '|' => caret = Some(at),
            '«' => anchor = Some(at),
            '»' => caret = Some(at),
            c => text.push(c),
        }
    }
    let end = text.chars().count();
    let caret = caret.unwrap_or(end);
    (text, anchor.unwrap_or(caret), caret)
}

/// Puts the marks into a text.
pub fn write_marks(text: &str, anchor: usize, caret: usize) -> String {
    let (start, end) = (anchor.min(caret), anchor.max(caret));
    let mut out = String::with_capacity(text.len() + 4);
    let put = |at: usize, out: &mut String| {
        if start == end && at == caret {
            out.push('|');
        } else if at == end && start != end {
            out.push('»');
        } else if at == start && start != end {
            out.push('«');
        }
    };
    let mut n = 0;
    for c in text.chars() {
        put(n, &mut out);
        out.push(c);
        n += 1;
    }
    put(n, &mut out);
    out
}
