use std::fs;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, mpsc};

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
fn killed(sessions: &Path, session: impl FnOnce(&SafetyCopy)) {
    let copy = SafetyCopy::start(sessions, |_| ()).unwrap();
    session(&copy);
    drop(copy);
}

fn find(sessions: &Path) -> Vec<Remains> {
    recovery::find(sessions, None).remains
}

/// Waits until the disk has everything.
fn written(copy: &SafetyCopy) {
    let until = Instant::now() + Duration::from_secs(120);
    let wait = |done: &dyn Fn() -> bool| {
        while !done() {
            assert!(Instant::now() < until, "never written");
            thread::yield_now();
        }
    };
    wait(&|| lock(&copy.shared.state).is_none());
    // Taken out of the queue when the one before it was done.
    copy.put(Job::EndSound);
    wait(&|| copy.progress().0 == 0);
}

fn a_second(copy: &SafetyCopy, recording: u32) {
    let sound = copy.sound();
    sound.begin(recording);
    for _ in 0..25 {
        sound.samples(&[0.25; 640]);
    }
}

#[cfg(feature = "desktop")]
#[test]
fn after_a_kill_the_text_and_the_unheard_sound_are_found() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path(), |copy| {
        a_second(copy, 1);
        copy.state(State {
            complete: true,
            ..state("First.", 1, 1_000)
        });
        a_second(copy, 2);
        copy.state(state("First. Second.", 2, 400));
        a_second(copy, 3);
    });
    let remains = find(folder.path());
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
    let copy = SafetyCopy::start(folder.path(), |_| ()).unwrap();
    copy.state(state("alive", 0, 0));
    assert!(find(folder.path()).is_empty());
    assert!(copy.folder().is_dir());
    killed(folder.path(), |dead| dead.state(state("dead", 0, 0)));
    let mut remains = find(folder.path());
    assert_eq!(remains.len(), 1);
    assert!(find(folder.path()).is_empty(), "whoever found it holds it");
    remains.remove(0).settle(None).unwrap();
    assert!(find(folder.path()).is_empty());
    let place = copy.folder().to_owned();
    copy.finish(None).unwrap();
    assert!(!place.exists(), "a clean end erases the safety copy");
}

#[test]
fn a_journal_cut_anywhere_gives_the_last_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    killed(folder.path(), |copy| {
        for text in ["one", "one two"] {
            copy.state(state(text, 1, 0));
            written(copy);
        }
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
        let remains = find(folder.path());
        let wanted = if cut < whole.len() - 1 { "one" } else { "one two" };
        assert_eq!(remains[0].state.text, wanted, "cut at {cut} of {}", whole.len());
    }
    // Rubbish in the middle.
    let mut broken = whole.clone();
    broken.splice(lines[1] + 1..lines[1] + 1, b"\0\xFF{\"kind\":\n".iter().copied());
    fs::write(session.join("journal.jsonl"), &broken).unwrap();
    assert_eq!(find(folder.path())[0].state.text, "one two");
}

#[test]
fn a_long_session_keeps_a_short_journal() {
    let folder = tempfile::tempdir().unwrap();
    let text = "word ".repeat(4_000);
    killed(folder.path(), |copy| {
        for i in 0..600 {
            copy.state(state(&format!("{text}{i}"), 0, 0));
            written(copy);
        }
    });
    let remains = find(folder.path());
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
    let copy = SafetyCopy::start(folder.path(), move |trouble| told.send(trouble).unwrap()).unwrap();
    // The sound's folder is gone: creating its file fails, as on a read-only disk.
    fs::remove_dir_all(copy.folder()).unwrap();
    for recording in 1..5 {
        a_second(&copy, recording);
    }
    drop(copy);
    let troubles: Vec<String> = troubles.try_iter().collect();
    assert_eq!(troubles.len(), 1, "{troubles:?}");
    assert!(troubles[0].contains("dictation goes on"), "{}", troubles[0]);
}

#[test]
fn the_history_keeps_what_ended_cleanly_and_forgets_what_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let past = folder.path().join("history");
    for text in ["Dear Ms Lopez", "Buy milk and bread", ""] {
        let copy = SafetyCopy::start(&folder.path().join("sessions"), |_| ()).unwrap();
        a_second(&copy, 1);
        copy.state(state(text, 1, 1_000));
        copy.finish(Some(past.clone())).unwrap();
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
    // What is none of ours stays, however old.
    let foreign = past.join("20200101-000000-mine");
    fs::create_dir_all(&foreign).unwrap();
    fs::write(foreign.join("important.txt"), "x").unwrap();
    // A first line that is damaged hides no age.
    let damaged = past.join("20200101-000000-1");
    fs::create_dir_all(&damaged).unwrap();
    fs::write(
        damaged.join("journal.jsonl"),
        b"\xFF\xFE\n{\"kind\":\"settled\"}\n",
    )
    .unwrap();
    assert_eq!(history::purge(&past, 30, super::super::clock::now_s()), 1);
    assert!(foreign.exists() && !damaged.exists());
}

#[test]
fn a_damaged_header_costs_no_sound_and_an_unreadable_recording_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let sessions = folder.path().join("sessions");
    killed(&sessions, |copy| a_second(copy, 1));
    let session = fs::read_dir(&sessions).unwrap().next().unwrap().unwrap().path();
    let recording = session.join("sound-1.wav");
    let whole = fs::read(&recording).unwrap();
    let mut broken = whole.clone();
    broken[..44].fill(0xA5);
    fs::write(&recording, &broken).unwrap();
    let remains = find(&sessions);
    assert_eq!(remains[0].owed_ms(), 1_000);
    assert_eq!(fs::read(&recording).unwrap(), whole);
    let place = recovery::set_recording_aside(&recording).unwrap();
    assert!(place.starts_with(folder.path().join("unreadable")) && !recording.exists());
    assert_eq!(fs::read(place).unwrap(), whole);
}

#[test]
fn sound_that_could_not_be_written_is_a_hole_and_what_follows_keeps_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let copy = SafetyCopy::start(folder.path(), |_| ()).unwrap();
    let sound = copy.sound();
    sound.begin(1);
    sound.samples(&[0.25; 16_000]);
    written(&copy);
    // The disk takes nothing for a second: the file is as long as before, the next piece comes in its place.
    let recording = copy.folder().join("sound-1.wav");
    lock(&copy.shared.sound).at += 16_000;
    sound.samples(&[0.5; 16_000]);
    drop(sound);
    drop(copy);
    let bytes = fs::read(&recording).unwrap();
    assert_eq!(bytes.len(), 44 + 3 * 32_000);
    assert!(bytes[44 + 32_000..44 + 64_000].iter().all(|byte| *byte == 0));
    assert!(bytes[44 + 64_000] != 0 || bytes[44 + 64_001] != 0);
    assert_eq!(find(folder.path())[0].owed_ms(), 3_000);
}

#[test]
fn what_is_heard_asleep_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let copy = SafetyCopy::start(folder.path(), |_| ()).unwrap();
    let sound = copy.sound();
    sound.begin(1);
    let second = |sound: &SoundCopy| (0..25).for_each(|_| sound.samples(&[0.25; 640]));
    (0..5).for_each(|_| second(&sound));
    // Only now is it understood that sleep began after two seconds: the rest goes.
    copy.sleep(true, 2_000);
    second(&sound);
    written(&copy);
    let recording = copy.folder().join("sound-1.wav");
    assert_eq!(fs::metadata(&recording).unwrap().len(), 44 + 2 * 32_000);
    // And now that it ended after four: what followed is there again.
    copy.sleep(false, 4_000);
    second(&sound);
    drop(sound);
    drop(copy);
    let bytes = fs::read(&recording).unwrap();
    assert_eq!(bytes.len(), 44 + 7 * 32_000);
    let quiet = |second: usize| {
        let second = &bytes[44 + second * 32_000..][..32_000];
        second.iter().all(|byte| *byte == 0)
    };
    assert_eq!(
        [0, 1, 2, 3, 4, 5, 6].map(quiet),
        [false, false, true, true, false, false, false]
    );
}

/// A disk that hangs: the store thread waits, here for somebody to take its message.
#[test]
fn a_disk_that_hangs_stops_nobody_and_afterwards_all_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (told, troubles) = mpsc::sync_channel(0);
    let hangs = Arc::new(AtomicBool::new(false));
    let hung = Arc::clone(&hangs);
    let tell = move |trouble| {
        hung.store(true, Relaxed);
        told.send(trouble).unwrap();
    };
    let copy = SafetyCopy::start(folder.path(), tell).unwrap();
    let sound = copy.sound();
    // Where the sound's file would be stands a folder: the first write fails, and is told.
    let place = copy.folder().join("sound-1.wav");
    fs::create_dir(&place).unwrap();
    sound.begin(1);
    while !hangs.load(Relaxed) {
        std::thread::yield_now();
    }
    for n in 0..2_000 {
        sound.samples(&[0.25; 640]);
        copy.state(state(&format!("{n}"), 1, 40 * n));
    }
    assert!(
        copy.progress().0 > 1_900,
        "all of it waits: {:?}",
        copy.progress()
    );
    assert_eq!(copy.lost_ms(), 0);
    fs::remove_dir(&place).unwrap();
    assert!(troubles.recv().unwrap().contains("dictation goes on"));
    drop(troubles);
    drop(sound);
    drop(copy);
    let remains = find(folder.path());
    assert_eq!(remains[0].state.text, "1999");
    assert_eq!(remains[0].owed_ms(), 2_000 * 40 - 1_999 * 40);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_session() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let [sessions, past] = ["sessions", "history"].map(|name| folder.path().join(name));
    let copy = SafetyCopy::start(&sessions, |_| ()).unwrap();
    a_second(&copy, 1);
    copy.state(state("secret", 1, 1_000));
    written(&copy);
    let session = copy.folder().to_owned();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let modes = |session: &Path| {
        let files = ["journal.jsonl", "sound-1.wav"].map(|name| mode(&session.join(name)));
        (mode(session), mode(session.parent().unwrap()), files)
    };
    assert_eq!(modes(&session), (0o700, 0o700, [0o600, 0o600]));
    copy.finish(Some(past.clone())).unwrap();
    let entry = past.join(session.file_name().unwrap());
    assert_eq!(modes(&entry), (0o700, 0o700, [0o600, 0o600]));
}
