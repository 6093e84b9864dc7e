//! The compiled policy against the model, on random policies, principals and rows full of nulls.

use std::cell::Cell as Count;

use momfood_rbac::{Policy, Possible, Principal, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use crate::model::{ACTIONS, Asker, Atom, COLUMNS, CONDITIONS, Cell, Model, RESOURCES, ROLES, Row, Rule, Tree};

const OPERATORS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const TEXTS: [&str; 4] = ["", "a", "it's", "ب"];

fn atom() -> impl Strategy<Value = Atom> {
    prop_oneof![
        any::<bool>().prop_map(Atom::OwnerIsPrincipal),
        Just(Atom::ParentIsPrincipal),
        (select(&OPERATORS[..]), -1_i64..=1).prop_map(|(operator, number)| Atom::IntAgainst(operator, number)),
        select(&OPERATORS[..]).prop_map(Atom::IntAgainstPrincipal),
        (select(&OPERATORS[..]), select(&TEXTS[..])).prop_map(|(operator, text)| Atom::TextAgainst(operator, text)),
        subsequence(&TEXTS[..], 1..=3).prop_map(Atom::TextIn),
        any::<bool>().prop_map(Atom::Open),
        select(&["n", "t", "o", "p.o"][..]).prop_map(Atom::IsNull),
    ]
}

fn tree<L: Clone + core::fmt::Debug + 'static>(
    leaf: impl Strategy<Value = L> + 'static,
) -> impl Strategy<Value = Tree<L>> {
    leaf.prop_map(Tree::Leaf).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Tree::Not(Box::new(inner))),
            vec(inner.clone(), 2..=3).prop_map(Tree::And),
            vec(inner, 2..=3).prop_map(Tree::Or),
        ]
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let scope = (
        0..ROLES,
        proptest::option::weighted(0.8, 0..RESOURCES.len()),
        proptest::option::weighted(0.8, 0..ACTIONS.len()),
    );
    let guard = proptest::option::weighted(0.8, tree(0..CONDITIONS));
    let columns = proptest::option::weighted(0.2, subsequence((0..COLUMNS.len()).collect::<Vec<_>>(), 0..=2));
    (scope, guard, columns, 0..10_u8).prop_map(|((role, resource, action), guard, columns, kind)| {
        let deny = kind < 3;
        Rule {
            id: 0,
            deny,
            role: (kind != 0).then_some(role),
            resource,
            action,
            guard,
            columns: columns.filter(|_| !deny),
        }
    })
}

fn model() -> impl Strategy<Value = Model> {
    let inherits = vec(vec(any::<prop::sample::Index>(), 0..=2), ROLES);
    (inherits, vec(tree(atom()), CONDITIONS), vec(rule(), 0..16)).prop_map(|(inherits, conditions, mut rules)| {
        for (id, rule) in rules.iter_mut().enumerate() {
            rule.id = id;
        }
        let inherits = inherits.into_iter().enumerate().map(|(role, parents)| {
            let mut parents: Vec<_> = parents
                .iter()
                .filter(|_| role > 0)
                .map(|parent| parent.index(role))
                .collect();
            parents.sort_unstable();
            parents.dedup();
            parents
        });
        Model {
            inherits: inherits.collect(),
            conditions,
            rules,
        }
    })
}

fn asker() -> impl Strategy<Value = Asker> {
    let roles = subsequence((0..ROLES).collect::<Vec<_>>(), 0..=2);
    let number = proptest::option::of(proptest::option::of(-1_i64..=1));
    (1_u128..=2, roles, number).prop_map(|(id, roles, n)| Asker { id, roles, n })
}

fn cell(value: impl Strategy<Value = Cell>) -> impl Strategy<Value = Cell> {
    prop_oneof![1 => Just(Cell::Missing), 1 => Just(Cell::Null), 1 => Just(Cell::Wrong), 5 => value]
}

fn row() -> impl Strategy<Value = Row> {
    let id = || cell((1_u128..=2).prop_map(Cell::Id));
    let changed = proptest::option::of(subsequence(&COLUMNS[..], 0..=2));
    let cells = (
        cell((-1_i64..=1).prop_map(Cell::Int)),
        cell(select(&TEXTS[..]).prop_map(Cell::Text)),
        cell(any::<bool>().prop_map(Cell::Bool)),
        id(),
        id(),
    );
    (cells, changed).prop_map(|((n, t, b, o, parent), changed)| Row {
        cells: [("n", n), ("t", t), ("b", b), ("o", o), ("p.o", parent)],
        changed,
    })
}

fn load(model: &Model) -> Policy {
    let text = model.to_toml();
    Policy::from_toml(&text).unwrap_or_else(|error| panic!("{}\n{text}", error.report()))
}

fn principal(policy: &Policy, asker: &Asker) -> Principal {
    let names: Vec<_> = asker.roles.iter().map(|role| format!("r{role}")).collect();
    let roles = policy.roles(names.iter().map(String::as_str)).unwrap();
    let principal = Principal::new(Uuid::from_u128(asker.id), roles);
    match asker.n {
        Some(number) => principal.with_attribute("n", Value::from(number)),
        None => principal,
    }
}

/// Calls `check` for every action of the model's resources.
fn each_action(mut check: impl FnMut(usize, usize)) {
    for resource in 0..RESOURCES.len() {
        (0..ACTIONS.len()).for_each(|action| check(resource, action));
    }
}

#[test]
fn the_compiled_policy_and_the_model_answer_alike() {
    let (allowed, asked) = (Count::new(0_u32), Count::new(0_u32));
    let mut runner = TestRunner::new(Config {
        cases: 300,
        ..Config::with_source_file(file!())
    });
    let cases = (model(), vec((asker(), row()), 16));
    runner
        .run(&cases, |(model, questions)| {
            let policy = load(&model);
            for (asker, row) in &questions {
                let principal = principal(&policy, asker);
                each_action(|resource, action| {
                    let id = policy.action(RESOURCES[resource], ACTIONS[action]).unwrap();
                    let decision = policy.decide(&principal, id, row);
                    let expected = model.allows(asker, resource, action, row);
                    assert_eq!(
                        decision.is_allowed(),
                        expected,
                        "{decision:?} {asker:?} {row:?}\n{}",
                        model.to_toml()
                    );
                    assert_eq!(policy.explain(&principal, id, row).decision(), decision);
                    match policy.possible(&principal, id) {
                        Possible::Never => assert!(!expected, "never, and yet it is"),
                        Possible::Always => assert!(expected, "always, and yet it is not"),
                        Possible::Depends => {}
                    }
                    asked.set(asked.get() + 1);
                    allowed.set(allowed.get() + u32::from(expected));
                });
            }
            Ok(())
        })
        .unwrap();
    let share = f64::from(allowed.get()) / f64::from(asked.get());
    assert!(
        (0.05..0.95).contains(&share),
        "the questions say too little: {share} allowed of {}",
        asked.get()
    );
}

proptest! {
    #![proptest_config(Config::with_cases(100))]

    #[test]
    fn the_order_of_rules_never_matters(model in model(), seed in any::<u64>(), asker in asker(), row in row()) {
        let mut shuffled = model.clone();
        shuffled.rules.sort_by_key(|rule| (rule.id as u64 ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (one, other) = (load(&model), load(&shuffled));
        let principal = principal(&one, &asker);
        for ((_, _, action), (_, _, same)) in one.actions().zip(other.actions()) {
            prop_assert_eq!(action, same);
            prop_assert_eq!(one.decide(&principal, action, &row), other.decide(&principal, same, &row));
        }
    }

    #[test]
    fn a_deny_rule_that_is_added_never_allows(model in model(), mut rule in rule(), asker in asker(), row in row()) {
        let mut stricter = model.clone();
        (rule.id, rule.deny, rule.columns) = (model.rules.len(), true, None);
        stricter.rules.push(rule);
        let (before, after) = (load(&model), load(&stricter));
        let principal = principal(&before, &asker);
        for (_, _, action) in before.actions() {
            let (was, is) = (before.decide(&principal, action, &row), after.decide(&principal, action, &row));
            prop_assert!(was.is_allowed() || !is.is_allowed());
        }
    }

    #[test]
    fn what_is_denied_without_a_condition_is_denied_to_all(mut model in model(), asker in asker(), row in row()) {
        let id = model.rules.len();
        model.rules.push(Rule { id, deny: true, role: None, resource: Some(0), action: Some(0), guard: None, columns: None });
        let policy = load(&model);
        let action = policy.action(RESOURCES[0], ACTIONS[0]).unwrap();
        prop_assert!(!policy.decide(&principal(&policy, &asker), action, &row).is_allowed());
    }

    #[test]
    fn more_roles_without_deny_rules_never_take_a_permission(mut model in model(), asker in asker(), row in row()) {
        model.rules.retain(|rule| !rule.deny);
        let policy = load(&model);
        let some = principal(&policy, &asker);
        let all = principal(&policy, &Asker { roles: (0..ROLES).collect(), ..asker });
        for (_, _, action) in policy.actions() {
            prop_assert!(!policy.decide(&some, action, &row).is_allowed() || policy.decide(&all, action, &row).is_allowed());
        }
    }
}
