//! Times of day.

use super::super::numerals::cardinal;
use super::parse;

/// "7.30pm", "7:30", "10 a.m.", "5pm".
pub(super) fn clock(token: &str) -> Vec<String> {
    let lower = token.to_lowercase().replace("a.m", "am").replace("p.m", "pm");
    let lower = lower.trim_end_matches('.');
    let halved = [("am", " a m"), ("pm", " p m")]
        .into_iter()
        .find_map(|(written, said)| Some((lower.strip_suffix(written)?.trim_end(), said)));
    let (body, half) = halved.unwrap_or((lower, ""));
    let dotted = body.split_once('.').filter(|_| !half.is_empty());
    let said = match body.split_once(':').or(dotted) {
        Some((hour, minute)) => times(hour, minute),
        None if half.is_empty() => Vec::new(),
        None => times(body, "00"),
    };
    said.iter().map(|said| format!("{said}{half}")).collect()
}

/// "7.30", rather a decimal, may be a time.
pub(super) fn dotted_clock(token: &str) -> Vec<String> {
    token
        .split_once('.')
        .map_or_else(Vec::new, |(hour, minute)| times(hour, minute))
}

fn times(hour: &str, minute: &str) -> Vec<String> {
    let (Some(hour), Some(minute), 2) = (parse(hour), parse(minute), minute.len()) else {
        return Vec::new();
    };
    if hour > 24 || minute > 59 {
        return Vec::new();
    }
    let (h, m) = (cardinal(hour), cardinal(minute));
    let next = cardinal(if hour >= 12 { hour - 11 } else { hour + 1 });
    let mut ways = match minute {
        0 => vec![format!("{h} o'clock"), h.clone(), format!("{h} hundred")],
        1..=9 => vec![format!("{h} oh {m}"), format!("{h} zero {m}")],
        _ => vec![format!("{h} {m}")],
    };
    let past = |what: &str| format!("{what} past {h}");
    let to = |what: &str| format!("{what} to {next}");
    ways.extend(match minute {
        0 => Vec::new(),
        15 => vec![past("quarter"), past("a quarter"), format!("quarter after {h}")],
        30 => vec![past("half")],
        45 => vec![to("quarter"), to("a quarter")],
        1..=29 => vec![past(&m), past(&format!("{m} minutes"))],
        _ => {
            let left = cardinal(60 - minute);
            vec![to(&left), to(&format!("{left} minutes"))]
        }
    });
    if minute == 0 && hour == 12 {
        ways.extend(["noon", "midnight"].map(str::to_owned));
    }
    ways
}
