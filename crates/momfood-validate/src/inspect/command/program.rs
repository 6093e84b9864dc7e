//! The name of a program, as a shell would read it, and whether an argument shows that one is meant.

use crate::inspect::cursor::{Cursor, Lower};

/// What stands where a program's name would.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Program {
    None,
    /// A name that is English as well, without an argument.
    Word,
    Named,
    /// A name with an argument.
    Called,
}

impl Program {
    /// Reads a program's name, with the folder that it is in.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Self {
        for _ in 0..MAX_NOISE {
            if !matches!(
                cursor.peek(),
                Some(b' ' | b'\t' | b'(' | b'{' | b'&' | b'|' | b'"' | b'\'')
            ) {
                break;
            }
            cursor.skip(1);
        }
        let start = *cursor;
        let mut length = 0_usize;
        while length < MAX_NAME && cursor.peek().is_some_and(is_name) {
            cursor.skip(1);
            length = length.saturating_add(1);
        }
        let written = start.rest().get(..length).unwrap_or_default();
        let last = written.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let plain = last.iter().copied().filter(|byte| !is_dropped(*byte));
        let lower = Lower::of(plain);
        let name = lower.as_bytes().strip_suffix(b".exe").unwrap_or(lower.as_bytes());
        let ends = |byte: u8| byte.is_ascii_whitespace() || b";|&()<>`$},'\"#".contains(&byte);
        if name.is_empty() || cursor.peek().is_some_and(|byte| !ends(byte)) {
            return Self::None;
        }
        let english = ENGLISH.contains(&name);
        if !english && !PROGRAMS.contains(&name) {
            return Self::None;
        }
        let disguised = last.iter().copied().any(is_dropped) || written.len() > last.len();
        match (has_argument(*cursor) || disguised, english) {
            (true, _) => Self::Called,
            (false, false) => Self::Named,
            (false, true) => Self::Word,
        }
    }

    pub(super) const fn points(self) -> u8 {
        match self {
            Self::None | Self::Word => 0,
            Self::Named => 4,
            Self::Called => 5,
        }
    }
}

/// Whether what follows a name is no prose: an option, a path, a variable, a redirection, a number, another separator.
fn has_argument(cursor: Cursor<'_>) -> bool {
    let mut after = cursor;
    let blanks = (0..MAX_NOISE)
        .take_while(|_| after.eat(b" ") || after.eat(b"\t"))
        .count();
    match (after.peek(), after.ahead(1)) {
        (Some(b'-'), Some(option)) => option.is_ascii_alphanumeric() || option == b'-',
        (Some(b'/' | b'~' | b'$' | b'<' | b'>' | b'|' | b'`' | b'*' | b'\\'), Some(_)) => true,
        (Some(b'%'), Some(variable)) => variable.is_ascii_alphabetic(),
        (Some(b';' | b'&' | b')' | b'}' | b'`' | b','), _) => blanks == 0,
        (Some(b'0'..=b'9'), _) => blanks > 0,
        _ => false,
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_') || is_dropped(byte)
}

/// What a shell drops from a name.
const fn is_dropped(byte: u8) -> bool {
    matches!(byte, b'\'' | b'"' | b'\\' | b'^')
}

/// Most bytes of a name with its folder, and of what may stand before it.
const MAX_NAME: usize = 40;
const MAX_NOISE: usize = 8;

/// Programs whose names are no English words.
#[rustfmt::skip]
const PROGRAMS: &[&[u8]] = &[
    b"ls", b"id", b"whoami", b"uname", b"wget", b"curl", b"nc", b"ncat", b"netcat", b"socat", b"sh", b"zsh",
    b"nslookup", b"rm", b"chmod", b"chown", b"ps", b"netstat", b"ifconfig", b"ipconfig", b"powershell", b"cmd",
    b"certutil", b"bitsadmin", b"grep", b"awk", b"sed", b"sudo", b"printenv", b"crontab", b"systeminfo", b"tasklist",
    b"tftp", b"ssh", b"scp", b"telnet", b"xxd", b"printf", b"pwd", b"nohup", b"busybox", b"wscript", b"regsvr32",
    b"mkfifo",
];
/// Programs whose names are.
#[rustfmt::skip]
const ENGLISH: &[&[u8]] = &[
    b"bash", b"ksh", b"dash", b"python", b"perl", b"php", b"ruby", b"cat", b"sleep", b"echo", b"ping", b"find",
    b"more", b"less", b"head", b"tail", b"type", b"set", b"env", b"touch", b"kill", b"sort", b"date", b"who", b"net",
    b"dir", b"copy", b"move", b"del", b"dig", b"host", b"cp", b"mv", b"su", b"reboot", b"shutdown", b"timeout",
];
