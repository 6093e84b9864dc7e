//! The fuzz targets on stable: each replays its committed corpus through the law that fuzzing tries to break.

use cargo_metadata::MetadataCommand;

use crate::step::{Failure, cargo, root, run as step};

pub(crate) fn run() -> Result<(), Failure> {
    let fuzz = root().join("fuzz");
    let metadata = MetadataCommand::new()
        .current_dir(&fuzz)
        .no_deps()
        .exec()
        .map_err(Failure::Metadata)?;
    let targets = metadata
        .packages
        .iter()
        .flat_map(|package| &package.targets)
        .filter(|target| target.is_bin());
    step(cargo(["build", "--quiet", "--locked", "--bins"]).current_dir(&fuzz))?;
    for target in targets {
        let corpus = format!("corpus/{}", target.name);
        step(cargo(["run", "--quiet", "--locked", "--bin", &target.name, "--", &corpus]).current_dir(&fuzz))?;
    }
    Ok(())
}
