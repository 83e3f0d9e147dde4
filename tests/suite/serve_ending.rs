//! The server is asked to end: what runs has its time, what waits is refused at once, and everyone is told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::thread;

use crate::program::{LIMIT, ended};
use crate::serve::{Serving, connect, form, long_recording, post, short_recording, wait_until};
use crate::speakers::conversation;

/// Asks a server to end, as the system does, without waiting for it.
fn ask(serving: &Serving) {
    let asked = Command::new("kill")
        .args(["-TERM", &serving.child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
}

/// Waits for the end, which must be a good one and leave nothing.
fn end(mut serving: Serving) {
    let status = ended(&mut serving.child, LIMIT);
    assert_eq!(status.code(), Some(0));
    let left = std::fs::read_dir(serving.home.data().join("server/uploads"));
    assert_eq!(left.unwrap().count(), 0);
}

/// A request for a stream of text.
fn stream(port: u16, sound: &[u8]) -> BufReader<TcpStream> {
    let mut stream = connect(port);
    stream
        .write_all(&form(port, sound, &[("stream", "true")], ""))
        .unwrap();
    BufReader::new(stream)
}

/// Reads on until a line has this in it.
#[track_caller]
fn read_until(from: &mut impl BufRead, what: &str) {
    let mut line = String::new();
    while !line.contains(what) {
        line.clear();
        assert!(from.read_line(&mut line).unwrap() > 0, "{what} did not come");
    }
}

fn rest(mut from: impl Read) -> String {
    let mut rest = Vec::new();
    from.read_to_end(&mut rest).unwrap();
    String::from_utf8_lossy(&rest).into_owned()
}

#[test]
fn asked_to_end_it_refuses_what_waits_while_another_runs() {
    let serving = Serving::start(&["--no-token", "--grace", "3600"]);
    let port = serving.port;
    let mut runs = connect(port);
    let long = long_recording(serving.home.folder.path());
    runs.write_all(&form(port, &long, &[], "")).unwrap();
    serving.wait_for(long.len());
    let waiting: Vec<_> = (0..6)
        .map(|_| {
            let client = thread::Builder::new().name("client".to_owned());
            client.spawn(move || post(port, &short_recording(), &[])).unwrap()
        })
        .collect();
    let short = short_recording().len();
    serving.wait_for(long.len() + 6 * short);
    let streamed = stream(port, &short_recording());
    serving.wait_for(long.len() + 7 * short);
    ask(&serving);
    for client in waiting {
        let answer = client.join().unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 503 ") && answer.contains("shutting_down"),
            "{answer}"
        );
    }
    let answer = rest(streamed);
    assert!(
        answer.contains("shutting_down") && answer.contains("[DONE]"),
        "{answer}"
    );
    // The one that runs still has nearly an hour, until its client has had enough.
    drop(runs);
    end(serving);
}

#[test]
fn asked_to_end_it_finishes_what_runs() {
    let serving = Serving::start(&["--no-token", "--grace", "3600"]);
    let talk = std::fs::read(conversation(serving.home.folder.path())).unwrap();
    let mut stream = stream(serving.port, &talk);
    read_until(&mut stream, "transcript.text.delta");
    ask(&serving);
    let answer = rest(stream);
    assert!(
        answer.contains("transcript.text.done")
            && answer.contains("[DONE]")
            && !answer.contains("shutting_down"),
        "{answer}"
    );
    end(serving);
}

#[test]
fn what_has_no_time_left_is_broken_off_and_told() {
    let serving = Serving::start(&["--no-token", "--grace", "0"]);
    let port = serving.port;
    let long = long_recording(serving.home.folder.path());
    let mut runs = stream(port, &long);
    read_until(&mut runs, "transcript.text.delta");
    let mut waits = connect(port);
    waits.write_all(&form(port, &short_recording(), &[], "")).unwrap();
    serving.wait_for(long.len() + short_recording().len());
    ask(&serving);
    let answer = rest(runs);
    assert!(
        answer.contains("shutting_down") && answer.contains("[DONE]"),
        "{answer}"
    );
    let answer = rest(waits);
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("shutting_down"),
        "{answer}"
    );
    end(serving);
}

#[test]
fn a_request_that_runs_when_time_is_over_gets_its_answer() {
    let serving = Serving::start(&["--no-token", "--grace", "0"]);
    let port = serving.port;
    let mut runs = connect(port);
    let long = long_recording(serving.home.folder.path());
    runs.write_all(&form(port, &long, &[], "")).unwrap();
    serving.wait_for(long.len());
    ask(&serving);
    let answer = rest(runs);
    assert!(
        answer.starts_with("HTTP/1.1 503 ") && answer.contains("shutting_down"),
        "{answer}"
    );
    end(serving);
}

#[test]
fn a_realtime_session_is_told_that_the_server_ends() {
    let serving = Serving::start(&["--no-token", "--grace", "0"]);
    let mut socket = connect(serving.port);
    let upgrade = format!(
        "GET /v1/realtime HTTP/1.1\r\nHost: localhost:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        serving.port
    );
    socket.write_all(upgrade.as_bytes()).unwrap();
    let mut told = Vec::new();
    // Frames of a server are not masked: their text can be read as it is.
    wait_until(|| {
        let mut piece = [0; 4096];
        let n = socket.read(&mut piece).unwrap();
        assert!(n > 0, "hung up on");
        told.extend_from_slice(&piece[..n]);
        String::from_utf8_lossy(&told).contains("session.created")
    });
    ask(&serving);
    let answer = rest(socket);
    assert!(answer.contains("shutting_down"), "{answer}");
    end(serving);
}

#[test]
fn a_client_of_wyoming_is_told_that_the_server_ends() {
    let serving = Serving::start(&["--wyoming", "--grace", "0"]);
    let mut speaks = connect(serving.port);
    speaks
        .write_all(
            b"{\"type\": \"audio-start\", \"data\": {\"rate\": 16000, \"width\": 2, \"channels\": 1}}\n",
        )
        .unwrap();
    wait_until(|| serving.uploads().len() == 1);
    // One that says nothing is hung up on.
    let mut silent = connect(serving.port);
    ask(&serving);
    let answer = rest(speaks);
    assert!(answer.contains("shutting_down"), "{answer}");
    // Where the server had not come to greet it, the system hangs up in its own way.
    let mut told = String::new();
    if let Err(error) = silent.read_to_string(&mut told) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    }
    assert_eq!(told, "");
    end(serving);
}
