//! The window's icons, drawn as strokes on a grid of 20 by 20 so that they fit any size and colour.

use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2};

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A microphone.
    Mic,
    /// A square.
    Stop,
    /// An arrow that turns left.
    Undo,
    /// An arrow that turns right.
    Redo,
    /// Two sheets.
    Copy,
    /// An arrow out of a tray.
    Export,
    /// A question mark in a circle.
    Help,
    /// An open book.
    Words,
    /// A clock.
    History,
    /// Bars.
    Statistics,
    /// Sliders.
    Settings,
    /// A folder.
    Folder,
    /// An arrow into a tray.
    Save,
    /// A sheet with a plus.
    New,
    /// A cross.
    Close,
    /// A bin.
    Trash,
    /// A pen.
    Pen,
    /// Lines with a speaker's dot.
    Transcript,
    /// A tick.
    Check,
    /// A triangle to the right.
    Play,
    /// A triangle to the left, before a bar.
    Before,
    /// A triangle to the right, before a bar.
    Behind,
    /// Two bars.
    Pause,
    /// A lens.
    Search,
    /// An arrowhead up.
    Up,
    /// An arrowhead down.
    Down,
    /// A plus sign.
    Plus,
    /// A minus sign.
    Minus,
}

/// Paints an icon in the middle of `rect`, `size` points wide.
pub fn paint(painter: &Painter, rect: Rect, size: f32, icon: Icon, colour: Color32) {
    let pen = Pen {
        painter,
        origin: rect.center() - Vec2::splat(size / 2.0),
        unit: size / 20.0,
        colour,
    };
    match icon {
        Icon::Mic => {
            pen.frame(7.0, 2.0, 13.0, 12.0, 3.0);
            pen.arc(10.0, 9.5, 6.0, 0.0, 180.0);
            pen.line(&[(10.0, 15.5), (10.0, 18.0)]);
            pen.line(&[(7.0, 18.0), (13.0, 18.0)]);
        }
        Icon::Stop => pen.fill(5.0, 5.0, 15.0, 15.0, 2.5),
        Icon::Minus => pen.line(&[(5.0, 10.0), (15.0, 10.0)]),
        Icon::Plus => {
            pen.line(&[(5.0, 10.0), (15.0, 10.0)]);
            pen.line(&[(10.0, 5.0), (10.0, 15.0)]);
        }
        Icon::Undo => {
            pen.line(&[(7.0, 3.5), (3.0, 7.5), (7.0, 11.5)]);
            pen.line(&[(3.0, 7.5), (12.0, 7.5)]);
            pen.arc(12.0, 12.0, 4.5, -90.0, 90.0);
            pen.line(&[(12.0, 16.5), (7.0, 16.5)]);
        }
        Icon::Redo => {
            pen.line(&[(13.0, 3.5), (17.0, 7.5), (13.0, 11.5)]);
            pen.line(&[(17.0, 7.5), (8.0, 7.5)]);
            pen.arc(8.0, 12.0, 4.5, 90.0, 270.0);
            pen.line(&[(8.0, 16.5), (13.0, 16.5)]);
        }
        Icon::Copy => {
            pen.frame(7.0, 7.0, 17.0, 17.0, 2.5);
            pen.line(&[(4.5, 13.0), (3.0, 13.0), (3.0, 3.0), (13.0, 3.0), (13.0, 4.5)]);
        }
        Icon::Export => {
            pen.line(&[(10.0, 12.5), (10.0, 3.0)]);
            pen.line(&[(6.0, 6.5), (10.0, 2.5), (14.0, 6.5)]);
            pen.line(&[(3.0, 12.0), (3.0, 17.0), (17.0, 17.0), (17.0, 12.0)]);
        }
        Icon::Save => {
            pen.line(&[(10.0, 2.5), (10.0, 12.0)]);
            pen.line(&[(6.0, 8.5), (10.0, 12.5), (14.0, 8.5)]);
            pen.line(&[(3.0, 12.0), (3.0, 17.0), (17.0, 17.0), (17.0, 12.0)]);
        }
        Icon::Help => {
            pen.arc(10.0, 10.0, 7.5, 0.0, 360.0);
            pen.arc(10.0, 8.2, 2.4, -180.0, 60.0);
            pen.line(&[(11.2, 10.3), (10.0, 11.2), (10.0, 12.2)]);
            pen.dot(10.0, 14.4, 0.9);
        }
        Icon::Words => {
            pen.line(&[
                (10.0, 5.0),
                (7.0, 3.5),
                (2.5, 3.5),
                (2.5, 15.5),
                (7.0, 15.5),
                (10.0, 17.0),
            ]);
            pen.line(&[
                (10.0, 5.0),
                (13.0, 3.5),
                (17.5, 3.5),
                (17.5, 15.5),
                (13.0, 15.5),
                (10.0, 17.0),
            ]);
            pen.line(&[(10.0, 5.0), (10.0, 17.0)]);
        }
        Icon::History => {
            pen.arc(10.0, 10.0, 7.5, 0.0, 360.0);
            pen.line(&[(10.0, 5.5), (10.0, 10.0), (13.2, 12.0)]);
        }
        Icon::Statistics => {
            pen.line(&[(4.0, 17.0), (4.0, 11.0)]);
            pen.line(&[(10.0, 17.0), (10.0, 3.0)]);
            pen.line(&[(16.0, 17.0), (16.0, 7.5)]);
        }
        Icon::Settings => {
            for (y, knob) in [(5.0, 13.0), (10.0, 7.0), (15.0, 11.5)] {
                pen.line(&[(2.5, y), (knob - 2.2, y)]);
                pen.line(&[(knob + 2.2, y), (17.5, y)]);
                pen.arc(knob, y, 2.0, 0.0, 360.0);
            }
        }
        Icon::Folder => {
            pen.line(&[
                (2.5, 16.0),
                (2.5, 4.0),
                (8.0, 4.0),
                (10.0, 6.5),
                (17.5, 6.5),
                (17.5, 16.0),
                (2.5, 16.0),
            ]);
        }
        Icon::New => {
            pen.line(&[
                (11.0, 17.5),
                (4.0, 17.5),
                (4.0, 2.5),
                (11.0, 2.5),
                (15.0, 6.5),
                (15.0, 9.0),
            ]);
            pen.line(&[(15.0, 12.0), (15.0, 18.0)]);
            pen.line(&[(12.0, 15.0), (18.0, 15.0)]);
        }
        Icon::Close => {
            pen.line(&[(5.0, 5.0), (15.0, 15.0)]);
            pen.line(&[(15.0, 5.0), (5.0, 15.0)]);
        }
        Icon::Before => {
            pen.line(&[(15.0, 5.0), (8.0, 10.0), (15.0, 15.0), (15.0, 5.0)]);
            pen.line(&[(5.0, 5.0), (5.0, 15.0)]);
        }
        Icon::Behind => {
            pen.line(&[(5.0, 5.0), (12.0, 10.0), (5.0, 15.0), (5.0, 5.0)]);
            pen.line(&[(15.0, 5.0), (15.0, 15.0)]);
        }
        Icon::Pen => {
            pen.line(&[
                (4.0, 16.0),
                (5.0, 12.0),
                (13.5, 3.5),
                (16.5, 6.5),
                (8.0, 15.0),
                (4.0, 16.0),
            ]);
            pen.line(&[(11.5, 5.5), (14.5, 8.5)]);
        }
        Icon::Trash => {
            pen.line(&[(3.5, 5.5), (16.5, 5.5)]);
            pen.line(&[(7.5, 5.5), (7.5, 3.0), (12.5, 3.0), (12.5, 5.5)]);
            pen.line(&[(5.0, 5.5), (6.0, 17.0), (14.0, 17.0), (15.0, 5.5)]);
        }
        Icon::Transcript => {
            for (y, end) in [(4.5, 17.0), (10.0, 14.0), (15.5, 16.0)] {
                pen.dot(4.0, y, 1.5);
                pen.line(&[(8.0, y), (end, y)]);
            }
        }
        Icon::Check => pen.line(&[(4.0, 10.5), (8.5, 15.0), (16.5, 5.5)]),
        Icon::Pause => {
            pen.fill(5.5, 4.0, 8.5, 16.0, 1.2);
            pen.fill(11.5, 4.0, 14.5, 16.0, 1.2);
        }
        Icon::Search => {
            pen.arc(8.5, 8.5, 5.5, 0.0, 360.0);
            pen.line(&[(12.6, 12.6), (17.0, 17.0)]);
        }
        Icon::Up => pen.line(&[(4.5, 13.0), (10.0, 7.5), (15.5, 13.0)]),
        Icon::Down => pen.line(&[(4.5, 7.5), (10.0, 13.0), (15.5, 7.5)]),
        Icon::Play => pen.polygon(&[(6.5, 4.0), (16.0, 10.0), (6.5, 16.0)]),
    }
}

struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    unit: f32,
    colour: Color32,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.origin + Vec2::new(x, y) * self.unit
    }

    fn stroke(&self) -> Stroke {
        Stroke::new((1.6 * self.unit).max(1.3), self.colour)
    }

    fn points(&self, points: &[(f32, f32)]) -> Vec<Pos2> {
        points.iter().map(|&(x, y)| self.at(x, y)).collect()
    }

    fn line(&self, points: &[(f32, f32)]) {
        self.painter.line(self.points(points), self.stroke());
    }

    fn polygon(&self, points: &[(f32, f32)]) {
        self.painter.add(egui::Shape::convex_polygon(
            self.points(points),
            self.colour,
            Stroke::NONE,
        ));
    }

    /// Part of a circle, in degrees clockwise from the right.
    fn arc(&self, x: f32, y: f32, radius: f32, from: f32, to: f32) {
        let steps = ((to - from).abs() / 12.0).ceil() as usize;
        let points: Vec<(f32, f32)> = (0..=steps)
            .map(|step| {
                let angle = (from + (to - from) * step as f32 / steps as f32).to_radians();
                (x + radius * angle.cos(), y + radius * angle.sin())
            })
            .collect();
        self.line(&points);
    }

    fn dot(&self, x: f32, y: f32, radius: f32) {
        self.painter
            .circle_filled(self.at(x, y), radius * self.unit, self.colour);
    }

    fn rect(&self, left: f32, top: f32, right: f32, bottom: f32) -> Rect {
        Rect::from_min_max(self.at(left, top), self.at(right, bottom))
    }

    fn round(&self, radius: f32) -> CornerRadius {
        CornerRadius::same((radius * self.unit).round() as u8)
    }

    fn frame(&self, left: f32, top: f32, right: f32, bottom: f32, radius: f32) {
        let rect = self.rect(left, top, right, bottom);
        self.painter
            .rect_stroke(rect, self.round(radius), self.stroke(), StrokeKind::Middle);
    }

    fn fill(&self, left: f32, top: f32, right: f32, bottom: f32, radius: f32) {
        self.painter.rect_filled(
            self.rect(left, top, right, bottom),
            self.round(radius),
            self.colour,
        );
    }
}
