//! Files that people bring: regular files only, read once, with a limit that counts bytes as they come; and text undone
//! of what editors, consoles and mail did to it on the way.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

/// The most that a file of entries or rows may have: 256 MiB.
pub const LARGE: u64 = 256 << 20;
/// The most that a document, a policy, a receipt or a checkpoint may have: 16 MiB.
pub const MEDIUM: u64 = 16 << 20;
/// The most that a key's public half may have.
pub const SMALL: u64 = 64 << 10;

/// Why a path is not read. Carried inside an [`io::Error`], so that whoever reports that reports this too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is a device, a socket or a named pipe.
    #[error("not a regular file")]
    Irregular,
    /// It has more bytes than such a file may have.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
}

impl Unfit {
    /// What an error carries, if it is one of these.
    pub fn of(error: &io::Error) -> Option<Unfit> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl From<Unfit> for io::Error {
    fn from(unfit: Unfit) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidInput, unfit)
    }
}

/// Opens a regular file. Never waits for a writer, whatever stands there.
pub fn open(path: &Path) -> io::Result<File> {
    let regular = |meta: std::fs::Metadata| if meta.is_file() { Ok(()) } else { Err(Unfit::Irregular) };
    let meta = std::fs::metadata(path)?;
    if meta.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    regular(meta)?;
    // Between looking and opening a pipe may have taken its place.
    #[cfg(unix)]
    let file = {
        use rustix::fs::{Mode, OFlags};
        File::from(rustix::fs::open(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())?)
    };
    #[cfg(not(unix))]
    let file = File::open(path)?;
    regular(file.metadata()?)?;
    Ok(file)
}

/// The bytes of a regular file.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    limited(open(path)?, most)
}

/// The text of a regular file.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The bytes of what a person names: a regular file, `-` for standard input, or a pipe that the shell opened.
pub fn given(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if path == Path::new("-") {
        return limited(io::stdin().lock(), most);
    }
    if is_stream(path) {
        return limited(File::open(path)?, most);
    }
    read(path, most)
}

/// The same as text, undone of what was done to it on the way.
pub fn given_text(path: &Path, most: u64) -> io::Result<String> {
    let text = Text::of(given(path, most)?).utf8();
    text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Whether a path is standard input or a pipe that the shell opened: it can be read once and not again.
pub fn is_stream(path: &Path) -> bool {
    let opened =
        ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"].iter().any(|start| path.to_string_lossy().starts_with(start));
    path == Path::new("-") || (opened && std::fs::metadata(path).is_ok_and(|meta| is_pipe(&meta)))
}

#[cfg(unix)]
fn is_pipe(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    meta.file_type().is_fifo() || meta.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

fn limited(input: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) {
        Ok(bytes)
    } else {
        Err(Unfit::TooLarge(most).into())
    }
}

/// The lines of a regular file, one at a time.
pub struct Lines {
    input: io::BufReader<File>,
    most: usize,
}

impl Lines {
    /// Lines of which no more than so many bytes are kept.
    pub fn open(path: &Path, most: usize) -> io::Result<Lines> {
        Ok(Lines { input: io::BufReader::new(open(path)?), most })
    }

    /// The next line without its line feed; a last one without any counts too.
    pub fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let most = u64::try_from(self.most).unwrap_or(u64::MAX);
        if (&mut self.input).take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.len() == self.most {
            // The rest of it is let go of.
            self.input.skip_until(b'\n')?;
        }
        Ok(Some(line))
    }
}

/// What happened to text on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It is in UTF-16, as `>` of Windows PowerShell writes.
    Utf16,
    /// A byte-order mark stands before it.
    Mark,
    /// Every line ends in CRLF, as mail, git and editors of Windows make them.
    Crlf,
}

impl Carried {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Carried::Utf16 => "UTF-16",
            Carried::Mark => "BOM",
            Carried::Crlf => "CRLF",
        }
    }
}

/// Text as it was before it was carried, and what was undone for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text, in UTF-8 bytes; whether it is UTF-8 is whoever reads it to say.
    pub bytes: Vec<u8>,
    /// What was undone.
    pub carried: Vec<Carried>,
}

impl Text {
    /// Undoes what can be undone without a guess. A line end that only some lines have is theirs.
    pub fn of(bytes: Vec<u8>) -> Text {
        let mut carried = Vec::new();
        let mut bytes = match from_utf16(&bytes) {
            Some(text) => {
                carried.push(Carried::Utf16);
                text.into_bytes()
            }
            None => bytes,
        };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
            if carried.is_empty() {
                carried.push(Carried::Mark);
            }
        }
        let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
        let crlf = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
        let returns = bytes.iter().filter(|byte| **byte == b'\r').count();
        if ends > 0 && ends == crlf && returns == crlf {
            bytes.retain(|byte| *byte != b'\r');
            carried.push(Carried::Crlf);
        }
        Text { bytes, carried }
    }

    /// As UTF-8.
    pub fn utf8(self) -> Result<String, std::string::FromUtf8Error> {
        String::from_utf8(self.bytes)
    }

    /// What was undone, as people are told: `UTF-16, CRLF`.
    pub fn undone(carried: &[Carried]) -> String {
        carried.iter().map(|how| how.name()).collect::<Vec<_>>().join(", ")
    }
}

/// UTF-16 with a mark, or without one where every other byte of the beginning is zero.
fn from_utf16(bytes: &[u8]) -> Option<String> {
    let (little, body) = match bytes {
        [0xff, 0xfe, body @ ..] => (true, body),
        [0xfe, 0xff, body @ ..] => (false, body),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => (true, bytes),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => (false, bytes),
        _ => return None,
    };
    let (pairs, rest) = body.as_chunks::<2>();
    let units = pairs.iter().map(|pair| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) });
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff).into_iter();
        mark.chain(text.encode_utf16())
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn what_was_done_on_the_way_is_undone() {
        let text = "{\"a\":\"Đặng\"}\n{}\n";
        let crlf = text.replace('\n', "\r\n");
        for (bytes, carried) in [
            (text.as_bytes().to_vec(), vec![]),
            (crlf.clone().into_bytes(), vec![Carried::Crlf]),
            (format!("\u{feff}{text}").into_bytes(), vec![Carried::Mark]),
            (format!("\u{feff}{crlf}").into_bytes(), vec![Carried::Mark, Carried::Crlf]),
            (utf16(text, true, true), vec![Carried::Utf16]),
            (utf16(text, false, true), vec![Carried::Utf16]),
            (utf16(text, true, false), vec![Carried::Utf16]),
            (utf16(text, false, false), vec![Carried::Utf16]),
            (utf16(&crlf, true, true), vec![Carried::Utf16, Carried::Crlf]),
        ] {
            assert_eq!(Text::of(bytes), Text { bytes: text.as_bytes().to_vec(), carried });
        }
        for alone in [&b"a\r\nb\n"[..], b"a\rb\r\n", b"\xff\xfea", b"\xff\xfe\x00\xd8", b"", b"\r", b"\xe0\xff"] {
            assert_eq!(Text::of(alone.to_vec()), Text { bytes: alone.to_vec(), carried: vec![] });
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_read_and_no_more_than_the_limit() {
        let folder = std::env::temp_dir().join(format!("sovang-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("tep");
        std::fs::write(&file, [7; 100]).unwrap();
        assert_eq!(read(&file, 100).unwrap().len(), 100);
        assert_eq!(Unfit::of(&read(&file, 99).unwrap_err()), Some(Unfit::TooLarge(99)));
        let (link, pipe) = (folder.join("zero"), folder.join("ong"));
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
        for irregular in [link.as_path(), &pipe, Path::new("/dev/zero"), Path::new("/dev/null")] {
            for error in [read(irregular, 10).unwrap_err(), given(irregular, 10).unwrap_err()] {
                assert_eq!(Unfit::of(&error), Some(Unfit::Irregular), "{}", irregular.display());
            }
        }
        assert_eq!(read(&folder, 10).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
