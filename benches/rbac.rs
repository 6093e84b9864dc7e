//! A decision, beside a hash map of strings that can only say "this role may do this": the floor of looking it up at all.
#![allow(clippy::unwrap_used, reason = "a bench stops at what it did not expect")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use momfood_rbac::{ActionId, Attributes, Changing, NoAttributes, Policy, Principal, Uuid, Value};

const SARA: Uuid = Uuid::from_u128(0xb2c1_f1de_2f6f_4f0e_9d2c_1f6f_5d0c_9a10);
const OMAR: Uuid = Uuid::from_u128(0x0b9f_0a52_7c43_4d3c_8a43_5b8f_5f1e_7c22);

struct Order {
    customer: Uuid,
    driver: Option<Uuid>,
    restaurant_owner: Uuid,
    status: &'static str,
}

impl Attributes for Order {
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        Some(match name {
            "customer_id" => self.customer.into(),
            "driver_id" => self.driver.into(),
            "restaurant.owner_id" => self.restaurant_owner.into(),
            "status" => self.status.into(),
            _ => return None,
        })
    }
}

const ORDER: Order = Order {
    customer: SARA,
    driver: Some(SARA),
    restaurant_owner: OMAR,
    status: "new",
};

/// `rules` rules of up to 64 roles, over as many actions as it takes: each role has at most one rule for each action.
fn large(rules: usize) -> Policy {
    let mut text = String::from("version = 1\n");
    let roles = roles_for(rules);
    let actions = rules.div_ceil(roles);
    for action in 0..actions {
        if action % 32 == 0 {
            let names: Vec<_> = (action..actions.min(action + 32))
                .map(|number| format!("a{number}"))
                .collect();
            write!(
                text,
                "[resource.r{}]\nattrs = {{ customer_id = \"uuid\", status = \"text\" }}\nactions = {names:?}\n",
                action / 32
            )
            .unwrap();
        }
    }
    text.push_str("[condition]\nowner = \"customer_id == principal.id\"\nfresh = \"status in ['new', 'preparing']\"\n");
    for role in 0..roles {
        let rules = (0..actions)
            .filter(|action| role * actions + action < rules)
            .map(|action| {
                let condition = if action % 2 == 0 { "" } else { " if owner and fresh" };
                format!("\"r{}:a{action}{condition}\"", action / 32)
            });
        let rules: Vec<_> = rules.collect();
        write!(text, "[role.role{role}]\nallow = [{}]\n", rules.join(", ")).unwrap();
    }
    Policy::from_toml(&text).unwrap()
}

const fn roles_for(rules: usize) -> usize {
    if rules < 512 { 4 } else { 64 }
}

fn principal(policy: &Policy, role: &str) -> Principal {
    let roles = policy.roles([role]).unwrap();
    Principal::new(SARA, roles)
}

fn action(policy: &Policy, resource: &str, action: &str) -> ActionId {
    policy.action(resource, action).unwrap()
}

fn floor(criterion: &mut Criterion) {
    let policy = Policy::momfood();
    let mut map: HashMap<(&str, &str, &str), bool> = HashMap::new();
    for (resource, action, _) in policy.actions() {
        for role in policy.role_names() {
            map.insert((role, resource, action), true);
        }
    }
    criterion.bench_function("floor/hash_map_of_strings", |bencher| {
        bencher.iter(|| map.get(&(black_box("customer"), black_box("menu"), black_box("read"))));
    });
}

fn decisions(criterion: &mut Criterion) {
    let policy = Policy::momfood();
    let customer = principal(&policy, "customer");
    let driver = principal(&policy, "driver");
    let menu = action(&policy, "menu", "read");
    let cancel = action(&policy, "orders", "cancel");
    let update = action(&policy, "orders", "update");
    let mut group = criterion.benchmark_group("momfood");
    group.bench_function("unconditional", |bencher| {
        bencher.iter(|| {
            policy
                .decide(black_box(&customer), black_box(menu), &NoAttributes)
                .is_allowed()
        });
    });
    group.bench_function("no_rule", |bencher| {
        bencher.iter(|| {
            policy
                .decide(black_box(&driver), black_box(menu), &NoAttributes)
                .is_allowed()
        });
    });
    // `if owner and orderNew`, and the deny rule `if orderClosed` for everybody: three conditions in all.
    group.bench_function("two_conditions_and_a_deny_rule", |bencher| {
        bencher.iter(|| {
            policy
                .decide(black_box(&customer), black_box(cancel), black_box(&ORDER))
                .is_allowed()
        });
    });
    group.bench_function("columns_and_a_deny_rule", |bencher| {
        let row = Changing::new(&ORDER, &["status"]);
        bencher.iter(|| {
            policy
                .decide(black_box(&driver), black_box(update), black_box(&row))
                .is_allowed()
        });
    });
    group.bench_function("by_names", |bencher| {
        bencher.iter(|| {
            let menu = policy.action(black_box("menu"), black_box("read"))?;
            Ok::<_, momfood_rbac::UnknownAction>(policy.decide(black_box(&customer), menu, &NoAttributes).is_allowed())
        });
    });
    group.bench_function("explain", |bencher| {
        bencher.iter(|| policy.explain(black_box(&customer), black_box(cancel), black_box(&ORDER)));
    });
    group.bench_function("load_with_its_tests", |bencher| {
        bencher.iter(|| Policy::from_toml(black_box(Policy::MOMFOOD)))
    });
    group.finish();
}

fn growth(criterion: &mut Criterion) {
    for rules in [31, 10_000] {
        let policy = large(rules);
        let principal = principal(&policy, "role0");
        let last = rules.div_ceil(roles_for(rules)) - 1;
        // The last even action is unconditional, the last odd one has two conditions.
        let of = |number: usize| action(&policy, &format!("r{}", number / 32), &format!("a{number}"));
        let mut group = criterion.benchmark_group(format!("{rules}_rules"));
        let unconditional = of(last - last % 2);
        group.bench_function("unconditional", |bencher| {
            bencher.iter(|| {
                policy
                    .decide(black_box(&principal), black_box(unconditional), &NoAttributes)
                    .is_allowed()
            });
        });
        let conditional = of(last - 1 + last % 2);
        group.bench_function("two_conditions", |bencher| {
            bencher.iter(|| {
                let decision = policy.decide(black_box(&principal), black_box(conditional), black_box(&ORDER));
                decision.is_allowed()
            });
        });
        group.sample_size(10);
        group.bench_function("load", |bencher| bencher.iter(|| large(black_box(rules))));
        group.finish();
    }
}

criterion_group!(benches, floor, decisions, growth);
criterion_main!(benches);
