//! Who rewrites, in the settings: a server that the user names, or nobody but parlance itself.

use std::path::PathBuf;

use egui::{RichText, Ui};

use crate::settings::{Endpoint, Settings};

use super::draw_rows::Part;
use super::palette::Palette;
use super::strings::{text, text_with};

/// Times that may be chosen for a rewrite, in seconds.
const TIMES_S: [u32; 4] = [30, 120, 300, 600];

/// Draws the part; tells whether something was changed.
pub fn rewriting(ui: &mut Ui, wanted: &mut Settings, sought: &str) -> bool {
    let mut part = Part::new("ui-rewriting", sought);
    let rewriting = &mut wanted.rewrite;
    let address = rewriting.endpoint.as_ref().map(Endpoint::to_string);
    part.entry(
        ui,
        "ui-rewriting-address",
        address.as_deref().unwrap_or(""),
        |typed| {
            let endpoint = match typed {
                "" => None,
                _ => Some(typed.parse().map_err(|_| ())?),
            };
            rewriting.endpoint = endpoint;
            Ok(())
        },
    );
    if let Some(endpoint) = rewriting.endpoint.clone() {
        let model = rewriting.model.clone();
        part.entry(ui, "ui-rewriting-model", &model, |typed| {
            rewriting.model = typed.to_owned();
            Ok(())
        });
        let file = rewriting.key_file.as_deref();
        let file = file.map_or(String::new(), |file| file.display().to_string());
        part.entry(ui, "ui-rewriting-key", &file, |typed| {
            rewriting.key_file = (!typed.is_empty()).then(|| PathBuf::from(typed));
            Ok(())
        });
        let seconds = |n: u32| (n, text_with("ui-seconds", &[("n", n.into())]));
        let mut times: Vec<(u32, String)> = TIMES_S.map(seconds).to_vec();
        if !TIMES_S.contains(&rewriting.timeout_s) {
            times.push(seconds(rewriting.timeout_s));
        }
        part.pick(ui, "ui-rewriting-time", &mut rewriting.timeout_s, &times);
        part.switch(ui, &mut rewriting.allow_remote, "ui-rewriting-remote");
        let told = match rewriting.remote() {
            Some(host) => Some(text_with("ui-rewrites-leave", &[("host", host.into())])),
            None if endpoint.is_here() => None,
            None => Some(text("ui-rewriting-elsewhere")),
        };
        if let Some(told) = told.filter(|told| part.shows(ui, &[told])) {
            let red = Palette::of(ui).record;
            ui.add(egui::Label::new(RichText::new(told).size(13.0).strong().color(red)).wrap());
        }
    }
    part.changed
}
