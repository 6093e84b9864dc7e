//! How many points are too many, by the kind of text that a field holds.

use crate::inspect::reason::Class;

/// What kind of text a field holds.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Profile {
    /// A key, a slug, a sort order: nothing that reads like a language belongs here.
    Identifier,
    /// A name of a person or a place.
    Name,
    /// Sentences. Commands need more evidence here, since people write `;` and `&`.
    FreeText,
    /// Sentences with `b`, `i`, `em`, `strong` and `u`, which give no points.
    RichText,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::Identifier, Self::Name, Self::FreeText, Self::RichText];

    /// From how many points on a text of this kind is suspicious.
    ///
    /// One structure of an attack has 2 to 5 points. So a single one is enough in an identifier, and sentences need two,
    /// or one that nobody writes by chance.
    #[must_use]
    pub const fn threshold(self, class: Class) -> u16 {
        match (self, class) {
            (Self::Identifier, _) => 3,
            (Self::Name, _) => 4,
            (Self::FreeText | Self::RichText, Class::Command) => 8,
            (Self::FreeText | Self::RichText, _) => 5,
        }
    }
}
