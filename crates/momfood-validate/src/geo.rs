//! Places on earth, in degrees of WGS 84.

use crate::code::Code;

macro_rules! degrees {
    ($(#[$doc:meta])* $name:ident, $limit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Checks a number of degrees.
            ///
            /// # Errors
            /// [`Code::OutOfRange`], also for NaN and infinities.
            pub fn parse(degrees: f64) -> Result<Self, Code> {
                let limit = f64::from($limit);
                if (-limit..=limit).contains(&degrees) {
                    // Adding zero turns -0.0 into 0.0, so that one place has one representation.
                    Ok(Self(degrees + 0.0))
                } else {
                    Err(Code::OutOfRange { min: -$limit, max: $limit })
                }
            }

            /// The degrees.
            #[must_use]
            pub const fn degrees(self) -> f64 {
                self.0
            }
        }
    };
}

degrees! {
    /// A latitude: -90 (south) to 90 (north) degrees.
    Latitude, 90
}
degrees! {
    /// A longitude: -180 (west) to 180 (east) degrees.
    Longitude, 180
}
