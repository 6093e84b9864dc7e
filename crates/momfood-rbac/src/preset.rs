//! The policy of the plan, as a file to load, to read and to start from.

use crate::Policy;

impl Policy {
    /// The text of [`momfood`](Self::momfood): a start for a policy of your own.
    pub const MOMFOOD: &str = include_str!("../presets/momfood.toml");

    /// The plan's roles (`customer`, `restaurant_owner`, `driver`, `admin`) and conditions. The file tells what differs
    /// from the plan and why.
    ///
    /// # Panics
    /// Never: the file is part of this crate, and a test loads it.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the file is compiled in, and a test loads it")]
    pub fn momfood() -> Self {
        Self::from_toml(Self::MOMFOOD).expect("the preset is valid")
    }
}
