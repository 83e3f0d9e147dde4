use super::*;
use crate::store::files::name_of;
use crate::store::journal::{Journal, Record, sound_header};

/// A small generator of numbers: the same ones in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }
}

fn line(record: &Record) -> Vec<u8> {
    let mut line = serde_json::to_vec(record).unwrap();
    line.push(b'\n');
    line
}

/// A journal as it may be found: lines of ours, then whatever a disk, a kill or another version makes of them.
fn journal(dice: &mut Dice) -> Vec<u8> {
    let mut lines = Vec::new();
    for n in 0..dice.below(8) {
        lines.push(match dice.below(9) {
            0 => line(&Record::Session {
                at: dice.below(2_000_000_000) as u64,
                version: "0.1.0".to_owned(),
            }),
            1 => line(&Record::Recording { recording: 1, at: 0 }),
            2 => line(&Record::Settled),
            3 => b"{\"kind\":\"state_v2\",\"body\":{\"text\":\"PRECIOUS\"}}\n".to_vec(),
            4 => b"{\"kind\":\"state\",\"text\":\"PRECIOUS\",\"recording\":99999999999}\n".to_vec(),
            _ => line(&Record::State(State {
                text: format!("PRECIOUS {n}"),
                recording: dice.below(3) as u32,
                heard_ms: [0, 40, u64::MAX][dice.below(3)],
                complete: dice.below(2) == 0,
                taken: (0..dice.below(3))
                    .map(|_| Taken {
                        session: ["a", "b", "..", ""][dice.below(4)].to_owned(),
                        recording: dice.below(3) as u32,
                        heard_ms: [0, u64::MAX][dice.below(2)],
                    })
                    .collect(),
                ..State::default()
            })),
        });
    }
    let mut bytes = lines.concat();
    for _ in 0..dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.below(256) as u8),
            2 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            _ => drop(bytes.splice(at..at, *b"\0\xFF\n{\"kind\":")),
        }
    }
    bytes
}

/// Everything that lies below a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => all.extend(all_bytes(&path)),
            path => all.extend(fs::read(path).unwrap()),
        }
    }
    all
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|part| part == what.as_bytes())
}

#[test]
fn of_ten_thousand_journals_none_panics_and_no_word_is_erased() {
    let mut dice = Dice(15);
    let (mut taken_up, mut aside) = (0, 0);
    for n in 0..5_000 {
        let data = tempfile::tempdir().unwrap();
        let (sessions, history) = (data.path().join("sessions"), data.path().join("history"));
        for name in ["a", "b"] {
            let folder = sessions.join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("journal.jsonl"), journal(&mut dice)).unwrap();
            for recording in 0..dice.below(3) {
                let length = dice.below(3_000);
                let mut sound = sound_header();
                sound.resize(length, 1);
                fs::write(folder.join(format!("sound-{recording}.wav")), sound).unwrap();
            }
        }
        let precious = holds(&all_bytes(data.path()), "PRECIOUS");
        let found = find(&sessions, Some(&history));
        assert_eq!(
            holds(&all_bytes(data.path()), "PRECIOUS"),
            precious,
            "journal {n}: {found:?}"
        );
        aside += found.told.len();
        for remains in found.remains {
            taken_up += 1;
            let text = remains.state.text.clone();
            remains.settle(Some(&history)).unwrap();
            let kept = all_bytes(data.path());
            assert!(
                text.is_empty() || holds(&kept, &text),
                "journal {n}: {text:?} is not in the history"
            );
        }
        assert!(
            find(&sessions, Some(&history)).remains.is_empty(),
            "journal {n}: found twice"
        );
    }
    assert!(
        taken_up > 3_000 && aside > 500,
        "{taken_up} taken up, {aside} set aside"
    );
}

/// One session under `sessions` with these files.
fn session(files: &[(&str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("sessions/20261101-000000-1");
    fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let sessions = data.path().join("sessions");
    (data, sessions)
}

const BEGAN: &[u8] = b"{\"kind\":\"session\",\"at\":1764000000,\"version\":\"0.1.0\"}\n";

#[test]
fn what_cannot_be_read_is_set_aside_with_every_byte_and_told_once() {
    let newer = [BEGAN, b"{\"kind\":\"state_v2\",\"body\":{\"text\":\"Words.\"}}\n"].concat();
    let cut = [
        BEGAN,
        b"{\"kind\":\"state\",\"text\":\"The first state was cut off while it was wri",
    ]
    .concat();
    let garbage = [
        &[0xFF, 0xFB, 0x90, 0, 10][..],
        b"Legible words in a damaged journal.",
    ]
    .concat();
    for (name, bytes) in [
        ("journal.jsonl", newer.as_slice()),
        ("journal.jsonl", &cut),
        ("journal.jsonl", &garbage),
        ("important.txt", b"A file of the user."),
    ] {
        let (data, sessions) = session(&[(name, bytes)]);
        let found = find(&sessions, None);
        assert!(found.remains.is_empty());
        assert_eq!(found.told.len(), 1, "{:?}", found.told);
        assert!(found.told[0].contains("unreadable"), "{:?}", found.told);
        assert!(
            all_bytes(data.path())
                .windows(bytes.len())
                .any(|part| part == bytes)
        );
        assert_eq!(find(&sessions, None).told, [""; 0]);
    }
    // What was never anything goes.
    let (_data, sessions) = session(&[("journal.jsonl", BEGAN)]);
    assert!(find(&sessions, None).told.is_empty());
    assert_eq!(fs::read_dir(sessions).unwrap().count(), 0);
}

#[test]
fn a_text_with_something_unread_behind_it_is_taken_up_and_not_erased() {
    let state = line(&Record::State(State {
        text: "What could be read.".to_owned(),
        ..State::default()
    }));
    let bytes = [BEGAN, &state, b"{\"kind\":\"state_v2\",\"text\":\"More.\"}\n"].concat();
    let (data, sessions) = session(&[("journal.jsonl", &bytes), ("mine.txt", b"x")]);
    let mut found = find(&sessions, None).remains;
    assert_eq!(found[0].state.text, "What could be read.");
    assert_eq!(found[0].at_s, 1_764_000_000);
    let aside = found.remove(0).settle(None).unwrap();
    assert!(aside[0].starts_with(data.path().join("unreadable")), "{aside:?}");
    assert_eq!(fs::read(aside[0].join("journal.jsonl")).unwrap(), bytes);
    // A file of the user's in a session of ours outlives it too.
    let (data, sessions) = session(&[
        ("journal.jsonl", &[BEGAN, state.as_slice()].concat()),
        ("mine.txt", b"mine"),
    ]);
    find(&sessions, None).remains.remove(0).settle(None).unwrap();
    let left = all_bytes(data.path());
    assert!(holds(&left, "mine") && !holds(&left, "What could be read"));
}

/// A session with two seconds of sound that nobody has turned into text yet.
fn two_seconds(sessions: &Path) -> Journal {
    let mut journal = Journal::begin(sessions).unwrap();
    journal.begin_sound(1).unwrap();
    journal.sound(0, &[1; 32_000]).unwrap();
    journal
}

#[test]
fn a_session_that_was_taken_up_is_in_one_place_whatever_happens() {
    let data = tempfile::tempdir().unwrap();
    let sessions = data.path().join("sessions");
    let old = {
        let mut journal = two_seconds(&sessions);
        journal
            .state(State {
                text: "Old.".to_owned(),
                recording: 1,
                heard_ms: 500,
                ..State::default()
            })
            .unwrap();
        name_of(journal.folder())
    };
    let held = find(&sessions, None).remains;
    assert_eq!((held.len(), held[0].owed_ms()), (1, 1_500));
    let mut taken = held[0].taken();
    // Killed before the new session had it: the old one still stands for itself.
    drop(held);
    let mut new = Journal::begin(&sessions).unwrap();
    new.state(State::default()).unwrap();
    assert_eq!(find(&sessions, None).remains[0].state.text, "Old.");
    // Killed afterwards: the text is in the new one alone, and of the sound the rest is owed.
    taken[0].heard_ms = 900;
    new.state(State {
        text: "Old. And more.".to_owned(),
        taken,
        ..State::default()
    })
    .unwrap();
    assert!(find(&sessions, None).remains.is_empty(), "who runs has both");
    drop(new);
    let found = find(&sessions, None).remains;
    assert_eq!((found.len(), found[0].state.text.as_str()), (1, "Old. And more."));
    assert_eq!(
        (found[0].owed_ms(), found[0].sound[0].session.as_str()),
        (1_100, old.as_str())
    );
    assert_eq!(found[0].taken().len(), 2);
    found
        .into_iter()
        .for_each(|remains| assert!(remains.settle(None).unwrap().is_empty()));
    assert_eq!(fs::read_dir(&sessions).unwrap().count(), 0);
}

#[test]
fn sound_that_was_taken_up_by_a_session_without_a_word_is_still_owed() {
    let data = tempfile::tempdir().unwrap();
    let sessions = data.path().join("sessions");
    let old = name_of(two_seconds(&sessions).folder());
    let mut taken = find(&sessions, None).remains[0].taken();
    // Killed when it had the old one's sound, and had heard nothing yet, or a second of silence in it.
    for heard_ms in [0, 1_000] {
        (taken[0].recording, taken[0].heard_ms) = (1, heard_ms);
        let mut new = Journal::begin(&sessions).unwrap();
        new.state(State {
            taken: taken.clone(),
            ..State::default()
        })
        .unwrap();
        drop(new);
        let found = find(&sessions, None);
        assert_eq!((found.remains.len(), found.told.len()), (1, 0), "{found:?}");
        assert_eq!(found.remains[0].owed_ms(), 2_000 - heard_ms);
        assert_eq!(found.remains[0].sound[0].session, old);
        taken = found.remains[0].taken();
        taken.retain(|taken| taken.session == old);
        // The session that had it goes, as when the next one settles it.
        fs::remove_dir_all(sessions.join(newest(&sessions, &old))).unwrap();
    }
    // Of nothing but silence nothing is left.
    (taken[0].recording, taken[0].heard_ms) = (1, 2_000);
    let mut new = Journal::begin(&sessions).unwrap();
    new.state(State {
        taken,
        ..State::default()
    })
    .unwrap();
    drop(new);
    assert!(find(&sessions, None).remains.is_empty());
    assert_eq!(fs::read_dir(&sessions).unwrap().count(), 0);
}

/// The session that is not the old one.
fn newest(sessions: &Path, old: &str) -> String {
    let mut names = fs::read_dir(sessions)
        .unwrap()
        .map(|entry| name_of(&entry.unwrap().path()));
    names.find(|name| name != old).unwrap()
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_nowhere() {
    let (data, sessions) = session(&[("journal.jsonl", BEGAN)]);
    let elsewhere = data.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("journal.jsonl"), "mine").unwrap();
    std::os::unix::fs::symlink(&elsewhere, sessions.join("link")).unwrap();
    assert!(find(&sessions, None).told.is_empty());
    assert!(holds(&all_bytes(&elsewhere), "mine"));
}
