//! RTTM, NIST's table of who speaks when: read for measuring, written for other programs.

use std::path::Path;

use super::der::Spoken;

/// Reads the turns of a file; speakers are numbered in order of their first line.
///
/// # Errors
/// The file cannot be read, or a SPEAKER line lacks times or a name.
pub fn read(path: &Path) -> Result<Vec<Spoken>, String> {
    let text = crate::store::files::read_text(path).map_err(|error| error.to_string())?;
    parse(&text).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// `SPEAKER file channel start seconds <NA> <NA> name <NA> <NA>`; other lines are something else.
fn parse(text: &str) -> Result<Vec<Spoken>, String> {
    let mut names: Vec<&str> = Vec::new();
    let mut turns = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if fields.first() != Some(&"SPEAKER") {
            continue;
        }
        let wrong = || {
            format!(
                "line {}: expected SPEAKER, file, channel, start, seconds, …, name: {line:?}",
                i + 1
            )
        };
        let ms = |at: usize| {
            let seconds: Option<f64> = fields.get(at).and_then(|field| field.parse().ok());
            let inside = seconds.filter(|seconds| (0.0..1e6).contains(seconds));
            inside
                .map(|seconds| (seconds * 1_000.0).round() as u64)
                .ok_or_else(wrong)
        };
        let (start, length) = (ms(3)?, ms(4)?);
        let name = *fields.get(7).ok_or_else(wrong)?;
        let speaker = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        turns.push(Spoken {
            ms: start..start + length,
            speaker,
        });
    }
    if turns.is_empty() {
        return Err("has no SPEAKER line".to_owned());
    }
    Ok(turns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_read_and_other_lines_skipped() {
        let text = ";; comment\nSPKR-INFO a 1 <NA> <NA> <NA> unknown bob <NA>\nSPEAKER a 1 0.5 1.25 <NA> <NA> bob <NA> <NA>\n\
                    SPEAKER a 1 2 1 <NA> <NA> anna <NA> <NA>\nSPEAKER a 1 4 0.001 <NA> <NA> bob <NA> <NA>\n";
        let spoken = |start, end, speaker| Spoken {
            ms: start..end,
            speaker,
        };
        assert_eq!(
            parse(text).unwrap(),
            [
                spoken(500, 1_750, 0),
                spoken(2_000, 3_000, 1),
                spoken(4_000, 4_001, 0)
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(
            parse("SPEAKER a 1 0.5 x <NA> <NA> bob")
                .unwrap_err()
                .contains("line 1")
        );
        assert!(parse("SPEAKER a 1 -3 1 <NA> <NA> bob").is_err());
        assert!(parse("SPEAKER a 1 0 1").is_err());
        assert!(parse("hello").unwrap_err().contains("no SPEAKER"));
    }
}
