//! Which telling bytes a text has: one pass, so that a detector whose bytes are missing need not run at all.

/// A set of kinds of bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Marks(u16);

impl Marks {
    pub(super) const SINGLE_QUOTE: Self = Self(1);
    pub(super) const DOUBLE_QUOTE: Self = Self(1 << 1);
    pub(super) const BACKTICK: Self = Self(1 << 2);
    /// `#` and `\`, which mean something else to MySQL.
    pub(super) const MYSQL: Self = Self(1 << 3);
    /// `!`, which in `/*!` means something to MySQL.
    pub(super) const BANG: Self = Self(1 << 4);
    pub(super) const SLASH: Self = Self(1 << 5);
    pub(super) const BACKSLASH: Self = Self(1 << 6);
    pub(super) const LESS: Self = Self(1 << 7);
    pub(super) const EQUALS: Self = Self(1 << 8);
    pub(super) const COLON: Self = Self(1 << 9);
    /// What separates or substitutes commands.
    pub(super) const COMMAND: Self = Self(1 << 10);
    /// What may begin something that a later decoder changes.
    pub(super) const CODED: Self = Self(1 << 11);

    pub(super) fn of(text: &[u8]) -> Self {
        text.iter().fold(Self::default(), |marks, byte| {
            Self(marks.0 | TABLE.get(usize::from(*byte)).map_or(0, |kind| kind.0))
        })
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    const fn of_byte(byte: u8) -> Self {
        match byte {
            b'\'' => Self::SINGLE_QUOTE,
            b'"' => Self::DOUBLE_QUOTE,
            b'`' => Self::BACKTICK.with(Self::COMMAND),
            b'#' => Self::MYSQL,
            b'\\' => Self::BACKSLASH.with(Self::MYSQL),
            b'!' => Self::BANG,
            b'/' => Self::SLASH,
            b'<' => Self::LESS,
            b'=' => Self::EQUALS,
            b':' => Self::COLON,
            b';' | b'|' | b'&' | b'\n' | b'$' | b'{' => Self::COMMAND,
            // The first bytes of overlong forms, of U+00A0, U+02BC, U+2032, U+3000 and of the full-width forms.
            b'%' | 0xC0 | 0xC1 | 0xC2 | 0xCA | 0xE2 | 0xE3 | 0xEF => Self::CODED,
            _ => Self(0),
        }
    }
}

static TABLE: [Marks; 256] = {
    let mut table = [Marks(0); 256];
    let mut byte = 0_u8;
    let mut rest: &mut [Marks] = &mut table;
    while let Some((slot, tail)) = rest.split_first_mut() {
        *slot = Marks::of_byte(byte);
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    table
};
