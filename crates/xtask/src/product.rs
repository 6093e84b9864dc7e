//! The seven crates that are the product, with their features, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::MetadataCommand;

use crate::step::{Failure, root};

/// A published library.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) name: String,
    /// Each feature, and what it turns on.
    features: BTreeMap<String, Vec<String>>,
}

/// The libraries under `crates/` whose names start with the product's.
pub(crate) fn crates() -> Result<Vec<Crate>, Failure> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .map_err(Failure::Metadata)?;
    let folder = metadata.workspace_root.join("crates");
    let ours = metadata
        .packages
        .into_iter()
        .filter(|package| package.manifest_path.starts_with(&folder) && package.name.starts_with("momfood-"));
    Ok(ours
        .map(|package| Crate {
            name: package.name.to_string(),
            features: package.features,
        })
        .collect())
}

impl Crate {
    /// The sets of features, as `--features` takes them, that differ in what they turn on: none, each alone, all.
    pub(crate) fn feature_sets(&self) -> Vec<String> {
        let names: Vec<String> = self.features.keys().cloned().collect();
        let all = names.join(",");
        let mut seen = BTreeSet::new();
        let mut sets: Vec<String> = [vec![String::new()], names, vec![all]].concat();
        sets.retain(|set| seen.insert(self.turned_on_by(set)));
        sets
    }

    /// The features of `set`, and all that they turn on in this crate.
    fn turned_on_by(&self, set: &str) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        let mut pending: Vec<&str> = set.split(',').collect();
        while let Some(name) = pending.pop() {
            // Not every name is a feature of this crate: `dep:tokio`, `momfood-audit/memory`.
            let Some(implied) = self.features.get(name) else {
                continue;
            };
            if name == "default" || on.insert(name.to_owned()) {
                pending.extend(implied.iter().map(String::as_str));
            }
        }
        on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Crate {
        let features = [
            ("default", vec!["memory"]),
            ("memory", vec!["recorder"]),
            ("recorder", vec!["dep:tokio"]),
            ("redis", vec!["dep:redis", "other/redis"]),
        ];
        let features = features.map(|(name, on)| (name.to_owned(), on.into_iter().map(str::to_owned).collect()));
        Crate {
            name: "example".to_owned(),
            features: features.into(),
        }
    }

    #[test]
    fn features_that_turn_on_the_same_are_checked_once() {
        // "memory" turns on what "default" does.
        assert_eq!(
            example().feature_sets(),
            ["", "default", "recorder", "redis", "default,memory,recorder,redis"]
        );
    }

    #[test]
    fn a_crate_without_features_is_checked_once() {
        let plain = Crate {
            name: "plain".to_owned(),
            features: BTreeMap::from([("default".to_owned(), Vec::new())]),
        };
        assert_eq!(plain.feature_sets(), [""]);
    }

    #[test]
    fn the_product_is_found() {
        assert_eq!(crates().unwrap().len(), 7);
    }
}
