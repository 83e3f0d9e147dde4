//! The sounds that the built-in model tells apart: silence and the 39 phones of ARPAbet without stress.
//!
//! The order is that of the model's classes (`training/model.py`), the lexicon and the G2P model.

/// Names by class number; 0 is silence and every noise that is not speech.
pub const PHONES: [&str; 40] = [
    "SIL", "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH",
    "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W",
    "Y", "Z", "ZH",
];

/// Class of silence.
pub const SILENCE: u8 = 0;

/// Class of a phone by its name; a stress digit is ignored ("AH0").
pub fn phone(name: &str) -> Option<u8> {
    let name = name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .to_ascii_uppercase();
    PHONES
        .iter()
        .position(|&phone| phone == name)
        .filter(|&class| class > 0)
        .map(|class| class as u8)
}

/// How the letters of the alphabet are named, for spelling words out.
pub fn letter(letter: char) -> Option<&'static [u8]> {
    const NAMES: [&[u8]; 26] = [
        &[13],
        &[7, 18],
        &[29, 18],
        &[9, 18],
        &[18],
        &[11, 14],
        &[19, 18],
        &[13, 8],
        &[6],
        &[19, 13],
        &[20, 13],
        &[11, 21],
        &[11, 22],
        &[11, 23],
        &[25],
        &[27, 18],
        &[20, 37, 34],
        &[1, 28],
        &[11, 29],
        &[31, 18],
        &[37, 34],
        &[35, 18],
        &[9, 3, 7, 3, 21, 37, 34],
        &[11, 20, 29],
        &[36, 6],
        &[38, 18],
    ];
    let at = (letter.to_ascii_lowercase() as u32).checked_sub('a' as u32)? as usize;
    NAMES.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_named_as_people_say_them() {
        let say = |c| {
            letter(c)
                .unwrap()
                .iter()
                .map(|&p| PHONES[p as usize])
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(say('W'), "D AH B AH L Y UW");
        assert_eq!(say('h'), "EY CH");
        assert_eq!(say('q'), "K Y UW");
        assert_eq!(say('x'), "EH K S");
        assert_eq!(say('r'), "AA R");
        assert_eq!(say('z'), "Z IY");
        assert_eq!(letter('ä'), None);
    }

    #[test]
    fn stress_is_ignored_and_silence_is_no_phone() {
        assert_eq!(phone("ow1"), Some(25));
        assert_eq!(phone("SIL"), None);
        assert_eq!(phone("XX"), None);
    }
}
