//! The recogniser for other programs: the clients that people use, and those that must not get in.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use crate::program::{Home, LIMIT, Ran, fixture, interrupt, output};
use crate::speakers::conversation;

/// A server that is ready.
pub struct Serving {
    pub home: Home,
    pub child: Child,
    pub port: u16,
}

impl Serving {
    pub fn start(args: &[&str]) -> Self {
        let home = Home::new();
        let mut child = home.spawn(&[&["serve", "--port", "0"], args].concat());
        let mut said = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !said.contains("end it with") {
            let read = out.read_line(&mut said).unwrap();
            if read == 0 {
                let mut told = String::new();
                child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
                panic!("no server: {said}{told}");
            }
        }
        let (_, after) = said.split_once("127.0.0.1:").unwrap();
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        Serving {
            home,
            port: digits.parse().unwrap(),
            child,
        }
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn token(&self) -> String {
        let token = std::fs::read_to_string(self.home.data().join("server/token"));
        token.unwrap().trim().to_owned()
    }

    pub fn uploads(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in std::fs::read_dir(self.home.data().join("server/uploads")).unwrap() {
            for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                if path.file_name().unwrap() != "lock" {
                    files.push(path);
                }
            }
        }
        files
    }

    /// Waits until so many bytes of recordings have come: who has sent all of one is in line before whoever begins now.
    #[track_caller]
    pub fn wait_for(&self, bytes: usize) {
        wait_until(|| {
            let sizes = self
                .uploads()
                .into_iter()
                .map(|path| std::fs::metadata(path).map_or(0, |of| of.len()));
            sizes.sum::<u64>() == bytes as u64
        });
    }

    /// What comes back for these bytes, to the end of the connection.
    fn raw(&self, request: &[u8]) -> String {
        raw(self.port, request)
    }

    /// Ends it as Ctrl-C does, which must leave nothing behind.
    pub fn end(mut self) {
        let status = interrupt(&mut self.child);
        let mut told = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        assert_eq!(status.code(), Some(0), "{told}");
        let left = std::fs::read_dir(self.home.data().join("server/uploads"));
        assert_eq!(left.unwrap().count(), 0);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream
}

fn raw(port: u16, request: &[u8]) -> String {
    let mut stream = connect(port);
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The folder of a Python with the clients in it, made once and kept as long as the list of them stays the same.
fn clients() -> &'static Path {
    static READY: OnceLock<PathBuf> = OnceLock::new();
    READY.get_or_init(|| {
        let list = script("requirements.txt");
        let wanted = std::fs::read_to_string(&list).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
        let made = folder.join("made");
        if std::fs::read_to_string(&made).is_ok_and(|had| had == wanted) {
            return folder;
        }
        let run = |command: &mut Command| {
            let ran = Ran::of(command.output().unwrap());
            assert_eq!(ran.code, Some(0), "the clients could not be installed: {ran:#?}");
        };
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder));
        run(Command::new(folder.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(&list));
        std::fs::write(&made, wanted).unwrap();
        folder
    })
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/clients")
        .join(name)
}

/// Runs one of the clients, which must say that all is well.
#[track_caller]
fn client(home: &Home, name: &str, args: &[&str]) {
    let python = clients().join("bin/python");
    let mut command = home.command(python.to_str().unwrap());
    // A proxy of the machine has no business with the loopback.
    command.env("NO_PROXY", "*").env("no_proxy", "*");
    let ran = Ran::of(output(command.arg(script(name)).args(args).stdin(Stdio::null())));
    assert!(
        ran.code == Some(0) && ran.out.ends_with("ok\n"),
        "{name}: {ran:#?}"
    );
}

#[test]
fn the_openai_package_gets_every_format() {
    let serving = Serving::start(&[]);
    let talk = conversation(serving.home.folder.path());
    let reading = fixture("ls-7148.flac").display().to_string();
    let (address, token) = (serving.address(), serving.token());
    client(
        &serving.home,
        "transcriptions.py",
        &[&address, &token, &reading, &talk],
    );
    assert_eq!(serving.uploads(), [] as [PathBuf; 0], "what was heard is removed");
    serving.end();
}

#[test]
fn the_answer_is_what_transcribe_prints() {
    let serving = Serving::start(&["--no-token"]);
    let path = fixture("letter.flac").display().to_string();
    let told = serving.home.run(&["transcribe", &path]).good().out;
    let posted = post(
        serving.port,
        &std::fs::read(&path).unwrap(),
        &[("response_format", "text")],
    );
    assert!(posted.starts_with("HTTP/1.1 200 "), "{posted}");
    let (_, text) = posted.split_once("\r\n\r\n").unwrap();
    // Blank lines between paragraphs are the same, too.
    assert_eq!(text.trim(), told.trim());
    serving.end();
}

/// A form with a file, as a client without a library sends it; the answer with its head.
pub fn post(port: u16, file: &[u8], fields: &[(&str, &str)]) -> String {
    raw(port, &form(port, file, fields, ""))
}

pub fn form(port: u16, file: &[u8], fields: &[(&str, &str)], headers: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    body.extend_from_slice(
        b"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"voice.wav\"\r\n\r\n",
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let mut request = format!(
        "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=XX\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    request.append(&mut body);
    request
}

#[test]
fn web_pages_rebound_names_and_strangers_stay_outside() {
    let serving = Serving::start(&["--allow-origin", "https://editor.example"]);
    let (port, token) = (serving.port, serving.token());
    let sound = std::fs::read(fixture("so-0457.wav")).unwrap();
    let key = format!("Authorization: Bearer {token}\r\n");
    let asked = |headers: &str| {
        let answer = raw(port, &form(port, &sound, &[], headers));
        answer.split(' ').nth(1).unwrap().parse::<u16>().unwrap()
    };
    assert_eq!(asked(&key), 200);
    assert_eq!(asked(""), 401);
    assert_eq!(asked("Authorization: Bearer 0123456789abcdef\r\n"), 401);
    // A page sends a form without asking first; with the token it had got in.
    assert_eq!(asked(&format!("{key}Origin: https://evil.example\r\n")), 403);
    assert_eq!(asked(&format!("{key}Origin: null\r\n")), 403);
    assert_eq!(asked(&format!("{key}Sec-Fetch-Site: cross-site\r\n")), 403);
    assert_eq!(asked(&format!("{key}Origin: https://editor.example\r\n")), 200);
    // A name of the page's own that was rebound to this machine.
    assert_eq!(asked(&format!("{key}Host: evil.example:{port}\r\n")), 403);
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "localhost:1"] {
        let request = format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = serving.raw(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 403 "), "{host}: {answer}");
        assert!(
            !answer.to_lowercase().contains("access-control-allow-origin"),
            "{answer}"
        );
    }
    let nobody = serving.raw(b"GET /health HTTP/1.0\r\n\r\n");
    assert!(nobody.contains(" 403 "), "{nobody}");
    let health = format!("GET /health HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    assert!(serving.raw(health.as_bytes()).contains("200 OK"));
    let preflight = |origin: &str| {
        serving.raw(
            format!(
                "OPTIONS /v1/models HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {origin}\r\nConnection: close\r\n\
                 Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n"
            )
            .as_bytes(),
        )
    };
    let allowed = preflight("https://editor.example").to_lowercase();
    assert!(
        allowed.contains(" 204 ") && allowed.contains("access-control-allow-origin: https://editor.example"),
        "{allowed}"
    );
    assert!(preflight("https://evil.example").contains(" 403 "));
    serving.end();
}

#[test]
fn it_listens_on_the_loopback_alone() {
    let serving = Serving::start(&["--no-token"]);
    let port_hex = format!(":{:04X}", serving.port);
    let mut listening = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        for line in std::fs::read_to_string(table).unwrap_or_default().lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            // State 0A is "listen".
            if fields[1].ends_with(&port_hex) && fields[3] == "0A" {
                listening.push(fields[1].split(':').next().unwrap().to_owned());
            }
        }
    }
    let loopback = ["0100007F", "00000000000000000000000001000000"];
    assert!(listening.contains(&loopback[0].to_owned()), "{listening:?}");
    assert!(
        listening
            .iter()
            .all(|address| loopback.contains(&address.as_str())),
        "{listening:?}"
    );
    serving.end();
}

#[test]
fn a_body_over_the_limit_is_refused_in_words_and_leaves_nothing() {
    let serving = Serving::start(&["--no-token", "--max-upload", "20"]);
    // A gigabyte that says how long it is, and one in pieces that does not.
    let head = |length: &str| {
        format!(
            "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary=XX\r\n{length}\r\n",
            serving.port
        )
    };
    let part = b"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n";
    let megabyte = vec![0u8; 1_000_000];
    for (length, chunked) in [
        ("Content-Length: 1000000000\r\n", false),
        ("Transfer-Encoding: chunked\r\n", true),
    ] {
        let mut stream = connect(serving.port);
        stream.write_all(head(length).as_bytes()).unwrap();
        let mut send = |bytes: &[u8]| {
            let framed = match chunked {
                true => [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat(),
                false => bytes.to_vec(),
            };
            stream.write_all(&framed)
        };
        send(part).unwrap();
        // A server that has answered may hang up before all is sent.
        let all = (0..999).try_for_each(|_| send(&megabyte));
        let rest = vec![0u8; 1_000_000 - part.len()];
        let all = all.and_then(|()| send(&rest));
        if chunked && all.is_ok() {
            stream.write_all(b"0\r\n\r\n").ok();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok();
        assert!(
            answer.contains(" 413 ") && answer.contains("--max-upload"),
            "{length}: {answer:?}"
        );
        assert_eq!(serving.uploads(), [] as [PathBuf; 0]);
    }
    serving.end();
}

#[test]
fn fifty_wait_the_next_one_is_told_when_to_come_back() {
    let serving = Serving::start(&["--no-token"]);
    let port = serving.port;
    // A recording that keeps the recogniser busy while the others come, until its client hangs up.
    let sound = short_recording();
    let mut first = connect(port);
    let long = long_recording(serving.home.folder.path());
    first.write_all(&form(port, &long, &[], "")).unwrap();
    serving.wait_for(long.len());
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let (client, sound) = (thread::Builder::new().name("client".to_owned()), sound.clone());
            let asks = move || post(port, &sound, &[("response_format", "text")]);
            client.spawn(asks).unwrap()
        })
        .collect();
    wait_until(|| serving.uploads().len() == 51);
    let refused = post(port, &sound, &[]);
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    let lower = refused.to_lowercase();
    let (_, after) = lower.split_once("retry-after: ").unwrap();
    let seconds: u64 = after.lines().next().unwrap().trim().parse().unwrap();
    assert!(
        (1..=60).contains(&seconds) && refused.contains("queue_full"),
        "{refused}"
    );
    drop(first);
    let mut texts: Vec<String> = waiting
        .into_iter()
        .map(|client| {
            let answer = client.join().unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
            answer.split_once("\r\n\r\n").unwrap().1.to_owned()
        })
        .collect();
    texts.dedup();
    assert_eq!(texts.len(), 1, "all are told the same: {texts:?}");
    assert!(texts[0].contains("stay with"), "{texts:?}");
    // There is room again.
    assert!(post(port, &sound, &[]).starts_with("HTTP/1.1 200 "));
    assert_eq!(serving.uploads(), [] as [PathBuf; 0]);
    serving.end();
}

/// A quarter of an hour of speech: no machine has read it before the rest of a test is done.
pub fn long_recording(folder: &Path) -> Vec<u8> {
    let talk = std::fs::read(conversation(folder)).unwrap();
    let (head, samples) = talk.split_at(44);
    let samples = samples.repeat(30);
    let mut long = head.to_vec();
    // The bytes decide, not the header.
    long[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    long.extend_from_slice(&samples);
    long
}

/// Three seconds.
pub fn short_recording() -> Vec<u8> {
    std::fs::read(fixture("so-0457.wav")).unwrap()
}

#[track_caller]
pub fn wait_until(mut done: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + LIMIT;
    while !done() {
        assert!(std::time::Instant::now() < deadline, "it did not come");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn who_hangs_up_is_not_waited_for() {
    let serving = Serving::start(&["--no-token"]);
    let port = serving.port;
    let long = long_recording(serving.home.folder.path());
    let mut stream = connect(port);
    stream.write_all(&form(port, &long, &[], "")).unwrap();
    wait_until(|| serving.uploads().len() == 1);
    drop(stream);
    wait_until(|| serving.uploads().is_empty());
    let sound = std::fs::read(fixture("so-2355.flac")).unwrap();
    assert!(post(port, &sound, &[]).starts_with("HTTP/1.1 200 "));
    serving.end();
}

#[cfg(unix)]
#[test]
fn a_socket_needs_no_token_and_no_network() {
    let home = Home::new();
    let path = home.folder.path().join("s");
    let mut child = home.spawn(&["serve", "--socket", path.to_str().unwrap()]);
    wait_until(|| path.exists());
    let mut stream = std::os::unix::net::UnixStream::connect(&path).unwrap();
    let sound = std::fs::read(fixture("so-2355.flac")).unwrap();
    stream
        .write_all(&form(1, &sound, &[("response_format", "text")], ""))
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("acceptable"),
        "{answer}"
    );
    assert_eq!(interrupt(&mut child).code(), Some(0));
    assert!(!path.exists());
}

#[test]
fn the_wyoming_package_is_answered() {
    let serving = Serving::start(&["--wyoming"]);
    let port = serving.port.to_string();
    let recording = fixture("so-9101.wav").display().to_string();
    client(&serving.home, "wyoming_asr.py", &[&port, &recording]);
    assert_eq!(serving.uploads(), [] as [PathBuf; 0]);
    serving.end();
}

#[test]
fn the_realtime_client_gets_text_while_somebody_speaks() {
    let serving = Serving::start(&[]);
    let talk = conversation(serving.home.folder.path());
    let (address, token) = (serving.address(), serving.token());
    client(&serving.home, "realtime.py", &[&address, &token, &talk]);
    serving.end();
}

#[test]
fn a_web_page_opens_no_realtime_session() {
    let serving = Serving::start(&["--no-token"]);
    let upgrade = |headers: &str| {
        let request = format!(
            "GET /v1/realtime HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
        );
        let mut stream = connect(serving.port);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    let host = format!("Host: localhost:{}\r\n", serving.port);
    assert_eq!(upgrade(&host), "HTTP/1.1 101");
    assert_eq!(
        upgrade(&format!("{host}Origin: https://evil.example\r\n")),
        "HTTP/1.1 403"
    );
    assert_eq!(
        upgrade(&format!("Host: evil.example:{}\r\n", serving.port)),
        "HTTP/1.1 403"
    );
    serving.end();
}

#[test]
fn the_openai_package_talks_with_a_language_model() {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-unified");
    let serving = Serving::start(&["--model", model.to_str().unwrap()]);
    let recording = fixture("so-0457.wav").display().to_string();
    let (address, token) = (serving.address(), serving.token());
    client(&serving.home, "chat.py", &[&address, &token, &recording]);
    assert_eq!(serving.uploads(), [] as [PathBuf; 0]);
    serving.end();
}

#[cfg(unix)]
#[test]
fn the_examples_work() {
    let serving = Serving::start(&[]);
    let folder = serving.home.folder.path().join("recordings");
    std::fs::create_dir(&folder).unwrap();
    for name in ["ls-328.wav", "ls-3259.mp3"] {
        std::fs::copy(fixture(name), folder.join(name)).unwrap();
    }
    std::fs::write(folder.join("broken.wav"), "no sound").unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let run = |program: &str, example: &str, argument: &Path| {
        let mut command = serving.home.command(program);
        command
            .arg(examples.join(example))
            .arg(argument)
            .env("PARLANCE_URL", serving.address())
            .env("PARLANCE_TOKEN_FILE", serving.home.data().join("server/token"))
            .env("NO_PROXY", "*")
            .stdin(Stdio::null());
        Ran::of(output(&mut command))
    };
    let ran = run("sh", "transcribe-folder.sh", &folder);
    assert!(ran.code == Some(1) && ran.err.contains("broken.wav"), "{ran:#?}");
    let subtitles = std::fs::read_to_string(folder.join("ls-328.srt")).unwrap();
    assert!(
        subtitles.contains(" --> ") && subtitles.contains("again when he would"),
        "{subtitles}"
    );
    assert!(folder.join("ls-3259.srt").exists() && !folder.join("broken.srt.part").exists());
    let ran = run("python3", "transcribe.py", &folder.join("ls-328.wav")).good();
    assert!(ran.out.contains("again when he would"), "{ran:#?}");
    serving.end();
}
