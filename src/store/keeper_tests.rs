use std::fs;
use std::sync::mpsc;

use super::super::{history, recovery};
use super::*;

fn state(text: &str, recording: u32, heard_ms: u64) -> State {
    State {
        text: text.to_owned(),
        recording,
        heard_ms,
        ..State::default()
    }
}

/// Runs `session` and leaves its folder as a kill would: written, not finished, lock let go.
fn killed(sessions: &Path, session: impl FnOnce(&Keeper)) {
    let mut keeper = Keeper::start(sessions, |_| ()).unwrap();
    session(&keeper);
    let (jobs, _) = bounded(1);
    keeper.jobs = jobs;
    keeper.join();
}

fn a_second(keeper: &Keeper, recording: u32) {
    let sound = keeper.sound();
    sound.begin(recording);
    for _ in 0..25 {
        sound.samples(&[0.25; 640]);
    }
}

#[cfg(feature = "desktop")]
#[test]
fn after_a_kill_the_text_and_the_unheard_sound_are_found() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path(), |keeper| {
        a_second(keeper, 1);
        keeper.state(State {
            complete: true,
            ..state("First.", 1, 1_000)
        });
        a_second(keeper, 2);
        keeper.state(state("First. Second.", 2, 400));
        a_second(keeper, 3);
    });
    let remains = recovery::find(folder.path());
    assert_eq!(remains.len(), 1);
    assert_eq!(remains[0].state.text, "First. Second.");
    let owed: Vec<_> = remains[0]
        .sound
        .iter()
        .map(|sound| (sound.from_ms, sound.length_ms))
        .collect();
    assert_eq!(owed, [(400, 1_000), (0, 1_000)]);
    assert_eq!(remains[0].owed_ms(), 1_600);
    let all = crate::audio::file::SoundFile::open(&remains[0].sound[1].path)
        .unwrap()
        .read_all()
        .unwrap();
    assert_eq!((all.rate_hz, all.samples.len()), (16_000, 16_000));
    assert!((all.samples[100] - 0.25).abs() < 1e-4);
}

#[test]
fn a_session_in_use_is_left_alone_and_a_settled_one_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::start(folder.path(), |_| ()).unwrap();
    keeper.state(state("alive", 0, 0));
    assert!(recovery::find(folder.path()).is_empty());
    assert!(keeper.folder().is_dir());
    killed(folder.path(), |dead| assert!(dead.state(state("dead", 0, 0))));
    let mut remains = recovery::find(folder.path());
    assert_eq!(remains.len(), 1);
    assert!(
        recovery::find(folder.path()).is_empty(),
        "whoever found it holds it"
    );
    remains.remove(0).settle(None).unwrap();
    assert!(recovery::find(folder.path()).is_empty());
    let place = keeper.folder().to_owned();
    keeper.finish(None);
    assert!(!place.exists(), "a clean end erases the safety copy");
}

#[test]
fn a_journal_cut_anywhere_gives_the_last_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path(), |keeper| {
        keeper.state(state("one", 1, 0));
        keeper.state(state("one two", 1, 0));
    });
    let session = fs::read_dir(folder.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(session.join("journal.jsonl")).unwrap();
    let lines: Vec<usize> = (0..whole.len()).filter(|&i| whole[i] == b'\n').collect();
    for cut in lines[1]..whole.len() {
        fs::write(session.join("journal.jsonl"), &whole[..cut]).unwrap();
        let remains = recovery::find(folder.path());
        let wanted = if cut < whole.len() - 1 { "one" } else { "one two" };
        assert_eq!(remains[0].state.text, wanted, "cut at {cut} of {}", whole.len());
    }
    // Rubbish in the middle.
    let mut broken = whole.clone();
    broken.splice(lines[1] + 1..lines[1] + 1, b"\0\xFF{\"kind\":\n".iter().copied());
    fs::write(session.join("journal.jsonl"), &broken).unwrap();
    assert_eq!(recovery::find(folder.path())[0].state.text, "one two");
}

#[test]
fn a_long_session_keeps_a_short_journal() {
    let folder = tempfile::tempdir().unwrap();
    let text = "word ".repeat(4_000);
    killed(folder.path(), |keeper| {
        for i in 0..600 {
            let until = std::time::Instant::now() + std::time::Duration::from_secs(120);
            while !keeper.state(state(&format!("{text}{i}"), 0, 0)) {
                assert!(std::time::Instant::now() < until, "state {i} was never taken");
                std::thread::yield_now();
            }
        }
    });
    let remains = recovery::find(folder.path());
    assert!(remains[0].state.text.ends_with("word 599"));
    let length = fs::metadata(remains[0].folder().join("journal.jsonl"))
        .unwrap()
        .len();
    assert!(length < 5 << 20, "{length} bytes after 12 MB of states");
}

#[test]
fn a_disk_that_cannot_be_written_is_told_once_and_dictation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (told, troubles) = mpsc::sync_channel(100);
    let mut keeper = Keeper::start(folder.path(), move |trouble| told.send(trouble).unwrap()).unwrap();
    // The sound's folder is gone: creating its file fails, as on a read-only disk.
    fs::remove_dir_all(keeper.folder()).unwrap();
    for recording in 1..5 {
        a_second(&keeper, recording);
    }
    let (jobs, _) = bounded(1);
    keeper.jobs = jobs;
    keeper.join();
    let troubles: Vec<String> = troubles.try_iter().collect();
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    assert!(troubles[0].contains("dictation goes on"), "{}", troubles[0]);
}

#[test]
fn the_history_keeps_what_ended_cleanly_and_forgets_what_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let past = folder.path().join("history");
    for text in ["Dear Ms Lopez", "Buy milk and bread", ""] {
        let keeper = Keeper::start(&folder.path().join("sessions"), |_| ()).unwrap();
        a_second(&keeper, 1);
        keeper.state(state(text, 1, 1_000));
        keeper.finish(Some(past.clone()));
    }
    assert_eq!(
        history::search(&past, "").len(),
        2,
        "an empty session is not kept"
    );
    let found = history::search(&past, "MILK bread");
    assert_eq!(found.len(), 1);
    assert!(found[0].bytes > 32_000, "with its sound: {}", found[0].bytes);
    assert_eq!(history::purge(&past, 30, super::super::clock::now_s()), 0);
    assert_eq!(
        history::purge(&past, 30, super::super::clock::now_s() + 31 * 86_400),
        2
    );
    assert!(history::search(&past, "").is_empty());
    assert!(history::delete(&past, "../sessions").is_err());
}

#[test]
fn a_damaged_header_costs_no_sound_and_an_unreadable_recording_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let sessions = folder.path().join("sessions");
    killed(&sessions, |keeper| a_second(keeper, 1));
    let session = fs::read_dir(&sessions).unwrap().next().unwrap().unwrap().path();
    let recording = session.join("sound-1.wav");
    let whole = fs::read(&recording).unwrap();
    let mut broken = whole.clone();
    broken[..44].fill(0xA5);
    fs::write(&recording, &broken).unwrap();
    let remains = recovery::find(&sessions);
    assert_eq!(remains[0].owed_ms(), 1_000);
    assert_eq!(fs::read(&recording).unwrap(), whole);
    let place = recovery::set_aside(&recording).unwrap();
    assert!(place.starts_with(folder.path().join("unreadable")) && !recording.exists());
    assert_eq!(fs::read(place).unwrap(), whole);
}
