//! The icon's pictures, drawn here: a ring while it waits, a full red disc while it listens.

/// Width, height, and pixels of four bytes: alpha, red, green, blue.
pub type Pixmap = (i32, i32, Vec<u8>);

/// Sides in pixels: usual screens, and those of twice the density.
const SIDES: [i32; 2] = [22, 44];
const WAITING: [u8; 3] = [0x88, 0x88, 0x88];
const LISTENING: [u8; 3] = [0xd8, 0x30, 0x30];

/// The icon in each size.
pub fn pixmaps(listening: bool) -> Vec<Pixmap> {
    SIDES
        .iter()
        .map(|side| (*side, *side, disc(*side, listening)))
        .collect()
}

fn disc(side: i32, full: bool) -> Vec<u8> {
    let middle = f64::from(side) / 2.0;
    let (outer, inner) = (0.40 * f64::from(side), 0.28 * f64::from(side));
    let [red, green, blue] = if full { LISTENING } else { WAITING };
    let mut pixels = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let from_middle = (f64::from(x) + 0.5 - middle).hypot(f64::from(y) + 0.5 - middle);
            // An edge of one pixel, half covered where it is crossed.
            let inside = (outer - from_middle + 0.5).clamp(0.0, 1.0);
            let hole = if full {
                0.0
            } else {
                (inner - from_middle + 0.5).clamp(0.0, 1.0)
            };
            pixels.extend([((inside - hole) * 255.0) as u8, red, green, blue]);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listening_fills_the_ring() {
        let alpha_in_the_middle = |listening| {
            let (side, _, pixels) = pixmaps(listening).remove(0);
            pixels[4 * (side * side / 2 + side / 2) as usize]
        };
        assert_eq!((alpha_in_the_middle(false), alpha_in_the_middle(true)), (0, 255));
        for (width, height, pixels) in pixmaps(true) {
            assert_eq!(pixels.len(), 4 * (width * height) as usize);
            assert_eq!(pixels[0], 0, "corners are clear");
        }
    }
}
