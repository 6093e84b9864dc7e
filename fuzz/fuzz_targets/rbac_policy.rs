#![cfg_attr(fuzzing, no_main)]
//! Any text either fails to load with an error that can be printed, or is a policy that keeps the laws: without roles
//! nothing is allowed; a decision is what all rules, evaluated in full, come to; and what is possible bounds it.

mod shim;

use momfood_rbac::{Attributes, Effect, NoAttributes, Policy, Possible, Principal, Tri, Uuid, Value};

/// Answers whatever it is asked, by a hash of the name: sometimes nothing, sometimes another type.
struct Hostile<'d> {
    seed: u64,
    texts: Vec<&'d str>,
}

impl Hostile<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let hash = name.bytes().fold(self.seed | 1, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        let pick = hash >> 32;
        Some(match pick % 8 {
            0 => return None,
            1 => Value::Null,
            2 => Value::Bool(hash % 2 == 0),
            3 => Value::Int((hash % 5) as i64 - 2),
            4 => Value::Timestamp((hash % 3) as i64),
            5 => Value::Text(
                self.texts
                    .get(hash as usize % self.texts.len().max(1))
                    .copied()
                    .unwrap_or_default(),
            ),
            _ => Value::Uuid(Uuid::from_u128(u128::from(hash % 2))),
        })
    }
}

impl Attributes for Hostile<'_> {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        self.value(name)
    }
}

fn law(text: &str, seed: u64) {
    let policy = match Policy::from_toml(text) {
        Ok(policy) => policy,
        Err(error) => {
            assert!(error.code().starts_with("policy_"));
            for printed in [error.report(), error.to_string(), error.path()] {
                assert!(!printed.contains(['\0', '\u{1b}', '\u{202e}']), "{printed:?}");
            }
            return;
        }
    };
    let roles: Vec<&str> = policy.role_names().collect();
    let nobody = Principal::new(Uuid::nil(), policy.roles([]).expect("no name is no unknown name"));
    let row = Hostile {
        seed,
        // What stands between quotes in the file is what its conditions compare with.
        texts: text.split('\'').skip(1).step_by(2).collect(),
    };
    for (_, _, action) in policy.actions().take(64) {
        assert!(!policy.decide(&nobody, action, &row).is_allowed());
        assert_eq!(policy.possible(&nobody, action), Possible::Never);
        for role in roles.iter().take(8) {
            let held = policy
                .roles([*role, roles[seed as usize % roles.len()]])
                .expect("its own names");
            let mut principal = Principal::new(Uuid::nil(), held);
            for name in ["a", "n", "tenant_id"] {
                principal = principal.with_attribute(name, row.value(name));
            }
            for row in [&row as &dyn Attributes, &NoAttributes] {
                let decision = policy.decide(&principal, action, row);
                let explanation = policy.explain(&principal, action, row);
                let results = |effect| {
                    let rules = explanation.rules().iter().filter(move |rule| rule.effect() == effect);
                    rules.map(|rule| rule.result())
                };
                let expected = results(Effect::Allow).any(|result| result == Tri::True)
                    && results(Effect::Deny).all(|result| result == Tri::False);
                assert_eq!(decision.is_allowed(), expected, "{explanation}");
                assert_eq!(explanation.decision(), decision);
                assert_eq!(policy.authorize(&principal, action, row).is_ok(), expected);
                match policy.possible(&principal, action) {
                    Possible::Never => assert!(!expected),
                    Possible::Always => assert!(expected),
                    Possible::Depends => {}
                }
            }
        }
    }
}

shim::fuzz!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let seed = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    for salt in 0..4 {
        law(&text, seed.wrapping_add(salt));
    }
});
