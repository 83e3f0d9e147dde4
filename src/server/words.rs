//! A prompt, as clients send it along with a recording, to words that the recogniser should know.

/// Most words that are taken from one prompt.
const MOST: usize = 200;

/// A name or a term has no more words, and no more letters, than this.
const TERM_WORDS: usize = 4;
const TERM_LETTERS: usize = 60;

/// Own words of a prompt: all of a list ("Kowalczyk, GitHub, mel filter"), and of running text the names in it, which are
/// what it is given for.
pub(super) fn own_words(prompt: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let items: Vec<&str> = items(prompt).collect();
    let is_list = items.len() > 1 && items.iter().all(|item| item.split_whitespace().count() <= 2);
    let terms = items.iter().flat_map(|item| {
        if is_list {
            vec![(*item).to_owned()]
        } else {
            names(item)
        }
    });
    for term in terms {
        let fits = term.chars().count() <= TERM_LETTERS && term.chars().any(char::is_alphabetic);
        if fits && !found.contains(&term) && found.len() < MOST {
            found.push(term);
        }
    }
    found
}

/// The parts of a prompt between commas, semicolons and line ends, without what introduces a list ("Glossary:").
fn items(prompt: &str) -> impl Iterator<Item = &str> {
    let parts = prompt.split([',', ';', '\n']).map(|part| {
        let part = part.rsplit(": ").next().unwrap_or(part);
        // A sign of the settings' own-word lines means nothing here.
        part.split(['=', '<', '>']).next().unwrap_or(part)
    });
    parts
        .map(|part| part.trim().trim_end_matches('.').trim())
        .filter(|part| !part.is_empty())
}

/// Names in running text: words with a capital or a digit inside, and words with a capital that begins no sentence;
/// several in a row are one name.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let (mut open, mut begins) = (false, true);
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let inside = bare.chars().skip(1).any(|c| c.is_uppercase() || c.is_numeric());
        let lettered = bare.chars().any(char::is_alphabetic);
        let capital = bare.starts_with(char::is_uppercase) && bare.chars().count() > 1;
        let is_name = lettered && (inside || capital && !begins);
        match names.last_mut() {
            Some(last) if is_name && open && last.split(' ').count() < TERM_WORDS => {
                last.push(' ');
                last.push_str(bare);
            }
            _ if is_name => names.push(bare.to_owned()),
            _ => {}
        }
        begins = word.ends_with(['.', '?', '!', ':']);
        open = is_name && !begins;
    }
    // A surname that also stands there with its first name is said once.
    let all = names.clone();
    names.retain(|name| {
        !all.iter()
            .any(|other| other != name && other.split(' ').any(|part| part == name))
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_list_and_the_names_of_a_text_are_own_words() {
        assert_eq!(
            own_words("Kowalczyk, GitHub; mel filter"),
            ["Kowalczyk", "GitHub", "mel filter"]
        );
        assert_eq!(
            own_words("Glossary: kubernetes, grafana."),
            ["kubernetes", "grafana"]
        );
        assert_eq!(
            own_words(
                "The meeting is about parlance and GitHub. Anna Kowalczyk of ACME uses gpt4 there. Then we met Anna Kowalczyk."
            ),
            ["GitHub", "ACME", "gpt4", "Anna Kowalczyk"]
        );
        assert!(own_words("Hello, how are you today?").is_empty());
        assert!(own_words("  ").is_empty());
        assert!(own_words("I think that I am").is_empty());
    }

    #[test]
    fn signs_of_the_settings_mean_nothing_in_a_prompt() {
        assert_eq!(
            own_words("my address => 12 Main Street, Foo"),
            ["my address", "Foo"]
        );
        assert!(own_words(&"x".repeat(1_000)).is_empty());
        let many: Vec<String> = (0..1_000).map(|n| format!("word{n}")).collect();
        assert_eq!(own_words(&many.join(",")).len(), MOST);
    }
}
