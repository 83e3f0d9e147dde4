//! The window by the accessibility bus alone, as a screen reader's user has it: first start, dictation out of a recording,
//! a correction, an export.

use std::process::{Child, Stdio};

use crate::program::{Home, Ran, fixture, output};
use crate::screen::Screen;

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn assistive_technology_dictates_corrects_and_exports() {
    let screen = Screen::with_bus();
    let home = Home::new();
    home.settings("[window]\nlanguage = \"en\"\n");
    let mut command = home.parlance(&[]);
    screen.tell(&mut command);
    command
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _program = Ended(command.spawn().unwrap());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/system/assistive.py");
    let mut assistive = screen.command("/usr/bin/python3");
    assistive
        .arg(script)
        .arg(fixture("ls-328.wav"))
        .arg(home.folder.path());
    let told = Ran::of(output(&mut assistive)).good();
    assert!(told.out.ends_with("the Word file\n"), "{told:?}");
}
