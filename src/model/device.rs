//! Where a model runs: an accelerator when one was built in and answers, else the CPU.

pub use candle_core::Device;

/// What the user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The best there is.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// An NVIDIA accelerator (built with `--features cuda`).
    Cuda,
    /// An Apple accelerator (built with `--features metal`).
    Metal,
}

/// A device, its name, and what the user should know about the choice.
pub struct Chosen {
    /// The device.
    pub device: Device,
    /// Its name: "cpu", "cuda", "metal".
    pub name: &'static str,
    /// Why it is not what was asked for.
    pub message: Option<String>,
}

/// Opens the device for `choice`; falls back to the CPU, with a message.
pub fn choose(choice: DeviceChoice) -> Chosen {
    let cpu = |message| Chosen {
        device: Device::Cpu,
        name: "cpu",
        message,
    };
    let cuda = || open("cuda", cfg!(feature = "cuda"), Device::new_cuda);
    let metal = || open("metal", cfg!(feature = "metal"), Device::new_metal);
    match choice {
        DeviceChoice::Cpu => cpu(None),
        DeviceChoice::Cuda => cuda().unwrap_or_else(|reason| cpu(Some(fallback("CUDA", &reason)))),
        DeviceChoice::Metal => metal().unwrap_or_else(|reason| cpu(Some(fallback("Metal", &reason)))),
        DeviceChoice::Auto => {
            // Without the feature there is nothing to tell; with it, why it is not used.
            let built_in = cfg!(feature = "cuda") || cfg!(feature = "metal");
            let opened = if cfg!(feature = "metal") { metal() } else { cuda() };
            opened.unwrap_or_else(|reason| cpu(built_in.then(|| fallback("the accelerator", &reason))))
        }
    }
}

fn fallback(wanted: &str, reason: &str) -> String {
    format!("{wanted} cannot be used ({reason}); running on the CPU.")
}

/// The first accelerator of a kind, which `make` opens where the kind was `built_in`.
fn open(
    name: &'static str,
    built_in: bool,
    make: fn(usize) -> candle_core::Result<Device>,
) -> Result<Chosen, String> {
    if !built_in {
        return Err(format!("this parlance was built without --features {name}"));
    }
    let device = make(0).map_err(|error| error.to_string())?;
    Ok(Chosen {
        device,
        name,
        message: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_needs_no_excuse() {
        let chosen = choose(DeviceChoice::Cpu);
        assert_eq!((chosen.name, chosen.message), ("cpu", None));
        assert!(chosen.device.is_cpu());
    }

    #[test]
    fn what_was_not_built_in_falls_back_and_says_so() {
        let wishes = [
            (DeviceChoice::Cuda, "CUDA", cfg!(feature = "cuda")),
            (DeviceChoice::Metal, "Metal", cfg!(feature = "metal")),
        ];
        for (choice, name, built_in) in wishes {
            let chosen = choose(choice);
            match chosen.message {
                // Built in and answering: the accelerator itself.
                None => assert!(built_in && !chosen.device.is_cpu()),
                Some(message) => {
                    assert!(chosen.device.is_cpu() && chosen.name == "cpu");
                    assert!(
                        message.starts_with(name) && message.ends_with("running on the CPU."),
                        "{message}"
                    );
                    assert!(built_in || message.contains("without --features"), "{message}");
                }
            }
        }
    }

    #[test]
    fn left_to_choose_a_plain_build_says_nothing() {
        let chosen = choose(DeviceChoice::Auto);
        if !cfg!(feature = "cuda") && !cfg!(feature = "metal") {
            assert_eq!((chosen.name, chosen.message), ("cpu", None));
        } else {
            assert_eq!(chosen.device.is_cpu(), chosen.message.is_some());
        }
    }
}
