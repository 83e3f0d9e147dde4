//! Rewriting by a server that the settings name, through the whole program: a real one on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use serde_json::{Value, json};

use crate::program::{Home, Ran};

/// A server that answers each request with the next of these texts, as a stream, and tells what it was asked.
fn server(answers: &'static [&'static str]) -> (u16, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, asked) = sync_channel(answers.len());
    let serve = move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim().to_lowercase();
                if let Some(bytes) = line.strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            tell.send(serde_json::from_slice(&body).unwrap()).unwrap();
            let mut text = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".to_owned();
            for word in answer.split_inclusive(' ') {
                let event = json!({ "choices": [{ "delta": { "content": word } }] });
                text.push_str(&format!("data: {event}\n\n"));
            }
            text.push_str(
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
            );
            stream.write_all(text.as_bytes()).unwrap();
        }
    };
    thread::Builder::new()
        .name("server".to_owned())
        .spawn(serve)
        .unwrap();
    (port, asked)
}

fn edit(home: &Home, said: &[&str]) -> Vec<Value> {
    let mut args = vec!["edit", "--json", "--text", "«We meet Anna on Tuesday at 5.»"];
    for words in said {
        args.extend(["--say", words]);
    }
    let ran: Ran = home.run(&args).good();
    ran.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_named_server_rewrites_with_preview_guard_and_undo() {
    const GERMAN: &str = "Wir treffen Anna am Dienstag um 5.";
    let (port, asked) = server(&[GERMAN, "We meet on Tuesday."]);
    let home = Home::new();
    home.settings(&format!(
        "[rewrite]\nendpoint = \"http://localhost:{port}\"\nmodel = \"gemma3\"\nallow-remote = false\n"
    ));
    let reports = edit(&home, &["translate this into German", "apply", "undo that"]);
    assert_eq!(reports[0]["preview"]["text"], GERMAN, "{reports:#?}");
    assert_eq!(reports[0]["applied"], false);
    assert_eq!(reports[1]["text"], format!("{GERMAN}|"));
    assert!(
        reports[2]["text"]
            .as_str()
            .unwrap()
            .contains("We meet Anna on Tuesday at 5.")
    );
    let body = asked.recv().unwrap();
    assert_eq!(body["model"], "gemma3");
    // What lost a name is not taken: rules do what they can, and say why.
    let reports = edit(&home, &["make this more formal"]);
    let notes = reports[0]["preview"]["notes"].to_string();
    let text = reports[0]["text"].to_string() + &reports[0]["message"].to_string() + &notes;
    assert!(text.contains("Anna"), "{reports:#?}");
    assert!(asked.recv().is_ok());
}

#[test]
fn a_server_that_is_not_there_or_not_here_costs_nothing() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    for (endpoint, words) in [
        (format!("http://127.0.0.1:{port}/v1"), "nothing listens there"),
        ("http://192.0.2.1:11434/v1".to_owned(), "allow_remote = true"),
    ] {
        let home = Home::new();
        home.settings(&format!(
            "[rewrite]\nendpoint = \"{endpoint}\"\nmodel = \"gemma3\"\n"
        ));
        let reports = edit(
            &home,
            &[
                "translate this into German",
                "make this paragraph a bullet list",
                "cancel",
            ],
        );
        let told = reports[0]["message"].as_str().unwrap();
        assert!(told.contains(words) && told.contains("unchanged"), "{reports:#?}");
        assert_eq!(reports[0]["text"], "«We meet Anna on Tuesday at 5.»");
    }
    let home = Home::new();
    home.settings("[rewrite]\nendpoint = \"https://api.example.org/v1\"\n");
    let ran = home.run(&["edit", "--text", "a", "--say", "undo that"]);
    assert!(
        ran.err.contains("line 2") && ran.err.contains("only http"),
        "{}",
        ran.err
    );
}
