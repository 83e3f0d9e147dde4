//! SPDX licence expressions, as far as crates use them: `OR`, `AND`, `WITH`, brackets, and the slash of old for `OR`.

/// The licences to use a work under, when `allowed` are those that may be, best first; `None` if the expression
/// cannot be met with them.
pub fn choose<'a>(expression: &str, allowed: &[&'a str]) -> Option<Vec<&'a str>> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser {
        words: &words,
        at: 0,
        allowed,
    };
    let chosen = parser.any()?;
    (parser.at == words.len()).then_some(chosen?)
}

struct Parser<'t, 'a> {
    words: &'t [&'t str],
    at: usize,
    allowed: &'t [&'a str],
}

/// What a part of an expression comes to: the licences chosen, or that it cannot be met.
type Choice<'a> = Option<Vec<&'a str>>;

impl<'a> Parser<'_, 'a> {
    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.get(self.at).is_some_and(|next| *next == word);
        self.at += usize::from(is_next);
        is_next
    }

    /// `all OR all …`: the part whose worst licence stands first among the allowed.
    fn any(&mut self) -> Option<Choice<'a>> {
        let mut best = self.all()?;
        while self.takes("OR") {
            let other = self.all()?;
            let worst = |choice: &Choice<'a>| choice.as_ref().map_or(usize::MAX, |all| self.worst(all));
            if worst(&other) < worst(&best) {
                best = other;
            }
        }
        Some(best)
    }

    /// `one AND one …`: all of them.
    fn all(&mut self) -> Option<Choice<'a>> {
        let mut every = self.one()?;
        while self.takes("AND") {
            let next = self.one()?;
            every = every.zip(next).map(|(mut every, next)| {
                every.extend(next);
                every
            });
        }
        Some(every)
    }

    fn one(&mut self) -> Option<Choice<'a>> {
        if self.takes("(") {
            let inner = self.any()?;
            return self.takes(")").then_some(inner);
        }
        let mut name = (*self.words.get(self.at)?).to_owned();
        self.at += 1;
        if self.takes("WITH") {
            name = format!("{name} WITH {}", self.words.get(self.at)?);
            self.at += 1;
        }
        Some(
            self.allowed
                .iter()
                .find(|allowed| **allowed == name)
                .map(|allowed| vec![*allowed]),
        )
    }

    fn worst(&self, all: &[&str]) -> usize {
        let place = |one: &&str| self.allowed.iter().position(|allowed| allowed == one);
        all.iter().filter_map(place).max().unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::choose;

    const ALLOWED: &[&str] = &[
        "MIT",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "Unicode-3.0",
    ];

    #[test]
    fn the_best_of_what_is_offered_is_taken() {
        assert_eq!(choose("Apache-2.0 OR MIT", ALLOWED), Some(vec!["MIT"]));
        assert_eq!(choose("GPL-2.0-only/MIT", ALLOWED), Some(vec!["MIT"]));
        assert_eq!(
            choose("Apache-2.0 WITH LLVM-exception", ALLOWED),
            Some(vec!["Apache-2.0 WITH LLVM-exception"])
        );
        assert_eq!(
            choose("(MIT OR Apache-2.0) AND Unicode-3.0", ALLOWED),
            Some(vec!["MIT", "Unicode-3.0"])
        );
    }

    #[test]
    fn what_cannot_be_met_or_read_is_none() {
        for bad in [
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "",
            "MIT OR",
            "(MIT",
            "MIT MIT",
        ] {
            assert_eq!(choose(bad, ALLOWED), None, "{bad}");
        }
    }
}
