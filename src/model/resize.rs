//! Images in another size, as the reference's image processor makes them: bicubic, widened when shrinking, columns
//! first, rounded to bytes between the two passes.
//!
//! The rounding matters: beside an edge the filter overshoots, and bytes cut that off before the second pass sees it.
//! Knows nothing of models.

use image::RgbImage;

/// `image` in `width` × `height`.
pub fn bicubic(image: &RgbImage, width: u32, height: u32) -> RgbImage {
    let (from_width, from_height) = image.dimensions();
    let mut narrowed = RgbImage::new(width, from_height);
    for (x, taps) in taps(from_width, width).into_iter().enumerate() {
        for y in 0..from_height {
            let sources = taps.weights.iter().zip(taps.first..);
            let pixel = weighted(sources.map(|(weight, x)| (weight, image.get_pixel(x, y).0)));
            narrowed.put_pixel(x as u32, y, pixel);
        }
    }
    let mut resized = RgbImage::new(width, height);
    for (y, taps) in taps(from_height, height).into_iter().enumerate() {
        for x in 0..width {
            let sources = taps.weights.iter().zip(taps.first..);
            let pixel = weighted(sources.map(|(weight, y)| (weight, narrowed.get_pixel(x, y).0)));
            resized.put_pixel(x, y as u32, pixel);
        }
    }
    resized
}

fn weighted<'a>(sources: impl Iterator<Item = (&'a f64, [u8; 3])>) -> image::Rgb<u8> {
    let mut sums = [0.0; 3];
    for (weight, pixel) in sources {
        for (sum, value) in sums.iter_mut().zip(pixel) {
            *sum += weight * f64::from(value);
        }
    }
    image::Rgb(sums.map(|sum| sum.round().clamp(0.0, 255.0) as u8))
}

/// The source pixels of one pixel along an axis, with their weights, which sum to 1.
struct Taps {
    first: u32,
    weights: Vec<f64>,
}

fn taps(from: u32, to: u32) -> Vec<Taps> {
    let scale = f64::from(from) / f64::from(to);
    // Shrinking widens the filter, so that every source pixel counts.
    let widen = scale.max(1.0);
    let of = |pixel: u32| {
        let centre = (f64::from(pixel) + 0.5) * scale;
        let first = (centre - 2.0 * widen + 0.5).max(0.0) as u32;
        let end = ((centre + 2.0 * widen + 0.5) as u32).min(from);
        let raw = (first..end).map(|at| cubic((f64::from(at) + 0.5 - centre) / widen));
        let raw: Vec<f64> = raw.collect();
        let sum: f64 = raw.iter().sum();
        Taps {
            first,
            weights: raw.into_iter().map(|weight| weight / sum).collect(),
        }
    };
    (0..to).map(of).collect()
}

/// Keys' cubic convolution kernel (1981) with a = -1/2.
fn cubic(x: f64) -> f64 {
    let x = x.abs();
    match x {
        _ if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
        _ if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_colour_stays_one_colour_and_every_size_is_possible() {
        let grey = RgbImage::from_pixel(7, 5, image::Rgb([9, 130, 255]));
        for (width, height) in [(1, 1), (7, 5), (3, 50), (96, 2)] {
            let resized = bicubic(&grey, width, height);
            assert_eq!(resized.dimensions(), (width, height));
            assert!(resized.pixels().all(|pixel| pixel.0 == [9, 130, 255]));
        }
    }
}
