//! What a built program needs of the system, read from the program itself.

use std::path::Path;
use std::process::Command;

use super::output;

/// What a program needs.
pub struct Needs {
    /// The oldest glibc that has every symbol, e.g. `2.34`.
    pub glibc: String,
    /// Shared libraries by their names, sorted.
    pub libraries: Vec<String>,
}

/// Reads a program's needs with binutils' objdump.
pub fn needs(program: &Path) -> Result<Needs, String> {
    let symbols = output(Command::new("objdump").arg("-T").arg(program))?;
    let headers = output(Command::new("objdump").arg("-p").arg(program))?;
    Ok(Needs {
        glibc: newest_glibc(&symbols).ok_or_else(|| {
            format!(
                "{} is not linked with glibc: there is no package for it",
                program.display()
            )
        })?,
        libraries: needed(&headers),
    })
}

/// The newest `GLIBC_x.y` among the symbols that `objdump -T` lists.
fn newest_glibc(symbols: &str) -> Option<String> {
    let versions = symbols
        .match_indices("GLIBC_")
        .map(|(at, mark)| &symbols[at + mark.len()..])
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_digit() && c != '.')
                .next()
                .unwrap_or_default()
        });
    let numbers =
        |version: &str| -> Vec<u32> { version.split('.').filter_map(|part| part.parse().ok()).collect() };
    versions
        .filter(|version| !version.is_empty())
        .max_by_key(|version| numbers(version))
        .map(str::to_owned)
}

/// The `NEEDED` entries that `objdump -p` lists, without the loader itself.
fn needed(headers: &str) -> Vec<String> {
    let mut found: Vec<String> = headers
        .lines()
        .filter_map(|line| line.trim().strip_prefix("NEEDED"))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.starts_with("ld-linux"))
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let symbols = "0000 DF *UND* 0000 (GLIBC_2.4) a\n0000 DF *UND* 0000 (GLIBC_2.34) b\n0000 (GLIBC_2.9) c\n0000 (GCC_3.0) d";
        assert_eq!(newest_glibc(symbols).as_deref(), Some("2.34"));
        assert_eq!(newest_glibc("0000 DF *UND* 0000 Base main"), None);
    }

    #[test]
    fn needed_libraries_are_named() {
        let headers = "Dynamic Section:\n  NEEDED               libm.so.6\n  NEEDED               libasound.so.2\n  NEEDED  ld-linux-x86-64.so.2\n  INIT 0x1";
        assert_eq!(needed(headers), ["libasound.so.2", "libm.so.6"]);
    }
}
