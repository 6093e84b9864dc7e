//! Parsing, sanitising and inspecting, each beside what it replaces: serde into strings, ammonia alone, and a `RegexSet` of
//! the plan's four patterns on SQL.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "criterion's macros, and a bench that must not run on"
)]

use std::collections::HashSet;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use momfood_validate::form::{Order, Register};
use momfood_validate::inspect::{MAX_INSPECTED_BYTES, Profile, inspect};
use momfood_validate::{PasswordPolicy, SafeHtml};
use regex::RegexSet;

const REGISTER: &str = r#"{"email":"sara.o'brien@example.com","password":"correct horse battery","firstName":"سارة",
    "lastName":"O'Brien-Al Harbi","phone":"0551234567"}"#;
const DISH: &str = "00000000-0000-4000-8000-000000000001";
const BENIGN: &str = "The kitchen was quick and the food was hot, thank you all..";
const ATTACK: &str = "1' UNION SELECT username, password FROM users WHERE 1=1-- ";

/// The peer that carries no meaning: the same fields as strings.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "read by nobody; reading is what is measured")]
#[serde(rename_all = "camelCase")]
struct Strings {
    email: String,
    password: String,
    first_name: String,
    last_name: String,
    phone: Option<String>,
}

fn forms(c: &mut Criterion) {
    let mut group = c.benchmark_group("form");
    let policy = PasswordPolicy::nist();
    group.bench_function("register", |b| {
        b.iter(|| Register::parse(black_box(REGISTER.as_bytes()), &policy).is_ok())
    });
    let faulty = REGISTER
        .replace('@', "")
        .replace("0551234567", "112")
        .replace("correct horse", "");
    group.bench_function("register_three_faults", |b| {
        b.iter(|| Register::parse(black_box(faulty.as_bytes()), &policy).is_err())
    });
    group.bench_function("register_serde_strings", |b| {
        b.iter(|| serde_json::from_str::<Strings>(black_box(REGISTER)).is_ok())
    });
    let items = vec![format!(r#"{{"menuItemId":"{DISH}","quantity":2}}"#); 5].join(",");
    let order =
        format!(r#"{{"restaurantId":"{DISH}","items":[{items}],"deliveryAddress":{{"street":"12 King Fahd Rd"}}}}"#);
    group.bench_function("order_five_items", |b| {
        b.iter(|| Order::parse(black_box(order.as_bytes())).is_ok())
    });
    group.finish();
}

fn password(c: &mut Criterion) {
    let policy = PasswordPolicy::nist();
    let context = ["sara.obrien", "Sara", "O'Brien", "momfood"];
    c.bench_function("password/check", |b| {
        b.iter(|| policy.check(black_box("correct horse battery"), &context).is_ok());
    });
}

fn sanitise(c: &mut Criterion) {
    let mut html =
        "Best <b>kabsa</b> in <i onclick=x>town</i>, <a href=\"javascript:x\">really</a>! شكرًا &amp; see you. "
            .repeat(11);
    html.truncate(
        html.char_indices()
            .map(|(at, _)| at)
            .take_while(|at| *at <= 1024)
            .last()
            .unwrap(),
    );
    let mut ammonia = ammonia::Builder::empty();
    ammonia
        .tags(HashSet::from(["b", "i", "em", "strong", "u"]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .link_rel(None);
    let mut group = c.benchmark_group("sanitise_1KiB");
    group.throughput(Throughput::Bytes(html.len() as u64));
    group.bench_function("ours", |b| b.iter(|| SafeHtml::sanitize(black_box(&html)).is_ok()));
    group.bench_function("ammonia", |b| b.iter(|| ammonia.clean(black_box(&html)).to_string()));
    group.finish();
}

fn inspection(c: &mut Criterion) {
    // The plan's, which are refusals and not scores; a set, so that each is searched once.
    let plan = RegexSet::new([
        r"(?i)(%27)|(')|(--)|(%23)|(#)",
        r"(?i)((%3D)|(=))[^\n]*((%27)|(')|(--)|(%3B)|(;))",
        r"(?i)\w*((%27)|('))((%6F)|o|(%4F))((%72)|r|(%52))",
        r"(?i)((%27)|('))union",
    ])
    .unwrap();
    let adversarial = |seed: &str| seed.repeat(MAX_INSPECTED_BYTES / seed.len());
    for (name, text) in [
        ("inspect_59B_benign", BENIGN.to_owned()),
        ("inspect_58B_attack", ATTACK.to_owned()),
        ("inspect_64KiB_equals", adversarial("=")),
        ("inspect_64KiB_backslashes", adversarial("\\")),
        ("inspect_64KiB_substitutions", adversarial("$(")),
        ("inspect_64KiB_escapes", adversarial("%25")),
    ] {
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("ours", |b| {
            b.iter(|| inspect(black_box(&text), Profile::FreeText).score())
        });
        group.bench_function("regexes_of_the_plan", |b| {
            b.iter(|| plan.matches(black_box(&text)).matched_any())
        });
        group.finish();
    }
}

criterion_group!(benches, forms, password, sanitise, inspection);
criterion_main!(benches);
