//! Microphones: listing them, finding one by name, opening it at its own rate, channels and format.
//!
//! Knows nothing of reconnecting (that is `capture`) or of what becomes of the sound.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Device, ErrorKind, SampleFormat, SizedSample, Stream, StreamConfig, SupportedBufferSize,
};
use crossbeam_channel::bounded;

use super::quiet::quietly;
use super::rt::{self, Inlet, Meters, Tap};

/// A sound system that has not answered after this long does not answer.
pub(super) const ANSWERS: Duration = Duration::from_secs(4);

/// Entries of ALSA's list that convert sound, throw it away or lead to a server that is not running: no microphones, and
/// merely looking at some of them makes their libraries print to the terminal.
const NO_MICROPHONES: &[&str] = &[
    "null",
    "lavrate",
    "samplerate",
    "speexrate",
    "jack",
    "oss",
    "pulse",
    "speex",
    "upmix",
    "vdownmix",
];

/// Why a microphone cannot be used; each variant is another thing to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// There is none.
    #[error(
        "no microphone was found. Plug one in; it is taken as soon as it is there. Meanwhile a recording can be opened."
    )]
    None,
    /// Not the one asked for.
    #[error("no microphone is called {wanted:?}. There are: {}", .found.join(", "))]
    NoSuch {
        /// Name asked for.
        wanted: String,
        /// Names there are.
        found: Vec<String>,
    },
    /// The system does not let us.
    #[error(
        "the system does not allow the use of {device}. Allow the microphone in the privacy settings (on Linux: the group \"audio\", or the sound server); it is taken as soon as you do."
    )]
    Denied {
        /// Its name.
        device: String,
    },
    /// Another program holds it.
    #[error("{device} is in use by another program. Close that program; it is taken as soon as it is free.")]
    Busy {
        /// Its name.
        device: String,
    },
    /// The sound system does not answer.
    #[error(
        "the sound system does not answer. Start it again (on Linux: systemctl --user restart pipewire pulseaudio) or log out and in; the microphone is taken as soon as it is there. Meanwhile a recording can be opened."
    )]
    NoServer,
    /// Anything else.
    #[error(
        "{device} cannot be opened. Plug it in again, or choose another microphone; it is tried again and again. (The system says: {problem})"
    )]
    Broken {
        /// Its name.
        device: String,
        /// The system's words.
        problem: String,
    },
}

/// One microphone, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Microphone {
    /// Name that `--device` takes.
    pub name: String,
    /// The system's own identifier, which `--device` takes too.
    pub id: String,
    /// Rate, channels and format, or why it cannot be used.
    pub about: String,
    /// Whether the system uses it unless told otherwise.
    pub is_default: bool,
}

/// Lists the microphones, the default first.
pub fn list() -> Vec<Microphone> {
    quietly(list_all)
}

/// Lists the microphones, the default first, if the sound system answers.
///
/// # Errors
/// [`DeviceError::NoServer`] when it does not within a few seconds.
pub fn list_if_answered() -> Result<Vec<Microphone>, DeviceError> {
    let (tell, told) = bounded(1);
    let asked = thread::Builder::new()
        .name("microphones".to_owned())
        .spawn(move || tell.send(list()).ok());
    // One that hangs is left behind.
    match asked {
        Ok(_) => told.recv_timeout(ANSWERS).map_err(|_| DeviceError::NoServer),
        Err(_) => Err(DeviceError::NoServer),
    }
}

fn list_all() -> Vec<Microphone> {
    let host = cpal::default_host();
    let default_id = host.default_input_device().and_then(|device| device.id().ok());
    let Ok(devices) = host.input_devices() else {
        return Vec::new();
    };
    let mut all: Vec<Microphone> = devices
        .filter(is_microphone)
        .map(|device| Microphone {
            name: name_of(&device),
            id: device.id().map(|id| id.to_string()).unwrap_or_default(),
            about: match device.default_input_config() {
                Ok(config) => format!(
                    "{} Hz, {} channel{}, {}",
                    config.sample_rate(),
                    config.channels(),
                    if config.channels() == 1 { "" } else { "s" },
                    config.sample_format()
                ),
                Err(error) => error.to_string(),
            },
            is_default: device.id().ok() == default_id && default_id.is_some(),
        })
        .collect();
    all.sort_by_key(|microphone| !microphone.is_default);
    all
}

/// An open microphone; closes when dropped.
pub struct OpenDevice {
    /// Its name.
    pub name: String,
    /// Rate in hertz.
    pub rate_hz: u32,
    /// Channels.
    pub channels: u16,
    /// Set by the system when the device fails.
    pub failed: Arc<AtomicU8>,
    _stream: Stream,
}

/// Opens the microphone called `wanted` (its name, its identifier, or a part of the name), or the
/// default one.
///
/// # Errors
/// [`DeviceError`]: there is none, it is forbidden or in use, or it has no format that can be read.
pub fn open(wanted: Option<&str>, meters: Arc<Meters>) -> Result<(OpenDevice, Tap), DeviceError> {
    quietly(|| open_now(wanted, meters))
}

fn open_now(wanted: Option<&str>, meters: Arc<Meters>) -> Result<(OpenDevice, Tap), DeviceError> {
    let host = cpal::default_host();
    let device = match wanted {
        None => host.default_input_device().ok_or(DeviceError::None)?,
        Some(wanted) => find(&host, wanted)?,
    };
    let name = name_of(&device);
    let in_words = |error: cpal::Error| match error.kind() {
        // ALSA always has a default device, though nothing may stand behind it.
        ErrorKind::DeviceNotAvailable if wanted.is_none() => DeviceError::None,
        _ => in_words(&name, &error),
    };
    let config = device.default_input_config().map_err(in_words)?;
    let (rate_hz, channels) = (config.sample_rate(), config.channels());
    let (inlet, tap) = rt::ring(rate_hz, channels, true, meters);
    let failed = Arc::new(AtomicU8::new(0));
    let format = config.sample_format();
    let wanted_config = StreamConfig {
        buffer_size: short_buffer(config.buffer_size(), rate_hz),
        ..config.into()
    };
    let stream = match format {
        SampleFormat::I8 => build::<i8>(&device, wanted_config, inlet, &failed),
        SampleFormat::U8 => build::<u8>(&device, wanted_config, inlet, &failed),
        SampleFormat::I16 => build::<i16>(&device, wanted_config, inlet, &failed),
        SampleFormat::U16 => build::<u16>(&device, wanted_config, inlet, &failed),
        SampleFormat::I24 => build::<cpal::I24>(&device, wanted_config, inlet, &failed),
        SampleFormat::I32 => build::<i32>(&device, wanted_config, inlet, &failed),
        SampleFormat::U32 => build::<u32>(&device, wanted_config, inlet, &failed),
        SampleFormat::F32 => build::<f32>(&device, wanted_config, inlet, &failed),
        SampleFormat::F64 => build::<f64>(&device, wanted_config, inlet, &failed),
        other => {
            let problem = format!("its sample format {other} is not read");
            return Err(DeviceError::Broken {
                device: name,
                problem,
            });
        }
    }
    .map_err(in_words)?;
    stream.play().map_err(in_words)?;
    Ok((
        OpenDevice {
            name,
            rate_hz,
            channels,
            failed,
            _stream: stream,
        },
        tap,
    ))
}

/// Callbacks of 20 ms where the system lets us choose. Left to itself PulseAudio delivers two seconds at a
/// time: live text would come late and the last word after the end.
fn short_buffer(supported: &SupportedBufferSize, rate_hz: u32) -> BufferSize {
    match *supported {
        SupportedBufferSize::Range { min, max } => BufferSize::Fixed((rate_hz / 50).clamp(min, max.max(min))),
        SupportedBufferSize::Unknown => BufferSize::Default,
    }
}

fn build<S>(
    device: &Device,
    config: StreamConfig,
    mut inlet: Inlet,
    failed: &Arc<AtomicU8>,
) -> Result<Stream, cpal::Error>
where
    S: SizedSample,
    f32: cpal::FromSample<S>,
{
    let failed = failed.clone();
    device.build_input_stream::<S, _, _>(
        config,
        move |data, _| inlet.take(data),
        move |error| match error.kind() {
            // The stream goes on after these.
            ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied => {}
            _ => failed.store(1, Relaxed),
        },
        None,
    )
}

fn find(host: &cpal::Host, wanted: &str) -> Result<Device, DeviceError> {
    let devices: Vec<Device> = host.input_devices().map(Iterator::collect).unwrap_or_default();
    let lower = wanted.to_lowercase();
    let exact = devices.iter().position(|device| {
        name_of(device) == wanted
            || device
                .id()
                .is_ok_and(|id| id.to_string() == wanted || id.id() == wanted)
    });
    let found = exact.or_else(|| {
        devices
            .iter()
            .position(|device| is_microphone(device) && name_of(device).to_lowercase().contains(&lower))
    });
    match found {
        Some(at) => devices.into_iter().nth(at).ok_or(DeviceError::None),
        None => {
            let found: Vec<String> = devices
                .iter()
                .filter(|device| is_microphone(device))
                .map(name_of)
                .collect();
            if found.is_empty() {
                return Err(DeviceError::None);
            }
            Err(DeviceError::NoSuch {
                wanted: wanted.to_owned(),
                found,
            })
        }
    }
}

/// Whether the entry may be a microphone.
fn is_microphone(device: &Device) -> bool {
    let id = device.id().map(|id| id.to_string()).unwrap_or_default();
    !id.strip_prefix("alsa:")
        .is_some_and(|name| NO_MICROPHONES.contains(&name))
}

fn name_of(device: &Device) -> String {
    device
        .description()
        .map_or_else(|_| device.to_string(), |about| about.name().to_owned())
}

fn in_words(device: &str, error: &cpal::Error) -> DeviceError {
    let device = device.to_owned();
    match error.kind() {
        ErrorKind::PermissionDenied => DeviceError::Denied { device },
        ErrorKind::DeviceBusy => DeviceError::Busy { device },
        ErrorKind::HostUnavailable => DeviceError::NoServer,
        _ if is_refused(&error.to_string()) => DeviceError::NoServer,
        _ => DeviceError::Broken {
            device,
            problem: error.to_string(),
        },
    }
}

/// Whether a sound server has refused the connection, or has gone: ALSA's kinds of error do not tell.
fn is_refused(problem: &str) -> bool {
    const REFUSALS: [&str; 4] = [
        "connection refused",
        "connection terminated",
        "host is down",
        "(111)",
    ];
    let problem = problem.to_lowercase();
    REFUSALS.iter().any(|refusal| problem.contains(refusal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_says_what_to_do() {
        let told = |kind| in_words("Desk", &cpal::Error::new(kind)).to_string();
        let denied = told(ErrorKind::PermissionDenied);
        assert!(
            denied.contains("Desk") && denied.contains("privacy settings"),
            "{denied}"
        );
        assert!(told(ErrorKind::DeviceBusy).contains("Close that program"));
        assert!(told(ErrorKind::UnsupportedConfig).starts_with("Desk cannot be opened. Plug it in again"));
        assert!(told(ErrorKind::HostUnavailable).contains("sound system does not answer"));
        let refused = "ALSA function 'snd_pcm_open' failed with error 'Connection refused (111)'";
        let refused = cpal::Error::with_message(ErrorKind::BackendError, refused);
        assert_eq!(in_words("Default", &refused), DeviceError::NoServer);
    }
}
