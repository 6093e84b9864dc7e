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
    /// The sets of features that differ in what they turn on, each as short as it can be written: none, each alone, and
    /// the defaults. All of them together is left out.
    pub(crate) fn feature_sets(&self) -> Vec<String> {
        let mut seen = BTreeSet::from([self
            .features
            .keys()
            .map(String::as_str)
            .filter(|name| *name != "default")
            .collect()]);
        let alone = self.features.keys().map(String::as_str);
        let sets = core::iter::once("").chain(alone);
        sets.filter(|set| seen.insert(self.turned_on_by(set)))
            .map(str::to_owned)
            .collect()
    }

    /// `feature` and all that it turns on in this crate.
    fn turned_on_by<'a>(&'a self, feature: &'a str) -> BTreeSet<&'a str> {
        let mut on = BTreeSet::new();
        let mut pending = vec![feature];
        while let Some(name) = pending.pop() {
            let Some(implied) = self.features.get(name) else {
                continue;
            }; // `dep:tokio`, `momfood-audit/memory`
            if name == "default" || on.insert(name) {
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
        assert_eq!(example().feature_sets(), ["", "default", "recorder", "redis"]);
    }

    #[test]
    fn a_crate_without_features_is_covered_by_all_of_them() {
        let plain = Crate {
            name: "plain".to_owned(),
            features: BTreeMap::from([("default".to_owned(), Vec::new())]),
        };
        assert_eq!(plain.feature_sets(), Vec::<String>::new());
    }

    #[test]
    fn the_product_is_found() {
        assert_eq!(crates().unwrap().len(), 7);
    }
}
