//! Against real servers on this machine, which say what each test wants to hear.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use serde_json::Value;

use super::*;

const TEXT: &str = "Please meet Anna at 5 on Tuesday, not on Friday.";
const FORMAL: &str = "Would you kindly meet Anna at 5 on Tuesday, not on Friday? — Yours";

/// What a client asked.
struct Asked {
    head: Vec<String>,
    body: Value,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A server for one request: it reads it, and does with the connection what `answer` says.
fn server(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> (u16, Receiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, asked) = sync_channel(1);
    thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                head.push(line.trim().to_owned());
            }
            let mut asked = Asked {
                head,
                body: Value::Null,
            };
            let length = asked.header("content-length").unwrap().parse().unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            asked.body = serde_json::from_slice(&body).unwrap();
            tell.send(asked).ok();
            answer(&mut stream);
        })
        .unwrap();
    (port, asked)
}

/// Sends an answer; the client may have heard enough before its end.
fn send(stream: &mut TcpStream, parts: &[&[u8]]) {
    for part in parts {
        if stream.write_all(part).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

fn whole(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
}

const STREAM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

fn event(content: &str) -> String {
    let event = json!({ "choices": [{ "delta": { "content": content } }] });
    format!("data: {event}\r\n\r\n")
}

const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

fn settings(port: u16) -> Rewriting {
    Rewriting {
        endpoint: Some(format!("http://127.0.0.1:{port}/v1").parse().unwrap()),
        model: "gemma3:12b".to_owned(),
        ..Rewriting::default()
    }
}

/// Asks for a formal text; what was handed on, and what came of it.
fn formal(settings: &Rewriting) -> (String, Result<Rewrite, RewriteError>) {
    let mut shown = String::new();
    let mut rewriter = EndpointRewriter::new(settings).unwrap();
    let outcome = rewriter.rewrite(&Instruction::Formal, TEXT, &mut |piece| {
        shown.push_str(piece);
        ControlFlow::Continue(())
    });
    (shown, outcome)
}

/// What is told of a failure.
fn failure(settings: &Rewriting) -> String {
    formal(settings).1.unwrap_err().to_string()
}

#[test]
fn a_stream_is_shown_as_it_comes_and_judged_at_its_end() {
    let (port, asked) = server(|stream| {
        let text = format!(
            ": a comment\n\n{}{STOP}data: [DONE]\n\n",
            FORMAL.split_inclusive(' ').map(event).collect::<String>()
        );
        // In pieces that end within lines, and within the letters of one sign.
        let head = STREAM.to_vec();
        let mut parts = vec![head.as_slice()];
        parts.extend(text.as_bytes().chunks(7));
        send(stream, &parts);
    });
    let (shown, outcome) = formal(&settings(port));
    let rewrite = outcome.unwrap();
    assert_eq!((shown.as_str(), rewrite.text.as_str()), (FORMAL, FORMAL));
    assert_eq!(rewrite.notes, Vec::<String>::new());
    let asked = asked.recv().unwrap();
    assert_eq!(asked.head[0], "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(asked.header("host"), Some(format!("127.0.0.1:{port}").as_str()));
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(asked.body["model"], "gemma3:12b");
    let content = asked.body["messages"][0]["content"].as_str().unwrap();
    assert!(content.contains(&format!("<text>\n{TEXT}\n</text>")), "{content}");
}

#[test]
fn chunks_and_answers_that_are_no_stream_are_understood() {
    let (port, _) = server(|stream| {
        send(
            stream,
            &[b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
        );
        for part in [event(FORMAL), STOP.to_owned()] {
            send(stream, &[format!("{:x}\r\n{part}\r\n", part.len()).as_bytes()]);
        }
        send(stream, &[b"0\r\n\r\n"]);
    });
    assert_eq!(formal(&settings(port)).1.unwrap().text, FORMAL);
    let (port, _) = server(|stream| {
        let message = json!({ "role": "assistant", "content": format!("<think>Hm.</think>\n\n{FORMAL}") });
        let body = json!({ "choices": [{ "message": message, "finish_reason": "stop" }] });
        send(stream, &[whole("200 OK", &body.to_string()).as_bytes()]);
    });
    assert_eq!(formal(&settings(port)).1.unwrap().text, FORMAL);
}

#[test]
fn thoughts_are_not_shown() {
    let (port, _) = server(|stream| {
        let parts = [
            "<th",
            "ink>The user",
            " wants </th",
            "ink>\n\n",
            "Would you kindly ",
            "meet Anna at 5 on Tuesday, not on Friday?",
        ];
        let text: String = parts.map(event).concat();
        send(stream, &[STREAM, text.as_bytes(), STOP.as_bytes()]);
    });
    let (shown, outcome) = formal(&settings(port));
    assert_eq!(
        shown,
        "Would you kindly meet Anna at 5 on Tuesday, not on Friday?"
    );
    assert_eq!(outcome.unwrap().text, shown);
}

#[test]
fn the_guard_is_the_same_as_for_gemma() {
    let (port, _) = server(|stream| {
        send(
            stream,
            &[
                STREAM,
                event("Would you kindly come on Tuesday?").as_bytes(),
                STOP.as_bytes(),
            ],
        );
    });
    let (_, outcome) = formal(&settings(port));
    assert!(matches!(outcome, Err(RewriteError::Rejected(_))), "{outcome:?}");
}

#[test]
fn what_a_server_says_of_its_failure_is_told_with_its_address() {
    let error = r#"{"error":{"message":"model 'gemma3:12b'\nnot found","type":"x"}}"#;
    for (answer, words) in [
        (
            whole("404 Not Found", error),
            vec!["404", "model 'gemma3:12b' not found"],
        ),
        (whole("500 Internal Server Error", "<html>"), vec!["500"]),
        (whole("200 OK", error), vec!["not found"]),
        (whole("200 OK", "{\"choices\":"), vec!["no answer"]),
        ("SSH-2.0-OpenSSH_9.9\r\n\r\n".to_owned(), vec!["no HTTP"]),
        (String::new(), vec!["broke off"]),
        (
            format!("HTTP/1.1 200 OK\r\n\r\n{}", event("Would you")),
            vec!["broke off"],
        ),
        (
            format!(
                "HTTP/1.1 200 OK\r\n\r\n{}data: {error}\n\n",
                event("Would"),
                error = error.replace('\n', " ")
            ),
            vec!["not found"],
        ),
        (
            format!("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}", event("Would")),
            vec!["broke off"],
        ),
        (
            "HTTP/1.1 200 OK\r\n\r\ndata: {\"choices\": nothing}\n\n".to_owned(),
            vec!["no answer"],
        ),
    ] {
        let shown = answer.clone();
        let (port, _) = server(move |stream| send(stream, &[answer.as_bytes()]));
        let told = failure(&settings(port));
        for word in words
            .into_iter()
            .chain(["unchanged", &format!("127.0.0.1:{port}")])
        {
            assert!(told.contains(word), "{word:?} for {shown:?}: {told}");
        }
    }
}

#[test]
fn an_answer_without_end_or_cut_by_its_server_is_refused() {
    let (port, _) = server(|stream| {
        send(stream, &[STREAM]);
        let more = event(&"more and more ".repeat(1000));
        // Until the client has had enough.
        while stream.write_all(more.as_bytes()).is_ok() {}
    });
    let told = failure(&settings(port));
    assert!(told.contains("did not end"), "{told}");
    let (port, _) = server(|stream| {
        let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"Would\"},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n";
        send(stream, &[STREAM, cut.as_bytes()]);
    });
    let told = failure(&settings(port));
    assert!(told.contains("did not come to an end"), "{told}");
}

#[test]
fn where_nothing_listens_that_is_told() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let told = failure(&settings(port));
    assert!(told.contains("nothing listens there"), "{told}");
}

#[test]
fn a_slow_server_is_left_when_the_time_is_over_and_at_once_when_cancelled() {
    // It answers when the test has ended, which drops the other end.
    let (hold, held) = sync_channel::<()>(1);
    let (port, _) = server(move |_| {
        held.recv().ok();
    });
    let mut slow = settings(port);
    slow.timeout_s = 1;
    let told = failure(&slow);
    assert!(told.contains("after 1 s") && told.contains("timeout_s"), "{told}");
    drop(hold);
    let (hold, held) = sync_channel::<()>(1);
    let (port, asked) = server(move |stream| {
        send(stream, &[STREAM, event("Would ").as_bytes()]);
        held.recv().ok();
    });
    let mut rewriter = EndpointRewriter::new(&settings(port)).unwrap();
    let mut shown = String::new();
    // Taken back once the first words are there; the usual time would be two minutes.
    let outcome = rewriter.rewrite(&Instruction::Formal, TEXT, &mut |piece| {
        let wait = shown.is_empty();
        shown.push_str(piece);
        if wait {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    assert_eq!(outcome, Err(RewriteError::Cancelled));
    assert!(asked.recv().is_ok());
    drop(hold);
}

#[test]
fn nobody_is_asked_who_was_not_named_or_allowed() {
    let elsewhere = |allow_remote| Rewriting {
        endpoint: Some("http://192.0.2.1:9/v1".parse().unwrap()),
        allow_remote,
        timeout_s: 1,
        ..Rewriting::default()
    };
    let told = failure(&elsewhere(false));
    assert!(told.contains("allow_remote = true"), "{told}");
    // Allowed, it is tried: nobody has this address.
    let told = failure(&elsewhere(true));
    assert!(
        !told.contains("allow_remote") && told.contains("192.0.2.1"),
        "{told}"
    );
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let there = other.local_addr().unwrap();
    let (port, _) = server(move |stream| {
        let moved = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{there}/v1\r\nContent-Length: 0\r\n\r\n"
        );
        send(stream, &[moved.as_bytes()]);
    });
    let told = failure(&settings(port));
    assert!(told.contains("not followed"), "{told}");
    assert!(other.accept().is_err(), "the other address was asked");
    assert!(EndpointRewriter::new(&Rewriting::default()).is_none());
}

#[test]
fn the_name_of_this_machine_means_this_machine() {
    let (port, _) = server(|stream| send(stream, &[STREAM, event(FORMAL).as_bytes(), STOP.as_bytes()]));
    let mut named = settings(port);
    named.endpoint = Some(format!("http://LocalHost:{port}").parse().unwrap());
    assert_eq!(formal(&named).1.unwrap().text, FORMAL);
}

#[test]
fn the_key_comes_from_its_file_and_is_never_told() {
    const KEY: &str = "sk-very-secret";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, format!("{KEY}\n")).unwrap();
    let (port, asked) = server(|stream| {
        let error = r#"{"error":{"message":"no such key"}}"#;
        send(stream, &[whole("401 Unauthorized", error).as_bytes()]);
    });
    let mut keyed = settings(port);
    keyed.key_file = Some(file.clone());
    let told = failure(&keyed);
    assert!(
        told.contains("401") && told.contains("no such key") && !told.contains(KEY),
        "{told}"
    );
    let header = format!("Bearer {KEY}");
    assert_eq!(
        asked.recv().unwrap().header("authorization"),
        Some(header.as_str())
    );
    for content in ["", "two words of secret", "a\u{e9}"] {
        std::fs::write(&file, content).unwrap();
        let told = failure(&keyed);
        assert!(
            told.contains("does not hold one key") && !told.contains("secret"),
            "{told}"
        );
    }
    std::fs::remove_file(&file).unwrap();
    assert!(failure(&keyed).contains("the key file"));
}
