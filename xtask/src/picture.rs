//! `cargo xtask picture`: the window's picture in README, made anew from the shipped program on a virtual screen.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{cargo, finish, root, target_dir};

/// Size of the screen, which the window fills.
const SIZE: (&str, &str) = ("1280", "800");
/// Longest wait for the window, and for it to stand still.
const PATIENCE: Duration = Duration::from_secs(90);

/// A child that is ended when it is dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Makes `fixtures/window/letter.png` of `fixtures/window/letter.md`.
pub fn make() -> Result<(), String> {
    super::system::provide(super::Need::Picture)?;
    cargo(&["build", "--package", "parlance"], &[])?;
    let fixtures = root().join("fixtures/window");
    let home = target_dir().join("picture");
    // Nothing of an earlier run: the window would offer to bring it back.
    fs::remove_dir_all(&home).ok();
    fs::create_dir_all(home.join("config")).map_err(|error| error.to_string())?;
    let settings = "[window]\nlanguage = \"en\"\ntheme = \"light\"\nwelcomed = true\n";
    fs::write(home.join("config/settings.toml"), settings).map_err(|error| error.to_string())?;
    let letter = home.join("Letter to Anna.md");
    fs::copy(fixtures.join("letter.md"), &letter).map_err(|error| error.to_string())?;
    let (_screen, display) = screen()?;
    let program = Command::new(target_dir().join("debug/parlance"))
        .arg(&letter)
        .env("DISPLAY", &display)
        .env_remove("WAYLAND_DISPLAY")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("HOME", &home)
        .env("PARLANCE_CONFIG", home.join("config"))
        .env("PARLANCE_DATA", home.join("data"))
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("parlance: {error}"))?;
    let program = Ended(program);
    let pid = program.0.id().to_string();
    let begun = Instant::now();
    let place = ["search", "--onlyvisible", "--pid", &pid, "--name", "parlance"];
    let fill = [
        "windowmove",
        "%1",
        "0",
        "0",
        "windowsize",
        "%1",
        SIZE.0,
        SIZE.1,
        "windowfocus",
    ];
    let on = |program: &str| {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &display)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    while !on("xdotool")
        .args(place)
        .args(fill)
        .status()
        .is_ok_and(|status| status.success())
    {
        if begun.elapsed() > PATIENCE {
            return Err("the window does not open".to_owned());
        }
        sleep(Duration::from_millis(300));
    }
    let picture = home.join("letter.png");
    shoot(&on, &picture)?;
    fs::copy(&picture, fixtures.join("letter.png")).map_err(|error| error.to_string())?;
    println!("{}", fixtures.join("letter.png").display());
    Ok(())
}

/// Takes pictures until two that lie seconds apart are the same: the model is loaded, and everything is drawn.
fn shoot(on: &dyn Fn(&str) -> Command, picture: &Path) -> Result<(), String> {
    let begun = Instant::now();
    let mut before = Vec::new();
    loop {
        sleep(Duration::from_secs(4));
        // Dates would make every picture another one.
        let status = on("import")
            .args(["-window", "root", "-strip"])
            .arg(picture)
            .status();
        finish(status, "import (of ImageMagick)")?;
        let now = fs::read(picture).map_err(|error| error.to_string())?;
        if now == before {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err("the window never stands still".to_owned());
        }
        before = now;
    }
}

/// A virtual screen and its name.
fn screen() -> Result<(Ended, String), String> {
    let size = format!("{}x{}x24", SIZE.0, SIZE.1);
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("Xvfb: {error}"))?;
    let output = server.stdout.take();
    let server = Ended(server);
    let mut number = String::new();
    let output = output.ok_or("Xvfb tells no number")?;
    BufReader::new(output)
        .read_line(&mut number)
        .map_err(|error| error.to_string())?;
    Ok((server, format!(":{}", number.trim())))
}
