//! Draws what the window shows into an image, without a graphics card: triangle by triangle, as egui defines it.
//!
//! `PARLANCE_SNAPSHOTS=folder cargo test --test suite ui::look` writes the pictures there, to be looked at.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use egui::epaint::{ImageData, Mesh, Primitive};
use egui::{Color32, ColorImage, Pos2, Rect, TextureId, TexturesDelta};
use egui_kittest::{Harness, TestRenderer};

/// The textures that the window uses: fonts above all.
#[derive(Clone, Default)]
pub struct Textures(Arc<Mutex<HashMap<TextureId, ColorImage>>>);

impl TestRenderer for Textures {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.0.lock().unwrap();
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(new) = change.image;
                match change.pos {
                    None => {
                        textures.insert(id, (*new).clone());
                    }
                    Some([left, top]) => {
                        let whole = textures.get_mut(&id).unwrap();
                        for y in 0..new.size[1] {
                            for x in 0..new.size[0] {
                                whole[(left + x, top + y)] = new[(x, y)];
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where pictures go; `None` when nobody wants them.
pub fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("PARLANCE_SNAPSHOTS")?);
    std::fs::create_dir_all(&folder).unwrap();
    Some(folder)
}

impl Textures {
    /// What the window showed in its last frame.
    pub fn picture<S>(&self, window: &Harness<'_, S>) -> image::RgbaImage {
        let scale = window.output().pixels_per_point;
        let size = window.ctx.content_rect().size() * scale;
        let mut canvas = Canvas {
            pixels: image::RgbaImage::from_pixel(size.x as u32, size.y as u32, image::Rgba([0, 0, 0, 255])),
            scale,
        };
        let textures = self.0.lock().unwrap();
        for shape in window.ctx.tessellate(window.output().shapes.clone(), scale) {
            if let Primitive::Mesh(mesh) = &shape.primitive {
                canvas.mesh(mesh, shape.clip_rect, &textures[&mesh.texture_id]);
            }
        }
        canvas.pixels
    }
}

struct Canvas {
    pixels: image::RgbaImage,
    scale: f32,
}

/// Twice the area of a triangle, positive when the corners go clockwise on the screen.
fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Of two triangles that share an edge, one draws its pixels: the one to its right or below it.
fn owns(a: Pos2, b: Pos2) -> bool {
    (a.y == b.y && b.x > a.x) || b.y < a.y
}

impl Canvas {
    fn mesh(&mut self, mesh: &Mesh, clip: Rect, texture: &ColorImage) {
        let (width, height) = self.pixels.dimensions();
        let clip = (clip * self.scale).intersect(Rect::from_min_max(
            Pos2::ZERO,
            egui::pos2(width as f32, height as f32),
        ));
        for corners in mesh.indices.chunks_exact(3) {
            let mut v = [0, 1, 2].map(|k| mesh.vertices[corners[k] as usize]);
            v.iter_mut()
                .for_each(|v| v.pos = (v.pos.to_vec2() * self.scale).to_pos2());
            if cross(v[0].pos, v[1].pos, v[2].pos) < 0.0 {
                v.swap(1, 2);
            }
            let area = cross(v[0].pos, v[1].pos, v[2].pos);
            if area <= 0.0 {
                continue;
            }
            let bounds = Rect::from_points(&v.map(|v| v.pos)).intersect(clip);
            for y in bounds.top().floor() as i32..bounds.bottom().ceil() as i32 {
                for x in bounds.left().floor() as i32..bounds.right().ceil() as i32 {
                    let at = egui::pos2(x as f32 + 0.5, y as f32 + 0.5);
                    if !clip.contains(at) {
                        continue;
                    }
                    let weight = [(1, 2), (2, 0), (0, 1)]
                        .map(|(i, j)| (cross(v[i].pos, v[j].pos, at), owns(v[i].pos, v[j].pos)));
                    if weight.iter().any(|&(w, owns)| w < 0.0 || (w == 0.0 && !owns)) {
                        continue;
                    }
                    let share = weight.map(|(w, _)| w / area);
                    let blend = |of: &dyn Fn(usize) -> f32| (0..3).map(|k| share[k] * of(k)).sum::<f32>();
                    let uv = egui::pos2(blend(&|k| v[k].uv.x), blend(&|k| v[k].uv.y));
                    let texel = sample(texture, uv);
                    let colour: [f32; 4] = std::array::from_fn(|c| {
                        blend(&|k| f32::from(v[k].color.to_array()[c])) / 255.0 * texel[c]
                    });
                    self.put(x as u32, y as u32, colour);
                }
            }
        }
    }

    /// Premultiplied, in gamma space, as egui blends.
    fn put(&mut self, x: u32, y: u32, colour: [f32; 4]) {
        let below = self.pixels.get_pixel_mut(x, y);
        for c in 0..3 {
            let mixed = colour[c] * 255.0 + f32::from(below.0[c]) * (1.0 - colour[3]);
            below.0[c] = mixed.round().clamp(0.0, 255.0) as u8;
        }
    }
}

/// Between the four nearest texels.
fn sample(texture: &ColorImage, uv: Pos2) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (uv.x * width as f32 - 0.5, uv.y * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let texel = |dx: f32, dy: f32| -> Color32 {
        let x = (left + dx).clamp(0.0, width as f32 - 1.0) as usize;
        let y = (top + dy).clamp(0.0, height as f32 - 1.0) as usize;
        texture[(x, y)]
    };
    let mut sum = [0.0; 4];
    for (dx, wx) in [(0.0, 1.0 - (x - left)), (1.0, x - left)] {
        for (dy, wy) in [(0.0, 1.0 - (y - top)), (1.0, y - top)] {
            for (c, part) in texel(dx, dy).to_array().into_iter().enumerate() {
                sum[c] += wx * wy * f32::from(part) / 255.0;
            }
        }
    }
    sum
}
