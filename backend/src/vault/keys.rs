//! The key file: one line for each key, `hash 1 <base64>` or `seal <number> <base64>`, 256 bits each. The last `seal` key
//! seals; all of them open. Only the owner may read the file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::str::FromStr;
use std::time::SystemTime;

/// Why there are no keys. Messages name a line, never what is in it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file '{0}' cannot be read or written: {1}")]
    File(String, std::io::Error),
    #[error("others may read the key file '{0}': allow it to its owner alone (chmod 600)")]
    Open(String),
    #[error("line {0} of the keys is not 'hash 1 …' or 'seal <number> …' with 256 bits in base64")]
    Line(usize),
    #[error("the keys are not in a file: put them into one to change them (--key-file)")]
    NoFile,
    #[error("the keys lack a 'hash' key or a 'seal' key, or name one number twice")]
    Incomplete,
}

/// What opens, seals and hashes. Prints no key.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    hash: [u8; 32],
    /// Ascending by number; the last one seals.
    seal: Vec<(u32, [u8; 32])>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("sealing", &self.sealing().0).finish_non_exhaustive()
    }
}

impl Keys {
    pub fn random() -> Keys {
        Keys { hash: rand::random(), seal: vec![(1, rand::random())] }
    }

    pub fn in_file(file: &Path) -> Result<Keys, KeyError> {
        match Keys::read(file) {
            Err(KeyError::File(_, error)) if error.kind() == ErrorKind::NotFound => {
                let keys = Keys::random();
                keys.write(file)?;
                Ok(keys)
            }
            read => read,
        }
    }

    pub fn read(file: &Path) -> Result<Keys, KeyError> {
        let text = fs::read_to_string(file).map_err(|error| at(file, error))?;
        let mode = fs::metadata(file).map_err(|error| at(file, error))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Open(file.display().to_string()));
        }
        text.parse()
    }

    /// Replaces the file as a whole: a process that dies in between leaves the old one.
    pub fn write(&self, file: &Path) -> Result<(), KeyError> {
        let new = file.with_extension("new");
        let write = || {
            let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            out.write_all(self.text().as_bytes())?;
            out.sync_all()?;
            fs::rename(&new, file)
        };
        write().map_err(|error| at(file, error))
    }

    fn text(&self) -> String {
        let mut text = "# Keys of this installation. Keep a copy apart from the copies of the database.\n".to_owned();
        text += &format!("hash 1 {}\n", BASE64.encode(self.hash));
        for (number, key) in &self.seal {
            text += &format!("seal {number} {}\n", BASE64.encode(key));
        }
        text
    }

    /// A new key that seals from now on; the others go on opening.
    pub fn with_new_key(&self) -> Keys {
        let mut keys = self.clone();
        keys.seal.push((self.sealing().0 + 1, rand::random()));
        keys
    }

    /// The key that seals alone.
    pub fn current_only(&self) -> Keys {
        Keys { hash: self.hash, seal: self.seal.last().copied().into_iter().collect() }
    }

    pub fn sealing(&self) -> (u32, &[u8; 32]) {
        let (number, key) = self.seal.last().expect("keys are complete");
        (*number, key)
    }

    pub fn opening(&self, number: u32) -> Option<[u8; 32]> {
        self.seal.iter().find(|(own, _)| *own == number).map(|(_, key)| *key)
    }

    /// Of the sealing keys, ascending.
    pub fn numbers(&self) -> Vec<u32> {
        self.seal.iter().map(|(number, _)| *number).collect()
    }

    /// When a key file was written.
    pub fn written(file: &Path) -> Result<SystemTime, KeyError> {
        fs::metadata(file).and_then(|metadata| metadata.modified()).map_err(|error| at(file, error))
    }

    pub fn hashing(&self) -> &[u8; 32] {
        &self.hash
    }
}

impl FromStr for Keys {
    type Err = KeyError;

    /// Lines, or the same separated by `;`.
    fn from_str(text: &str) -> Result<Keys, KeyError> {
        let (mut hash, mut seal): (_, Vec<(u32, [u8; 32])>) = (None, Vec::new());
        for (line, number) in text.split(['\n', ';']).map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split_whitespace().collect();
            let &[kind, id, key] = fields.as_slice() else { return Err(KeyError::Line(number)) };
            let key = BASE64.decode(key.trim_end_matches('=')).ok().and_then(|key| key.try_into().ok());
            match (kind, id.parse(), key) {
                ("hash", Ok(1), Some(key)) if hash.is_none() => hash = Some(key),
                ("seal", Ok(id), Some(key)) => seal.push((id, key)),
                _ => return Err(KeyError::Line(number)),
            }
        }
        seal.sort_unstable_by_key(|(id, _)| *id);
        let twice = seal.windows(2).any(|pair| pair[0].0 == pair[1].0);
        match hash.filter(|_| !seal.is_empty() && !twice) {
            Some(hash) => Ok(Keys { hash, seal }),
            None => Err(KeyError::Incomplete),
        }
    }
}

fn at(file: &Path, error: std::io::Error) -> KeyError {
    KeyError::File(file.display().to_string(), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_once_for_its_owner_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let made = Keys::in_file(&file).unwrap();
        assert!(Keys::in_file(&file).unwrap() == made);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let two = made.with_new_key();
        two.write(&file).unwrap();
        let read = Keys::read(&file).unwrap();
        assert_eq!(read.sealing().0, 2);
        assert!(read.opening(1) == made.opening(1) && read.current_only().opening(1).is_none());
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Keys::in_file(&file), Err(KeyError::Open(_))));
    }

    #[test]
    fn a_wrong_text_is_named_by_its_line_and_shows_nothing() {
        let key = BASE64.encode([7; 32]);
        let good = format!("hash 1 {key}; seal 3 {key}=");
        assert_eq!(good.parse::<Keys>().unwrap().sealing().0, 3);
        for (text, line) in [(format!("# x\nhash 1 {key}\nseal x {key}"), 3), ("hash 1 abc".to_owned(), 1)] {
            assert!(matches!(text.parse::<Keys>(), Err(KeyError::Line(at)) if at == line), "{text}");
        }
        for text in [String::new(), format!("seal 1 {key}"), format!("{good}; seal 3 {key}")] {
            assert!(matches!(text.parse::<Keys>(), Err(KeyError::Incomplete)), "{text}");
        }
        assert!(!format!("{:?}", good.parse::<Keys>().unwrap()).contains(&key[..8]));
    }
}
