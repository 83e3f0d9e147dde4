//! What kind of recording a file is, by its first bytes; kinds that are not read, in the user's words.

use symphonia::core::codecs::audio::AudioCodecId;
use symphonia::core::codecs::audio::well_known as codec;

/// An MP4 without its index.
pub(super) const NO_INDEX: &str = "it was cut off before its index was written, as when recording or downloading is \
    interrupted, and without the index nothing in it can be found; the program that recorded it may be able to repair it";

/// How the files of a kind are taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// WAV and its kin.
    Riff,
    /// Sun's and NeXT's AU.
    Au,
    /// Vorbis, Opus, FLAC in OGG.
    Ogg,
    /// MP3 and AAC without a container, perhaps behind a tag.
    Mpeg,
    /// One of the containers.
    Container(Container),
}

/// Containers of symphonia's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Mp4,
    Matroska,
    Flac,
    Caf,
    Aiff,
}

impl Container {
    /// An ending that belongs to it.
    pub fn ending(self) -> &'static str {
        match self {
            Container::Mp4 => "m4a",
            Container::Matroska => "mkv",
            Container::Flac => "flac",
            Container::Caf => "caf",
            Container::Aiff => "aiff",
        }
    }
}

/// The kind by the first bytes, or what the file is that is not read.
pub(super) fn kind_of(start: &[u8]) -> Result<Kind, String> {
    let at = |offset: usize, mark: &[u8]| start.get(offset..).is_some_and(|rest| rest.starts_with(mark));
    if super::riff::is_riff(start) {
        return Ok(Kind::Riff);
    }
    let known = [
        (0, &b".snd"[..], Kind::Au),
        (0, b"OggS", Kind::Ogg),
        (0, b"fLaC", Kind::Container(Container::Flac)),
        (0, b"caff", Kind::Container(Container::Caf)),
        (0, b"\x1A\x45\xDF\xA3", Kind::Container(Container::Matroska)),
        (4, b"ftyp", Kind::Container(Container::Mp4)),
        // QuickTime's older files begin with these.
        (4, b"moov", Kind::Container(Container::Mp4)),
        (4, b"mdat", Kind::Container(Container::Mp4)),
        (4, b"wide", Kind::Container(Container::Mp4)),
        (8, b"AIFF", Kind::Container(Container::Aiff)),
        (8, b"AIFC", Kind::Container(Container::Aiff)),
    ];
    if let Some((.., kind)) = known.iter().find(|(offset, mark, _)| at(*offset, mark)) {
        return Ok(*kind);
    }
    match FOREIGN.iter().find(|(offset, mark, _)| at(*offset, mark)) {
        Some((.., what)) => Err(unread(what)),
        None => Ok(Kind::Mpeg),
    }
}

/// What files that are not read are, by the bytes at an offset.
const FOREIGN: &[(usize, &[u8], &str)] = &[
    (0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", "a WMA recording"),
    (0, b"#!AMR", "an AMR recording"),
    (0, b"#!SILK", "a SILK voice message"),
    (1, b"#!SILK", "a SILK voice message"),
    (1, b"dss", "a DSS recording of a dictation machine"),
    (1, b"ds2", "a DS2 recording of a dictation machine"),
    (0, b"MAC ", "a Monkey's Audio recording"),
    (0, b"wvpk", "a WavPack recording"),
    (0, b"MPCK", "a Musepack recording"),
    (0, b"MP+", "a Musepack recording"),
    (0, b"TTA1", "a True Audio recording"),
    (0, b"OFR ", "an OptimFROG recording"),
    (0, b"DSD ", "a DSD recording"),
    (0, b"FRM8", "a DSD recording"),
    (0, b".RMF", "a RealAudio recording"),
    (0, b".ra\xFD", "a RealAudio recording"),
    (0, b"\x0B\x77", "an AC-3 recording"),
    (0, b"\x7F\xFE\x80\x01", "a DTS recording"),
    (0, b"Creative Voice File", "a Creative Voice recording"),
    (0, b"NIST_1A", "a NIST SPHERE recording"),
    (0, b"2BIT", "an AVR recording"),
    (8, b"8SVX", "an Amiga 8SVX recording"),
    (8, b"AVI ", "an AVI video"),
    (0, b"FLV", "a Flash video"),
    (0, b"\x00\x00\x01\xBA", "an MPEG-2 video"),
    (0, b"\x00\x00\x01\xB3", "an MPEG video"),
    (0, b"MThd", "a MIDI file (notes, no sound)"),
    (0, b"\x47\x40", "an MPEG transport stream"),
];

/// Files that are no recordings at all.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1F\x8B", "a compressed archive"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"<!DOCTYPE", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "a text document"),
];

/// A sentence of a kind that is not read.
fn unread(what: &str) -> String {
    format!(
        "this is {what}, which is not read; convert it first, for example with: ffmpeg -i THIS-FILE recording.flac"
    )
}

/// What is in a file in which no sound was found, by its first bytes.
pub(super) fn no_recording(start: &[u8]) -> Option<String> {
    let (_, what) = OTHERS.iter().find(|(mark, _)| start.starts_with(mark))?;
    Some(format!("this is {what} and no recording"))
}

/// What an OGG stream without sound that is read here carries.
pub(super) fn unread_ogg(head: &[u8]) -> Option<String> {
    let what = match head {
        [b'S', b'p', b'e', b'e', b'x', ..] => "a Speex recording",
        [0x80, b't', b'h', b'e', b'o', ..] => "a video without sound that can be read",
        _ => return None,
    };
    Some(unread(what))
}

/// How many bytes of zeros may be a packet: any number where samples stand for themselves, few where silence takes few.
pub(super) fn zeros(id: AudioCodecId) -> usize {
    let symphonias = symphonia::default::get_codecs().get_audio_decoder(id);
    let is_plain = symphonias.is_some_and(|decoder| decoder.codec.info.short_name.starts_with("pcm"));
    match id {
        _ if is_plain => usize::MAX,
        codec::CODEC_ID_VORBIS | codec::CODEC_ID_OPUS => 8,
        _ => 0,
    }
}

/// A sentence of a track whose coding nothing here decodes.
pub(super) fn unread_codec(id: AudioCodecId) -> String {
    let names = [
        (codec::CODEC_ID_AC3, "AC-3"),
        (codec::CODEC_ID_EAC3, "E-AC-3"),
        (codec::CODEC_ID_AC4, "AC-4"),
        (codec::CODEC_ID_DCA, "DTS"),
        (codec::CODEC_ID_TRUEHD, "Dolby TrueHD"),
        (codec::CODEC_ID_SPEEX, "Speex"),
        (codec::CODEC_ID_WMA, "WMA"),
        (codec::CODEC_ID_WAVPACK, "WavPack"),
        (codec::CODEC_ID_TTA, "True Audio"),
        (codec::CODEC_ID_ADPCM_G722, "G.722"),
        (codec::CODEC_ID_ADPCM_G726, "G.726"),
        (codec::CODEC_ID_OPUS, "Opus with an unusual number of channels"),
        (
            codec::CODEC_ID_AAC,
            "AAC of a rare kind or with more than two channels",
        ),
    ];
    let name = names
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, name)| *name);
    unread(&match name {
        Some(name) => format!("a recording whose sound is coded as {name}"),
        None => "a recording whose sound is coded in a way that parlance does not know".to_owned(),
    })
}

/// A sentence of an MP4 whose sound tracks are coded so, in four letters each, and cannot be read.
pub(super) fn unread_mp4(codings: &[[u8; 4]]) -> String {
    let Some(coding) = codings.first() else {
        return "it has no sound track".to_owned();
    };
    let name = match coding {
        b"samr" | b"sawb" | b"sawp" => "AMR",
        b"ac-3" => "AC-3",
        b"ec-3" => "E-AC-3",
        b"ac-4" => "AC-4",
        b"ima4" => "IMA ADPCM for QuickTime",
        b"QDM2" | b"QDMC" => "QDesign Music",
        b"Qclp" => "QCELP",
        b"agsm" => "GSM",
        b"dtsc" | b"dtse" | b"dtsh" | b"dtsl" => "DTS",
        b"spex" => "Speex",
        other => {
            let letters = String::from_utf8_lossy(other).replace(|c: char| !c.is_ascii_graphic(), "?");
            return unread(&format!(
                "a recording whose sound is coded in a way that parlance does not know ({letters})"
            ));
        }
    };
    unread(&format!("a recording whose sound is coded as {name}"))
}

/// A sentence of a WAV file's coding, by its number in Microsoft's registry.
pub(super) fn unread_wav(tag: u16) -> String {
    let name = match tag {
        0x31 => "GSM 6.10",
        0x40 | 0x45 | 0x64 => "G.726",
        0x65 | 0x28F => "G.722",
        0x22 => "TrueSpeech",
        0x70 | 0x83 => "G.729",
        0x42 | 0x111 => "G.723.1",
        0x160..=0x163 => "WMA",
        0xFF | 0x1600 | 0x1610 => "AAC",
        0x2000 => "AC-3",
        0x2001 => "DTS",
        _ => return unread(&format!("a WAV recording of a rare coding (number {tag:#06x})")),
    };
    unread(&format!("a WAV recording whose sound is coded as {name}"))
}
