//! Every word the window shows, from `strings/en.ftl`.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

const ENGLISH: &str = include_str!("strings/en.ftl");

/// The text for a key; the key itself when there is none, so that a gap is seen and nothing fails.
pub fn text(key: &str) -> String {
    text_with(key, &[])
}

/// The text for a key with its arguments filled in.
pub fn text_with(key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    let bundle = bundle();
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut args = FluentArgs::new();
    for (name, value) in arguments {
        args.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    bundle
        .format_pattern(pattern, Some(&args), &mut errors)
        .into_owned()
}

fn bundle() -> &'static FluentBundle<FluentResource> {
    static BUNDLE: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::langid!("en")]);
        // Marks around arguments are for mixing writing directions; screens show them as boxes.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(ENGLISH.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        bundle
    })
}

/// A message as a sentence: the session speaks in lower case, to go after "parlance:" on a terminal.
pub fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys_in_use() -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/ui"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    let source = std::fs::read_to_string(&path).unwrap();
                    let parts = source
                        .split("\"ui-")
                        .skip(1)
                        .map(|part| part.split('"').next().unwrap());
                    keys.extend(parts.map(|key| ["ui", key].join("-")).filter(|key| key.len() > 3));
                }
            }
        }
        keys
    }

    fn keys_given() -> BTreeSet<String> {
        let lines = ENGLISH.lines().filter(|line| line.starts_with("ui-"));
        lines
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_key_has_a_text_and_every_text_is_used() {
        FluentResource::try_new(ENGLISH.to_owned()).unwrap();
        let (used, given) = (keys_in_use(), keys_given());
        let missing: Vec<_> = used.difference(&given).collect();
        let idle: Vec<_> = given.difference(&used).collect();
        assert!(
            missing.is_empty() && idle.is_empty(),
            "missing: {missing:?}, idle: {idle:?}"
        );
        assert!(used.len() > 50);
    }

    #[test]
    fn arguments_are_filled_in_and_counted() {
        assert_eq!(text_with("ui-words", &[("n", 1.into())]), "1 word");
        assert_eq!(text_with("ui-words", &[("n", 12.into())]), "12 words");
    }
}
