//! Every crate of the product by itself and with no feature at all: the smallest thing that a user can depend on.

use crate::{
    product,
    step::{Failure, cargo, profile, run as step},
};

pub(crate) fn run() -> Result<(), Failure> {
    for product in product::crates()? {
        let name = product.name.as_str();
        step(&mut cargo([
            "check",
            "--quiet",
            "--locked",
            "--profile",
            profile(),
            "--no-default-features",
            "--package",
            name,
        ]))?;
    }
    Ok(())
}
