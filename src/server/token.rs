//! The secret that clients send: random, and readable by its owner alone.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use super::ServeError;
use crate::store::private;

/// Bytes of randomness in a token.
const BYTES: usize = 24;

/// What a client must send.
#[derive(Clone)]
pub struct Token(String);

/// A token is not for logs.
impl std::fmt::Debug for Token {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Token(…)")
    }
}

impl Token {
    /// A token that the user chose: printable characters without spaces, at least eight.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn chosen(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.chars().count() < 8 {
            return Err("a token has eight characters at least".to_owned());
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a token has letters, digits and signs of ASCII only, no spaces".to_owned());
        }
        Ok(Token(text.to_owned()))
    }

    /// The token of a file: the one that is in it, so that what clients were told stays true, or else a new random one,
    /// written for its owner alone.
    ///
    /// # Errors
    /// [`ServeError::File`] when it cannot be read or written, or when others may read it.
    pub fn of_file(path: &Path) -> Result<Self, ServeError> {
        let refused = |source| ServeError::File {
            path: path.display().to_string(),
            source,
        };
        match read(path).map_err(refused)? {
            Some(token) => Ok(token),
            None => create(path).map_err(refused),
        }
    }

    /// The token itself.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

fn read(path: &Path) -> io::Result<Option<Token>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(io::Error::other(
                "others may read this token: remove the file, and a new one is made",
            ));
        }
    }
    let mut text = String::new();
    (&file).take(4_096).read_to_string(&mut text)?;
    let token = Token::chosen(&text)
        .map_err(|problem| io::Error::other(format!("{problem}: remove the file, and a new one is made")))?;
    Ok(Some(token))
}

fn create(path: &Path) -> io::Result<Token> {
    if let Some(folder) = path.parent() {
        private::create_dir_all(folder)?;
    }
    let token = Token(random(BYTES)?);
    let mut file = private::options().write(true).create_new(true).open(path)?;
    file.write_all(token.0.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    Ok(token)
}

/// A name that nothing else has.
pub(super) fn random_name() -> io::Result<String> {
    random(8)
}

/// So many random bytes in hexadecimal.
fn random(bytes: usize) -> io::Result<String> {
    let mut noise = vec![0u8; bytes];
    getrandom::fill(&mut noise).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(noise.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_token_and_its_owner_alone_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server/token");
        let first = Token::of_file(&path).unwrap();
        assert_eq!(first.0.len(), 2 * BYTES);
        assert_eq!(Token::of_file(&path).unwrap().0, first.0);
        assert_eq!(format!("{first:?}"), "Token(…)");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let refused = Token::of_file(&path).unwrap_err().to_string();
            assert!(refused.contains("others may read"), "{refused}");
        }
        fs::remove_file(&path).unwrap();
        assert_ne!(Token::of_file(&path).unwrap().0, first.0);
    }

    #[test]
    fn tokens_that_cannot_be_sent_are_refused() {
        for bad in ["", "short", "with a space in it", "ümläutümläut"] {
            assert!(Token::chosen(bad).is_err(), "{bad}");
        }
        assert_eq!(Token::chosen(" sk-12345678\n").unwrap().0, "sk-12345678");
    }
}
