//! Killed at three hundred random moments, while dictating and while what was cut off is taken up: at the end every word is
//! there, once.
//!
//! The sound is made so that each frame says its own number; what "hears" it reads that number. All else is the program's
//! own: session, safety copy, recovery.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use parlance::host::{Places, Safety, recovery};
use parlance::session::{Action, Session, SessionConfig};
use parlance::store::recovery::OwedSound;
use parlance::store::settings::Settings;
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Utterance};

/// Kills in all, and kills after which it is looked whether all words are there.
const KILLS: usize = 300;
const ROUND: usize = 30;

/// Says to the test binary that it is the one to be killed.
const FOLDER: &str = "PARLANCE_TEST_KILLED";
const TO_THE_END: &str = "PARLANCE_TEST_TO_THE_END";

const FRAME: usize = 640;
const FRAME_MS: u64 = 40;
/// Frames that make an utterance.
const UTTERANCE: usize = 3;

struct Dictation {
    session: Session,
    safety: Safety,
}

impl Dictation {
    fn start(folder: &Path) -> (Self, Vec<parlance::store::recovery::Remains>) {
        let places = Places {
            documents: folder.to_owned(),
            settings: None,
            history: None,
            sessions: Some(folder.join("sessions")),
        };
        let settings = Settings::default();
        let found = recovery::find(&places, &settings);
        assert!(found.told.is_empty(), "{:?}", found.told);
        let safety = Safety::start(&settings, &places, |trouble| panic!("{trouble}"));
        let polisher = Polisher::load(None, &PolishSettings::verbatim()).unwrap();
        let session = Session::new(SessionConfig::new(polisher));
        (Dictation { session, safety }, found.remains)
    }

    /// As `parlance dictate --recover` does.
    fn take_up(&mut self, remains: parlance::store::recovery::Remains) {
        let (text, sound) = (remains.state.text.clone(), remains.sound.clone());
        self.session.perform(Action::Recover { text });
        self.safety.took_up(remains);
        self.safety.note(&self.session.view());
        for owed in sound {
            self.hear(owed);
        }
        self.safety.note(&self.session.view());
        self.safety.settle();
    }

    fn hear(&mut self, owed: OwedSound) {
        let bytes = std::fs::read(&owed.path).unwrap();
        let from = 44 + owed.from_ms as usize * 32;
        let frames: Vec<usize> = bytes[from..]
            .as_chunks::<{ 2 * FRAME }>()
            .0
            .iter()
            .map(number_in)
            .collect();
        self.safety.began_owed(owed);
        for (n, said) in frames.chunks(UTTERANCE).enumerate() {
            let end = (n * UTTERANCE + said.len()) as u64;
            self.utter(said, end * FRAME_MS);
            pause();
        }
        self.safety.heard(&Event::Finished);
        self.safety.note(&self.session.view());
    }

    fn utter(&mut self, words: &[usize], end_ms: u64) {
        let utterance = Utterance {
            end_ms,
            ..Utterance::from_text("said")
        };
        self.safety.heard(&Event::Utterance(utterance));
        let end = self.session.text().chars().count();
        let text: String = words.iter().map(|n| format!(" w{n}")).collect();
        self.session.perform(Action::ReplaceRange {
            start: end,
            end,
            text,
        });
        self.safety.note(&self.session.view());
    }

    /// Speaks for ever; what was said is heard a little later.
    fn speak(&mut self) {
        let first = words(self.session.text()).last().map_or(0, |n| n + 1);
        let sound = self.safety.sound().unwrap();
        sound.begin(1);
        self.safety.began(1);
        for n in first.. {
            sound.samples(&[(n as f32 + 1.0) / 32_767.0; FRAME]);
            let heard = n - first;
            if heard >= UTTERANCE && heard.is_multiple_of(UTTERANCE) {
                let said: Vec<usize> = (n - UTTERANCE..n).collect();
                self.utter(&said, heard as u64 * FRAME_MS);
            }
            pause();
        }
    }
}

fn pause() {
    std::thread::sleep(Duration::from_micros(300));
}

fn number_in(frame: &[u8; 2 * FRAME]) -> usize {
    usize::from(u16::from_le_bytes([frame[0], frame[1]])) - 1
}

fn words(text: &str) -> Vec<usize> {
    text.split_whitespace()
        .map(|word| word.trim_start_matches('w').parse().unwrap())
        .collect()
}

/// What is killed; in a run of the tests themselves it does nothing.
#[test]
fn dictates_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let (mut dictation, remains) = Dictation::start(Path::new(&folder));
    for remains in remains {
        dictation.take_up(remains);
    }
    if std::env::var_os(TO_THE_END).is_none() {
        dictation.speak();
    }
    std::fs::write(Path::new(&folder).join("out"), dictation.session.text()).unwrap();
    let troubles = dictation.safety.finish();
    assert!(troubles.is_empty(), "{troubles:?}");
}

fn dictates(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "killed::dictates_until_it_is_killed",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

/// Frames in the recordings and words in the journals that are on the disk: the highest number of them.
fn on_disk(folder: &Path) -> Option<usize> {
    let sessions = std::fs::read_dir(folder.join("sessions")).ok()?;
    let mut highest = None;
    for file in sessions
        .flatten()
        .flat_map(|session| std::fs::read_dir(session.path()).unwrap().flatten())
    {
        let bytes = std::fs::read(file.path()).unwrap();
        if file.path().extension().is_some_and(|ending| ending == "wav") && bytes.len() > 44 {
            highest = highest.max(bytes[44..].as_chunks::<{ 2 * FRAME }>().0.last().map(number_in));
        }
    }
    highest
}

#[test]
fn three_hundred_kills_lose_no_word_and_double_none() {
    let mut dice = 15_u64;
    let mut below = |n: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % n
    };
    let (mut in_recovery, mut said) = (0, 0);
    for round in 0..KILLS / ROUND {
        let folder = tempfile::tempdir().unwrap();
        let mut spoken = None;
        for _ in 0..ROUND {
            let mut child = dictates(folder.path()).stderr(Stdio::null()).spawn().unwrap();
            // From the moment when it has a session of its own: what comes before is the system's.
            let begun = sessions(folder.path());
            while sessions(folder.path()) <= begun && child.try_wait().unwrap().is_none() && below(200) > 0 {
                std::thread::sleep(Duration::from_micros(500));
            }
            std::thread::sleep(Duration::from_micros(below(40_000)));
            child.kill().unwrap();
            child.wait().unwrap();
            in_recovery += usize::from(sessions(folder.path()) > 1);
            spoken = spoken.max(on_disk(folder.path()));
        }
        let output = dictates(folder.path()).env(TO_THE_END, "1").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let all = words(&std::fs::read_to_string(folder.path().join("out")).unwrap());
        let wanted: Vec<usize> = (0..all.len()).collect();
        assert_eq!(all, wanted, "round {round}: lost or doubled");
        assert!(
            spoken.is_none_or(|spoken| spoken < all.len()),
            "round {round}: {spoken:?} was on the disk"
        );
        assert_eq!(sessions(folder.path()), 0, "put away");
        said += all.len();
    }
    std::io::stderr()
        .write_all(
            format!("{KILLS} kills, {in_recovery} of them in recovery; {said} words, each once\n").as_bytes(),
        )
        .unwrap();
    assert!(in_recovery > KILLS / 10 && said > KILLS, "{in_recovery} {said}");
}

/// Sessions with something in them; those that are being erased left out, and those killed before their first record.
fn sessions(folder: &Path) -> usize {
    let sessions = std::fs::read_dir(folder.join("sessions"));
    let begun = |session: &std::fs::DirEntry| {
        let journal = std::fs::metadata(session.path().join("journal.jsonl"));
        let gone = session.file_name().to_string_lossy().starts_with('.');
        !gone && journal.is_ok_and(|about| about.len() > 0)
    };
    sessions.into_iter().flatten().flatten().filter(begun).count()
}
