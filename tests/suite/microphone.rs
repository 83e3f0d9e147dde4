//! A real device: PulseAudio's monitor of a null sink, recorded through cpal while a file is played
//! into the sink; removed in mid-sentence and put back.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use parlance::audio::file::SoundFile;
use parlance::engine::{Options, Pipeline, Source};
use parlance::frames::{Frame, Framer, Mixdown, SoundFormat};
use parlance::speech::{Heard, Recogniser, SpeechError};
use parlance::transcript::Event;

use crate::program::{Home, LIMIT, Ran, ended, fixture, interrupt, next_event, output, signal, words};

/// A sound server of our own, with a folder, a socket and a null sink that nobody else uses.
struct SoundServer {
    daemon: Child,
    home: Home,
    module: String,
}

impl SoundServer {
    fn start() -> Self {
        let home = Home::new();
        let socket = home.folder.path().join("native");
        let native = format!(
            "module-native-protocol-unix auth-anonymous=1 socket={}",
            socket.display()
        );
        let daemon = home
            .command("pulseaudio")
            .env("XDG_RUNTIME_DIR", home.folder.path())
            .env("PULSE_RUNTIME_PATH", home.folder.path())
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--realtime=no",
            ])
            .args(["--high-priority=no", "--disable-shm=yes", "-L", &native])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pulseaudio is installed by `cargo xtask test`");
        let mut server = SoundServer {
            daemon,
            home,
            module: String::new(),
        };
        let until = Instant::now() + Duration::from_secs(20);
        while !server.pactl(&["info"]).0 {
            assert!(Instant::now() < until, "the sound server does not answer");
            thread::sleep(Duration::from_millis(100));
        }
        server.plug_in("desk", "44100", "2");
        server
    }

    fn address(&self) -> String {
        format!("unix:{}", self.home.folder.path().join("native").display())
    }

    fn client(&self, program: &str) -> Command {
        let mut command = self.home.command(program);
        command
            .env("PULSE_SERVER", self.address())
            .env("XDG_RUNTIME_DIR", self.home.folder.path());
        command.stdin(Stdio::null());
        command
    }

    fn pactl(&self, args: &[&str]) -> (bool, String) {
        let output = output(self.client("pactl").args(args));
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        )
    }

    fn plug_in(&mut self, name: &str, rate: &str, channels: &str) {
        let (good, module) = self.pactl(&[
            "load-module",
            "module-null-sink",
            &format!("sink_name={name}"),
            &format!("rate={rate}"),
            &format!("channels={channels}"),
            // A null sink renders two seconds ahead and rewrites them when something is played: what
            // its monitor then gives is not what was played. A microphone does no such thing.
            "norewinds=1",
        ]);
        assert!(good, "no null sink");
        self.module = module;
    }

    fn pull_out(&self) {
        assert!(self.pactl(&["unload-module", &self.module]).0);
    }

    /// Plays a file into the sink.
    fn play(&self, name: &str) -> Child {
        self.play_to("desk", name)
    }

    fn play_to(&self, sink: &str, name: &str) -> Child {
        let path = self.to_wav(name);
        let mut play = self.client("paplay");
        play.arg(format!("--device={sink}"))
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// A recording as a 16-bit WAV, which every version of paplay reads.
    fn to_wav(&self, name: &str) -> PathBuf {
        let path: PathBuf = self.home.folder.path().join("play.wav");
        let sound = SoundFile::open(&fixture(name)).unwrap().read_all().unwrap();
        let spec = hound::WavSpec {
            channels: sound.channels,
            sample_rate: sound.rate_hz,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        sound
            .samples
            .iter()
            .for_each(|sample| writer.write_sample((sample * 32_767.0) as i16).unwrap());
        writer.finalize().unwrap();
        path
    }

    fn dictate(&self) -> Dictation {
        self.dictate_with(&["--device", "desk.monitor"])
    }

    fn dictate_with(&self, args: &[&str]) -> Dictation {
        let mut command = self.client(env!("CARGO_BIN_EXE_parlance"));
        command.arg("dictate").args(args);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = BufReader::new(child.stderr.take().unwrap());
        let (said, lines) = sync_channel(1_000);
        let reader = thread::Builder::new().name("stderr".to_owned()).spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                if said.send(line).is_err() {
                    break;
                }
            }
        });
        reader.unwrap();
        Dictation {
            child,
            lines,
            seen: Vec::new(),
        }
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

/// `parlance dictate` at the microphone.
struct Dictation {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Dictation {
    #[track_caller]
    fn wait_for(&mut self, what: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    self.seen.push(line);
                    if self.seen.last().is_some_and(|line| line.contains(what)) {
                        return;
                    }
                }
                Err(_) => panic!("never said {what:?}; said {:?}", self.seen),
            }
        }
    }

    /// Presses Ctrl-C and takes the document, and the sound as the safety copy had it until then.
    fn end(mut self, home: &Home) -> (String, Vec<f32>) {
        // The server still holds the end of what was played.
        thread::sleep(Duration::from_secs(2));
        let recorded = safety_copy(home);
        let status = interrupt(&mut self.child);
        let mut text = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        self.seen.extend(self.lines.try_iter());
        assert!(status.success(), "{status}: {:?}", self.seen);
        (text, recorded)
    }
}

/// A recording as the recogniser would be given it: 16 kHz, mono.
fn mono_16_khz(path: &Path) -> Vec<f32> {
    let sound = SoundFile::open(path).unwrap().read_all().unwrap();
    let format = SoundFormat {
        rate_hz: sound.rate_hz,
        channels: sound.channels,
    };
    let mut framer = Framer::new(format, Mixdown::default()).unwrap();
    let mut frames = Vec::new();
    framer.push(&sound.samples, &mut frames).unwrap();
    framer.finish(&mut frames).unwrap();
    frames.iter().flat_map(|frame| frame.samples).collect()
}

/// The sound that the running session has put aside so far.
fn safety_copy(home: &Home) -> Vec<f32> {
    let session = home
        .sessions()
        .pop()
        .expect("a running session keeps a safety copy");
    let entries = std::fs::read_dir(session).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "wav"));
    files.sort();
    files.iter().flat_map(|file| mono_16_khz(file)).collect()
}

/// Cosine of the angle between two stretches of sound: 1 when they differ in loudness only.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt().max(1e-9)
}

/// Asserts that the whole of `played` stands in `recorded`: found by its second half second, every
/// other half second must stand exactly as far from it as it was played.
#[track_caller]
fn assert_recorded_whole(played: &[f32], recorded: &[f32]) {
    const PART: usize = 8_000;
    let anchor = &played[PART..2 * PART];
    let places = 0..recorded.len().saturating_sub(played.len());
    let scores: Vec<f32> = places
        .map(|at| likeness(anchor, &recorded[at + PART..at + 2 * PART]))
        .collect();
    let at = (0..scores.len())
        .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
        .expect("the recording is longer than what was played");
    let parts: Vec<f32> = played
        .chunks_exact(PART)
        .zip(recorded[at..].chunks_exact(PART))
        .map(|(a, b)| likeness(a, b))
        .collect();
    println!("recorded from {at}: {parts:.2?}");
    assert!(
        parts.iter().all(|part| *part > 0.8),
        "sound is missing or doubled: likeness of each half second {parts:.2?}"
    );
}

#[test]
fn a_real_device_is_heard_lost_and_taken_back() {
    if !cfg!(target_os = "linux") {
        println!("PulseAudio is Linux's: nothing to test here");
        return;
    }
    let mut server = SoundServer::start();
    let listing = Ran::of(output(
        server.client(env!("CARGO_BIN_EXE_parlance")).arg("devices"),
    ))
    .good();
    assert!(listing.out.contains("desk.monitor"), "{}", listing.out);

    // First: a sentence, whole from its first sample to its last.
    let sentence = mono_16_khz(&fixture("ls-2764.wav"));
    let mut dictation = server.dictate();
    dictation.wait_for("ready");
    // Nothing is played yet: pure zeros, as from a microphone that is switched off. A hint, no error.
    dictation.wait_for("only silence arrives: is the microphone muted?");
    assert!(ended(&mut server.play("ls-2764.wav"), LIMIT).success());
    dictation.wait_for("sound arrives again");
    let (text, recorded) = dictation.end(&server.home);
    assert_recorded_whole(&sentence, &recorded);
    let alone = words(&text);
    // Which words is the model's affair; that there are some of the sentence's eleven is ours.
    assert!((4..20).contains(&alone.len()), "{alone:?}");

    // Then: the device is pulled out in mid-sentence, comes back with another rate and other channels, and
    // another sentence is spoken.
    let mut dictation = server.dictate();
    dictation.wait_for("ready");
    let mut playing = server.play("ls-7148.flac");
    thread::sleep(Duration::from_secs(5));
    server.pull_out();
    dictation.wait_for("is gone");
    playing.kill().ok();
    playing.wait().unwrap();
    thread::sleep(Duration::from_secs(1));
    server.plug_in("desk", "48000", "1");
    dictation.wait_for("is back");
    assert!(ended(&mut server.play("ls-2764.wav"), LIMIT).success());
    let (text, recorded) = dictation.end(&server.home);
    assert_recorded_whole(&sentence, &recorded);
    let both = words(&text);
    println!("before and after: {}", both.join(" "));
    assert!(both.len() > alone.len(), "something of both sentences: {both:?}");
}

#[test]
fn a_device_that_stops_delivering_is_noticed_and_heard_again() {
    if !cfg!(target_os = "linux") {
        println!("PulseAudio is Linux's: nothing to test here");
        return;
    }
    let server = SoundServer::start();
    let mut dictation = server.dictate();
    dictation.wait_for("ready");
    // No error is reported: the callback is merely not called any more. (A monitor sleeps with its sink.)
    assert!(server.pactl(&["suspend-sink", "desk", "1"]).0);
    dictation.wait_for("is gone; waiting for it, your text is safe");
    // Opened anew it still delivers nothing, and is not called back for that.
    thread::sleep(Duration::from_secs(3));
    assert!(server.pactl(&["suspend-sink", "desk", "0"]).0);
    dictation.wait_for("is back");
    let told = |what: &str| dictation.seen.iter().filter(|line| line.contains(what)).count();
    assert_eq!((told("is gone"), told("is back")), (1, 1), "{:?}", dictation.seen);
    assert!(ended(&mut server.play("ls-2764.wav"), LIMIT).success());
    let (_, recorded) = dictation.end(&server.home);
    assert_recorded_whole(&mono_16_khz(&fixture("ls-2764.wav")), &recorded);
}

#[test]
fn a_microphone_that_comes_back_under_another_name_is_taken_unless_one_was_chosen() {
    if !cfg!(target_os = "linux") {
        println!("PulseAudio is Linux's: nothing to test here");
        return;
    }
    let mut server = SoundServer::start();
    let mut dictation = server.dictate_with(&[]);
    dictation.wait_for("ready");
    server.pull_out();
    dictation.wait_for("is gone; waiting for it, your text is safe");
    // Long enough for the user to wonder.
    dictation.wait_for("no microphone was found. Plug one in");
    server.plug_in("headset", "48000", "1");
    dictation.wait_for("is back");
    assert!(ended(&mut server.play_to("headset", "ls-2764.wav"), LIMIT).success());
    let (_, recorded) = dictation.end(&server.home);
    assert_recorded_whole(&mono_16_khz(&fixture("ls-2764.wav")), &recorded);

    // Who chose one by name is not listened to by another one, but told what there is.
    let mut dictation = server.dictate_with(&["--device", "headset.monitor"]);
    dictation.wait_for("ready");
    server.pull_out();
    dictation.wait_for("is gone");
    server.plug_in("desk", "44100", "2");
    dictation.wait_for("no microphone is called \"headset.monitor\". There are: ");
    server.pull_out();
    server.plug_in("headset", "44100", "2");
    dictation.wait_for("is back");
    assert_eq!(signal(&mut dictation.child, "-TERM").code(), Some(0));
}

#[test]
fn nothing_but_our_own_words_comes_to_the_terminal() {
    if !cfg!(target_os = "linux") {
        println!("ALSA is Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    // A default device that leads nowhere: ALSA complains about it in its own words.
    let missing = "pcm.!default { type plug slave.pcm \"nowhere\" }\n";
    std::fs::write(home.folder.path().join(".asoundrc"), missing).unwrap();
    for args in [&["devices"][..], &["--log", "debug", "devices"]] {
        let mut command = home.parlance(args);
        command.env("PULSE_SERVER", "unix:/nowhere").stdin(Stdio::null());
        let ran = Ran::of(output(&mut command));
        println!("{}{}", ran.out, ran.err);
        let complaint = ran.err.lines().any(|line| line.contains("ALSA: "));
        assert_eq!(complaint, args.len() > 1, "only in the log: {}", ran.err);
        assert!(
            !ran.err.contains("ALSA lib") && !ran.err.contains("jack"),
            "{}",
            ran.err
        );
        assert!(!ran.out.contains("Rate Converter"), "{}", ran.out);
    }
}

/// Keeps every frame, for tests of what reaches the recogniser.
struct Recorder(Arc<Mutex<Vec<f32>>>);

impl Recogniser for Recorder {
    fn name(&self) -> &str {
        "recorder"
    }

    fn push(&mut self, frame: &Frame, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.0.lock().unwrap().extend_from_slice(&frame.samples);
        Ok(())
    }

    fn finish(&mut self, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
        Ok(())
    }

    fn reset(&mut self) {
        self.0.lock().unwrap().clear();
    }

    fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

/// Runs in a process of its own, in which the sound server's address stands in the environment.
#[test]
#[ignore = "is run by the test below, beside its sound server"]
fn armed_child() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let recorder = heard.clone();
    let options = Options::new(Box::new(move |_| {
        Ok(Box::new(Recorder(recorder.clone())) as Box<dyn Recogniser>)
    }));
    let mut pipeline = Pipeline::start(options).unwrap();
    let outputs = || {
        let mut pactl = Command::new("pactl");
        let listed = pactl.args(["list", "short", "source-outputs"]).output().unwrap();
        String::from_utf8(listed.stdout).unwrap().lines().count()
    };
    assert_eq!(outputs(), 0, "nothing is open before it is armed");
    pipeline.arm(Some("desk.monitor")).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while pipeline.meters().captured() == 0 {
        assert!(Instant::now() < until, "the armed microphone delivers nothing");
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(outputs(), 1);
    let mut play = Command::new("paplay");
    let mut play = play.arg("--device=desk").arg("play.wav").spawn().unwrap();
    // In the middle of the first word or two, as a finger that is late.
    thread::sleep(Duration::from_millis(1_500));
    assert!(heard.lock().unwrap().is_empty(), "armed is not recording");
    let captured = pipeline.meters().captured();
    pipeline
        .begin(&Source::Microphone(Some("desk.monitor".to_owned())))
        .unwrap();
    while !matches!(next_event(&pipeline), Event::Listening) {}
    assert!(ended(&mut play, LIMIT).success());
    pipeline.stop().unwrap();
    while !matches!(next_event(&pipeline), Event::Finished) {}
    // What the device delivered from the key on, at 44.1 kHz in stereo; a busy machine's clock proves nothing.
    let lasted = (pipeline.meters().captured() - captured) as f32 / 88_200.0;
    let heard = heard.lock().unwrap().clone();
    let before = heard.len() as f32 / 16_000.0 - lasted;
    println!("{before:.2} s more than the recording lasted");
    assert!(before > 0.4, "the pre-roll is missing: {before:.2} s");
    // The pre-roll goes over into what follows without a gap.
    let played = mono_16_khz(Path::new("play.wav"));
    let part = 8_000;
    let scores: Vec<f32> = (0..played.len() - 3 * part)
        .map(|at| likeness(&played[at..at + part], &heard[..part]))
        .collect();
    let at = (0..scores.len())
        .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
        .unwrap();
    let follows: Vec<f32> = (0..2)
        .map(|i| {
            let (from, to) = (i * part, (i + 1) * part);
            likeness(&played[at + from..at + to], &heard[from..to])
        })
        .collect();
    println!("recorded from {at}: {follows:.2?}");
    assert!(follows.iter().all(|like| *like > 0.8), "{follows:.2?}");
    pipeline.disarm().unwrap();
    while outputs() > 0 {
        assert!(
            Instant::now() < until + Duration::from_secs(20),
            "still open after disarming"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_armed_microphone_gives_the_half_second_before_the_key() {
    if !cfg!(target_os = "linux") {
        println!("PulseAudio is Linux's: nothing to test here");
        return;
    }
    let server = SoundServer::start();
    server.to_wav("ls-7148.flac");
    let ran = Ran::of(output(
        server
            .client(&std::env::current_exe().unwrap().display().to_string())
            .args(["--exact", "microphone::armed_child", "--ignored", "--nocapture"]),
    ));
    println!("{}{}", ran.out, ran.err);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains("1 passed"), "the child ran");
}
