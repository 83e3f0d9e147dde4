//! The sizes of a model of the Whisper family, whatever file they come from.

use super::error::{ReaderError, Result};

/// Samples of sound per second.
pub const SAMPLE_RATE: usize = 16_000;

/// Samples of one row of the encoder: 20 ms, two frames of the spectrogram.
pub const ROW_SAMPLES: usize = 320;

/// Sizes of the encoder or the decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackConfig {
    /// Layers.
    pub layers: usize,
    /// Heads of each attention.
    pub heads: usize,
    /// Inner width of the feed-forward part.
    pub feed_forward: usize,
}

/// Sizes of a model: from `config.json`, from a header, or from the shapes of the tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Numbers of a row.
    pub width: usize,
    /// The encoder.
    pub encoder: StackConfig,
    /// The decoder.
    pub decoder: StackConfig,
    /// Bands of the log-mel spectrogram: 80, or 128 since large-v3.
    pub mel_bands: usize,
    /// Most rows of sound, 20 ms each: 1,500.
    pub sound_positions: usize,
    /// Most tokens of text, those before it and the special ones included: 448.
    pub text_positions: usize,
    /// Tokens.
    pub vocabulary: usize,
}

impl Config {
    /// Checks the sizes against each other and against what any model of the family could have, so that a damaged file
    /// is refused before memory is asked for.
    ///
    /// # Errors
    /// [`ReaderError::WrongFile`] about `file`.
    pub fn check(&self, file: &str) -> Result<()> {
        let limits = [
            ("numbers of a row", self.width, 16_384),
            ("encoder layers", self.encoder.layers, 256),
            ("encoder heads", self.encoder.heads, 1_024),
            ("encoder feed-forward numbers", self.encoder.feed_forward, 65_536),
            ("decoder layers", self.decoder.layers, 256),
            ("decoder heads", self.decoder.heads, 1_024),
            ("decoder feed-forward numbers", self.decoder.feed_forward, 65_536),
            ("mel bands", self.mel_bands, 512),
            ("rows of sound", self.sound_positions, 16_384),
            ("tokens of a text", self.text_positions, 16_384),
            ("tokens of a vocabulary", self.vocabulary, 1_000_000),
        ];
        for (what, found, most) in limits {
            if found == 0 || found > most {
                let expected = format!("between 1 and {most} {what}");
                return Err(ReaderError::wrong(file, expected, found.to_string()));
            }
        }
        for heads in [self.encoder.heads, self.decoder.heads] {
            if !self.width.is_multiple_of(heads) {
                let expected = format!("a number of heads that divides {}", self.width);
                return Err(ReaderError::wrong(file, expected, heads.to_string()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub const BASE: Config = Config {
        width: 512,
        encoder: StackConfig { layers: 6, heads: 8, feed_forward: 2_048 },
        decoder: StackConfig { layers: 6, heads: 8, feed_forward: 2_048 },
        mel_bands: 80,
        sound_positions: 1_500,
        text_positions: 448,
        vocabulary: 51_865,
    };

    #[test]
    fn sizes_that_no_model_has_are_refused_by_name() {
        BASE.check("base").unwrap();
        let vast = Config { vocabulary: usize::MAX, ..BASE };
        let error = vast.check("vast.bin").unwrap_err().to_string();
        assert!(error.contains("vast.bin") && error.contains("tokens of a vocabulary"), "{error}");
        let uneven = Config { encoder: StackConfig { heads: 7, ..BASE.encoder }, ..BASE };
        let error = uneven.check("uneven.bin").unwrap_err().to_string();
        assert!(error.contains("divides 512, found 7"), "{error}");
        assert!(Config { mel_bands: 0, ..BASE }.check("none").is_err());
    }
}
