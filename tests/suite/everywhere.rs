//! Text gets into other programs under X11, whole and nowhere else, by each way of putting it there.
//!
//! Needs Xvfb, openbox, xdotool, xclip, xterm, GTK 3, WebKitGTK and Tk, which `cargo xtask test` installs.

use std::time::Duration;

use parlance::system::Insertion;
use parlance::system::x11::{Button, News, X11};
use parlance::system::{Outcome, Target, TextSink, Way};

use crate::screen::{Kind, Screen, eventually};

const KINDS: [Kind; 4] = [Kind::Gtk("text"), Kind::Web("text"), Kind::Tk, Kind::Terminal];
/// What each way is called, and what came of it.
const WAYS: [(Insertion, Way); 2] = [(Insertion::Paste, Way::Paste), (Insertion::Type, Way::Typing)];

fn sink(screen: &Screen, insertion: Insertion) -> X11 {
    X11::connect(Some(&screen.name), insertion, &[]).unwrap().0
}

fn target(sink: &mut X11) -> Target {
    sink.target().unwrap().expect("something has the keyboard")
}

#[test]
fn text_lands_in_each_kind_of_field_and_the_clipboard_gets_its_content_back() {
    let screen = Screen::new();
    for kind in KINDS {
        for (insertion, way) in WAYS {
            let mut owner = screen.copy("what was copied: ä€");
            let field = screen.field(kind);
            let mut sink = sink(&screen, insertion);
            let there = target(&mut sink);
            assert_eq!(there.terminal, kind == Kind::Terminal, "{there:?}");
            let done = sink.replace(&there, 0, "Come on Tuesday.");
            assert_eq!(done, Outcome::Inserted(way), "{kind:?}");
            field.comes_to_have("Come on Tuesday.");
            let done = sink.replace(&there, 8, "Friday, with “cake”.");
            assert_eq!(done, Outcome::Inserted(way), "{kind:?}");
            field.comes_to_have("Come on Friday, with “cake”.");
            assert_eq!(sink.replace(&there, 20, ""), Outcome::Inserted(Way::Typing));
            field.comes_to_have("Come on ");
            assert_eq!(screen.clipboard(), "what was copied: ä€", "{kind:?} {way:?}");
            drop(sink);
            owner.kill().ok();
            owner.wait().unwrap();
        }
    }
}

#[test]
fn an_empty_clipboard_is_empty_again() {
    let screen = Screen::new();
    let field = screen.field(Kind::Tk);
    let mut sink = sink(&screen, Insertion::Paste);
    let there = target(&mut sink);
    assert_eq!(sink.replace(&there, 0, "Hello."), Outcome::Inserted(Way::Paste));
    field.comes_to_have("Hello.");
    let empty = screen.tool("xclip", &["-selection", "clipboard", "-out"]);
    assert_eq!(empty.code, Some(1), "{empty:?}");
}

#[test]
fn signs_of_any_layout_and_pictures_are_typed_as_they_are() {
    let screen = Screen::new();
    let text = "Zwölf Boxkämpfer jagen Yvonne über „Sylt“: y/z @ {x} [y] \\ ~ ^ ` ´ € µ; ça, año – naïve… Ω я 你好 🙂🎉👍🏽";
    for layout in ["us", "de", "fr", "ru,us"] {
        screen.tool("setxkbmap", &[layout]).good();
        for kind in KINDS {
            let field = screen.field(kind);
            let mut sink = sink(&screen, Insertion::Type);
            let there = target(&mut sink);
            assert_eq!(
                sink.replace(&there, 0, text),
                Outcome::Inserted(Way::Typing),
                "{layout}"
            );
            field.comes_to_have(text);
        }
        let field = screen.field(Kind::Tk);
        let mut sink = sink(&screen, Insertion::Paste);
        let there = target(&mut sink);
        assert_eq!(
            sink.replace(&there, 0, text),
            Outcome::Inserted(Way::Paste),
            "{layout}"
        );
        field.comes_to_have(text);
    }
}

#[test]
fn two_thousand_words_lose_no_letter_and_double_none() {
    let screen = Screen::new();
    let words = [
        "all",
        "letters",
        "appear",
        "exactly",
        "Once",
        "bookkeeper",
        "hmm",
        "über",
        "it’s",
        "77",
    ];
    let text: Vec<String> = (0..2_000)
        .map(|n| format!("{}{}", words[n % words.len()], n))
        .collect();
    for kind in KINDS {
        // Widgets lay out a line anew with each of its letters, terminals run it.
        let line_end = if kind == Kind::Terminal { " " } else { "\n" };
        let lines: Vec<String> = text.chunks(12).map(|line| line.join(" ")).collect();
        let text = lines.join(line_end);
        for (insertion, way) in WAYS {
            let field = screen.field(kind);
            let mut sink = sink(&screen, insertion);
            let there = target(&mut sink);
            assert_eq!(sink.replace(&there, 0, &text), Outcome::Inserted(way), "{kind:?}");
            field.comes_to_have(&text);
        }
    }
}

#[test]
fn a_held_modifier_is_waited_for_and_caps_lock_does_no_harm() {
    let screen = Screen::new();
    for (insertion, way) in WAYS {
        let field = screen.field(Kind::Gtk("text"));
        let mut sink = sink(&screen, insertion);
        let there = target(&mut sink);
        sink.replace(&there, 0, "First. ");
        field.comes_to_have("First. ");
        // With Control down the letters would be shortcuts: "a" selects everything, the next one replaces it.
        screen.tool("xdotool", &["keydown", "ctrl"]).good();
        let done = std::thread::scope(|scope| {
            let done = scope.spawn(|| sink.replace(&there, 0, "a second"));
            std::thread::sleep(Duration::from_millis(400));
            assert_eq!(field.text(), "First. ");
            screen.tool("xdotool", &["keyup", "ctrl"]).good();
            done.join().unwrap()
        });
        assert_eq!(done, Outcome::Inserted(way));
        field.comes_to_have("First. a second");
        screen.tool("xdotool", &["key", "Caps_Lock"]).good();
        assert_eq!(sink.replace(&there, 0, ", And Third."), Outcome::Inserted(way));
        field.comes_to_have("First. a second, And Third.");
        let state = screen.tool("xset", &["q"]).out;
        assert!(state.contains("Caps Lock:   on"), "{state}");
        screen.tool("xdotool", &["key", "Caps_Lock"]).good();
    }
}

#[test]
fn text_for_one_field_never_lands_in_another() {
    let screen = Screen::new();
    for (insertion, _) in WAYS {
        let first = screen.field(Kind::Tk);
        let mut sink = sink(&screen, insertion);
        let there = target(&mut sink);
        let second = screen.field(Kind::Gtk("text"));
        second.focus();
        let done = sink.replace(&there, 0, "for the first alone");
        assert!(matches!(done, Outcome::Clipboard(_)), "{done:?}");
        assert_eq!(screen.clipboard(), "for the first alone");
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!((first.text(), second.text()), (String::new(), String::new()));
    }
}

#[test]
fn the_keyboard_that_goes_in_the_middle_takes_the_rest_nowhere() {
    let screen = Screen::new();
    let first = screen.field(Kind::Tk);
    let mut sink = sink(&screen, Insertion::Type);
    let there = target(&mut sink);
    let second = screen.field(Kind::Gtk("text"));
    first.focus();
    // In lines: Tk lays out a line anew with each of its letters, which a long one makes take minutes.
    let text = "many words that take their time\n".repeat(1_000);
    let done = std::thread::scope(|scope| {
        let done = scope.spawn(|| sink.replace(&there, 0, &text));
        eventually("the first words", || first.text().len() > 200);
        second.focus();
        done.join().unwrap()
    });
    if done == Outcome::Inserted(Way::Typing) {
        // It was faster than the change: all of it went before.
        return first.comes_to_have(&text);
    }
    assert!(matches!(done, Outcome::Clipboard(_)), "{done:?}");
    let rest = screen.clipboard();
    let part = text.strip_suffix(&rest).expect("the rest is its end");
    first.comes_to_have(part);
    assert_eq!(second.text(), "");
}

#[test]
fn a_program_that_does_not_paste_is_told_from_one_that_does() {
    let screen = Screen::new();
    let mut owner = screen.copy("old");
    // xev has the keyboard and reads no clipboard.
    let mut xev = screen
        .command("xev")
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut sink = sink(&screen, Insertion::Paste);
    eventually("its window", || {
        screen.tool(
            "xdotool",
            &["search", "--name", "^Event Tester$", "windowactivate"],
        );
        sink.target()
            .unwrap()
            .is_some_and(|target| target.program.is_empty() || target.program.contains("xev"))
    });
    let there = target(&mut sink);
    let done = sink.replace(&there, 0, "not lost");
    assert!(matches!(done, Outcome::Clipboard(_)), "{done:?}");
    assert_eq!(screen.clipboard(), "not lost");
    for child in [&mut xev, &mut owner] {
        child.kill().ok();
        child.wait().unwrap();
    }
}

#[test]
fn the_talk_key_is_heard_with_locks_on_and_keys_of_others_are_told() {
    let screen = Screen::new();
    let field = screen.field(Kind::Tk);
    let keys = [
        (Button::Talk, "F9".parse().unwrap()),
        (Button::Raw, "Shift+F9".parse().unwrap()),
    ];
    let (mut sink, news) = X11::connect(Some(&screen.name), Insertion::Type, &keys).unwrap();
    let (down, up) = (News::Down(Button::Talk), News::Up(Button::Talk));
    let next = || news.recv_timeout(Duration::from_secs(20)).unwrap();
    screen.tool("xdotool", &["keydown", "F9"]).good();
    assert_eq!(next(), down);
    screen.tool("xdotool", &["keyup", "F9"]).good();
    // A held key repeats as pairs; what comes last is that it came up.
    let mut last = next();
    while let Ok(more) = news.recv_timeout(Duration::from_millis(300)) {
        last = more;
    }
    assert_eq!(last, up);
    screen.tool("xdotool", &["key", "Num_Lock"]).good();
    screen.tool("xdotool", &["key", "F9"]).good();
    assert_eq!((next(), next()), (down, up));
    screen.tool("xdotool", &["key", "shift+F9"]).good();
    assert_eq!((next(), next()), (News::Down(Button::Raw), News::Up(Button::Raw)));
    screen.tool("xdotool", &["key", "x"]).good();
    assert_eq!(next(), News::Foreign);
    field.comes_to_have("x");
    // What parlance types itself is not foreign.
    let there = target(&mut sink);
    assert_eq!(sink.replace(&there, 1, "typed"), Outcome::Inserted(Way::Typing));
    field.comes_to_have("typed");
    assert!(news.recv_timeout(Duration::from_millis(300)).is_err());
    // The same key for a second program: it is told, and not shared.
    let second = X11::connect(Some(&screen.name), Insertion::Type, &keys);
    let problem = second.map(|_| ()).unwrap_err().to_string();
    assert!(problem.contains("F9"), "{problem}");
}
