//! Every word the window shows, from `strings/*.ftl`: a further language is one more file there.

use std::cell::Cell;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

use crate::message::{Argument, Message};
use crate::settings::Interface;

const ENGLISH: &str = include_str!("strings/en.ftl");
const GERMAN: &str = include_str!("strings/de.ftl");
const SPANISH: &str = include_str!("strings/es.ftl");

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    /// The language of the window that this thread draws.
    static LANGUAGE: Cell<Interface> = const { Cell::new(Interface::English) };
}

/// Draws in this language from now on.
pub fn use_language(interface: Interface) {
    let language = match interface {
        Interface::System => *desktop(),
        chosen => chosen,
    };
    LANGUAGE.set(language);
}

/// The desktop's language, where there is a text for it.
fn desktop() -> &'static Interface {
    static DESKTOP: OnceLock<Interface> = OnceLock::new();
    DESKTOP.get_or_init(|| {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let mut set = names.iter().filter_map(|name| std::env::var(name).ok());
        let language = set.find(|value| !value.is_empty()).unwrap_or_default();
        let known = language.get(..2).and_then(Interface::named);
        known.unwrap_or(Interface::English)
    })
}

/// The text for a key; the key itself when there is none, so that a gap is seen and nothing fails.
pub fn text(key: &str) -> String {
    text_with(key, &[])
}

/// The text for a key with its arguments filled in.
pub fn text_with(key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
    in_language(bundle(LANGUAGE.get()), key, arguments)
        .or_else(|| in_language(bundle(Interface::English), key, arguments))
        .unwrap_or_else(|| key.to_owned())
}

fn in_language(bundle: &Bundle, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut args = FluentArgs::new();
    for (name, value) in arguments {
        args.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned(),
    )
}

fn bundle(language: Interface) -> &'static Bundle {
    static ENGLISH_BUNDLE: OnceLock<Bundle> = OnceLock::new();
    static GERMAN_BUNDLE: OnceLock<Bundle> = OnceLock::new();
    static SPANISH_BUNDLE: OnceLock<Bundle> = OnceLock::new();
    match language {
        Interface::System | Interface::English => ENGLISH_BUNDLE.get_or_init(|| load(langid!("en"), ENGLISH)),
        Interface::German => GERMAN_BUNDLE.get_or_init(|| load(langid!("de"), GERMAN)),
        Interface::Spanish => SPANISH_BUNDLE.get_or_init(|| load(langid!("es"), SPANISH)),
    }
}

fn load(language: LanguageIdentifier, source: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Marks around arguments are for mixing writing directions; screens show them as boxes.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// What the session tells, in the window's language; a language that lacks the message shows it in English.
pub fn told(message: &Message) -> String {
    let arguments: Vec<(&str, FluentValue<'_>)> = message
        .arguments()
        .into_iter()
        .map(|(name, argument)| {
            let value = match argument {
                Argument::Text(text) => FluentValue::from(text.to_owned()),
                // A selector cannot hold a space.
                Argument::Name(name) => FluentValue::from(name.replace(' ', "-")),
                Argument::Number(number) => FluentValue::from(number),
                Argument::Message(inner) => FluentValue::from(told(inner)),
            };
            (name, value)
        })
        .collect();
    let key = format!("said-{}", message.code());
    in_language(bundle(LANGUAGE.get()), &key, &arguments).unwrap_or_else(|| message.to_string())
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

    fn keys_given(source: &str) -> BTreeSet<String> {
        let lines = source.lines().filter(|line| line.starts_with("ui-"));
        lines
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_key_has_a_text_and_every_text_is_used() {
        FluentResource::try_new(ENGLISH.to_owned()).unwrap();
        let (mut used, given) = (keys_in_use(), keys_given(ENGLISH));
        // A switch is named with its key, and has its note beside it; a line to be typed has a hint and a remark.
        let beside = |key: &String| ["note", "hint", "wrong"].map(|what| format!("{key}-{what}"));
        let notes: Vec<String> = used.iter().flat_map(beside).collect();
        used.extend(notes.into_iter().filter(|note| given.contains(note)));
        let missing: Vec<_> = used.difference(&given).collect();
        let idle: Vec<_> = given.difference(&used).collect();
        assert!(
            missing.is_empty() && idle.is_empty(),
            "missing: {missing:?}, idle: {idle:?}"
        );
        assert!(used.len() > 50);
    }

    /// Arguments that a text uses, by its key.
    fn arguments(source: &str) -> std::collections::BTreeMap<String, BTreeSet<String>> {
        let mut key = String::new();
        let mut all = std::collections::BTreeMap::new();
        for line in source.lines() {
            if !line.starts_with(' ') {
                // A message of the session, a comment or a blank line ends the text before it.
                key = line
                    .split(' ')
                    .next()
                    .filter(|key| key.starts_with("ui-"))
                    .unwrap_or("")
                    .to_owned();
            }
            let used = line.split('$').skip(1);
            let names = used.map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_alphanumeric())
                    .collect::<String>()
            });
            if !key.is_empty() {
                all.entry(key.clone()).or_insert_with(BTreeSet::new).extend(names);
            }
        }
        all
    }

    #[test]
    fn every_language_has_every_text_with_the_same_arguments() {
        for (name, source) in [("de", GERMAN), ("es", SPANISH)] {
            FluentResource::try_new(source.to_owned()).unwrap();
            let (given, english) = (keys_given(source), keys_given(ENGLISH));
            let missing: Vec<_> = english.difference(&given).collect();
            let idle: Vec<_> = given.difference(&english).collect();
            assert!(
                missing.is_empty() && idle.is_empty(),
                "{name}: missing {missing:?}, idle {idle:?}"
            );
            assert_eq!(arguments(source), arguments(ENGLISH), "{name}");
        }
    }

    #[test]
    fn every_translation_has_every_message_of_the_session() {
        for (name, source) in [("de", GERMAN), ("es", SPANISH)] {
            let mut given = std::collections::BTreeMap::new();
            let mut key = String::new();
            for line in source.lines() {
                if line.starts_with("said-") {
                    key = line.split(' ').next().unwrap().to_owned();
                } else if !line.starts_with(' ') && !line.starts_with('}') {
                    key.clear();
                }
                if !key.is_empty() {
                    given
                        .entry(key.clone())
                        .or_insert_with(String::new)
                        .push_str(line);
                }
            }
            for (code, names) in Message::CODES {
                let Some(text) = given.remove(&format!("said-{code}")) else {
                    assert_eq!(*code, "other", "{name} lacks {code}");
                    continue;
                };
                for argument in *names {
                    assert!(
                        text.contains(&format!("${argument}")),
                        "{name}: {code} lacks {argument}"
                    );
                }
                assert_eq!(
                    text.matches('$').count(),
                    text.split('$')
                        .skip(1)
                        .filter(|rest| { names.iter().any(|argument| rest.starts_with(argument)) })
                        .count(),
                    "{name}: {code} has an argument that is none"
                );
            }
            assert!(given.is_empty(), "{name}: no such messages: {:?}", given.keys());
        }
    }

    #[test]
    fn messages_are_told_in_the_windows_language() {
        let deleted = Message::Deleted { what: "rot".into() };
        let undone = Message::Undid {
            step: Box::new(deleted),
        };
        use_language(Interface::German);
        assert_eq!(told(&undone), "rückgängig: „rot“ gelöscht");
        assert_eq!(
            told(&Message::NoNextUnit { unit: "sentence" }),
            "es gibt keinen nächsten Satz"
        );
        use_language(Interface::English);
        assert_eq!(told(&undone), "undid: deleted “rot”");
        assert_eq!(
            told(&Message::Other {
                text: "as it is".into()
            }),
            "as it is"
        );
    }

    #[test]
    fn the_language_is_the_windows() {
        use_language(Interface::German);
        assert_eq!(text("ui-undo"), "Rückgängig");
        assert_eq!(text_with("ui-words", &[("n", 1.into())]), "1 Wort");
        use_language(Interface::Spanish);
        assert_eq!(text("ui-undo"), "Deshacer");
        use_language(Interface::English);
        assert_eq!(text("ui-undo"), "Undo");
    }

    #[test]
    fn arguments_are_filled_in_and_counted() {
        assert_eq!(text_with("ui-words", &[("n", 1.into())]), "1 word");
        assert_eq!(text_with("ui-words", &[("n", 12.into())]), "12 words");
    }
}
