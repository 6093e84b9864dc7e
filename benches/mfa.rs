//! Second factors: the arithmetic of a code beside totp-rs alone, and whole verifications on the memory store.
//!
//! A verification of `MfaService` pays for the attempt, opens the secret, checks the window and uses up the step; the
//! clock moves one step an iteration, because a code is good once.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "benches")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use momfood_audit::{Clock, NoSink, Timestamp};
use momfood_crypto::{Keyring, MacKey};
use momfood_mfa::{
    BackupCode, ChallengeId, Code, Enrolment, Label, MemoryMfaStore, MfaService, OutboxSmsSender, SendLimit, SmsPolicy,
    UserId,
};
use tokio::runtime::Runtime;
use totp_rs::{Builder, Totp};

const NO_BACKUP_CODE: &str = "0000-0000-0000-0000-0000-0000";

struct World {
    runtime: Runtime,
    mfa: MfaService,
    outbox: Arc<OutboxSmsSender>,
    clock: Clock,
    hand: momfood_audit::ManualHand,
    user: UserId,
    app: Totp,
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let outbox = Arc::new(OutboxSmsSender::new(NonZeroUsize::MIN));
        let (clock, hand) = Clock::manual(Timestamp::from_secs(1_767_225_600));
        let unlimited = SendLimit::new(u32::MAX, Duration::ZERO, Duration::ZERO);
        let mfa = MfaService::new(
            Label::parse("MomFood").unwrap(),
            &Keyring::generate().unwrap(),
            &MacKey::generate().unwrap(),
            Arc::new(MemoryMfaStore::new()),
            outbox.clone(),
            Arc::new(NoSink),
        )
        .with_clock(clock.clone())
        .with_sms_policy(SmsPolicy::default().with_limit(unlimited));
        let user = UserId::parse("0190-sara").unwrap();
        let enrolment = runtime
            .block_on(mfa.enrol_totp(&user, "sara@example.com", None))
            .unwrap();
        let app = app(&enrolment);
        let code = app.generate(clock.now().as_secs()).to_string();
        runtime.block_on(mfa.confirm_totp(&user, &code, None)).unwrap();
        Self {
            runtime,
            mfa,
            outbox,
            clock,
            hand,
            user,
            app,
        }
    }

    fn next_code(&self) -> String {
        self.hand.advance(Duration::from_secs(30));
        self.app.generate(self.clock.now().as_secs()).to_string()
    }

    fn texted(&self) -> (ChallengeId, String) {
        let message = self.outbox.messages().pop().unwrap();
        let code = message.text.chars().filter(char::is_ascii_digit).collect();
        (message.id, code)
    }
}

fn app(enrolment: &Enrolment) -> Totp {
    let secret = totp_rs::Secret::try_from_base32(enrolment.secret()).unwrap();
    Builder::new().with_secret(secret).build().unwrap()
}

fn reading(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("mfa/parse");
    group.bench_function("ascii_code", |b| b.iter(|| Code::<6>::parse(black_box("123456"))));
    group.bench_function("arabic_code", |b| {
        b.iter(|| Code::<6>::parse(black_box("\u{200F}١٢٣ ٤٥٦")))
    });
    group.bench_function("backup_code", |b| {
        b.iter(|| BackupCode::parse(black_box(NO_BACKUP_CODE)))
    });
    group.finish();
}

fn verifying(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("mfa/verify");

    let world = World::new();
    let now = world.clock.now().as_secs();
    let (right, wrong) = (
        world.app.generate(now).to_string(),
        world.app.generate(now + 9_000).to_string(),
    );
    group.bench_function("totp_rs_check_alone_right", |b| {
        b.iter(|| world.app.check(black_box(&right), now))
    });
    group.bench_function("totp_rs_check_alone_wrong", |b| {
        b.iter(|| world.app.check(black_box(&wrong), now))
    });

    group.bench_function("totp_right", |b| {
        b.iter_batched(
            || world.next_code(),
            |code| {
                world
                    .runtime
                    .block_on(world.mfa.verify_totp(&world.user, &code, None))
                    .unwrap()
            },
            BatchSize::PerIteration,
        );
    });
    let nobody = UserId::parse("nobody").unwrap();
    group.bench_function("totp_locked_out", |b| {
        b.iter(|| {
            world
                .runtime
                .block_on(world.mfa.verify_totp(&nobody, "123456", None))
                .unwrap_err()
        });
    });

    // A code is good once, so each iteration gets a set of its own, drawn outside the measurement.
    let fresh = || {
        let codes = world
            .runtime
            .block_on(world.mfa.regenerate_backup_codes(&world.user, None))
            .unwrap();
        codes.iter().next().unwrap().to_string()
    };
    group.bench_function("backup_right", |b| {
        b.iter_batched(
            fresh,
            |code| {
                world
                    .runtime
                    .block_on(world.mfa.verify_backup(&world.user, &code, None))
                    .unwrap()
            },
            BatchSize::PerIteration,
        );
    });

    let enrol = world
        .runtime
        .block_on(world.mfa.enrol_phone(&world.user, "+966512345678", None))
        .unwrap();
    let (_, code) = world.texted();
    world
        .runtime
        .block_on(world.mfa.confirm_phone(&world.user, enrol.id, &code, None))
        .unwrap();
    group.bench_function("sms_send_to_an_outbox", |b| {
        b.iter(|| world.runtime.block_on(world.mfa.send_sms(&world.user, None)).unwrap());
    });
    group.bench_function("sms_right", |b| {
        b.iter_batched(
            || {
                world.runtime.block_on(world.mfa.send_sms(&world.user, None)).unwrap();
                world.texted()
            },
            |(id, code)| {
                world
                    .runtime
                    .block_on(world.mfa.verify_sms(&world.user, id, &code, None))
                    .unwrap()
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn enrolling(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("mfa/enrol");
    let world = World::new();
    let enrol = || {
        world
            .runtime
            .block_on(world.mfa.enrol_totp(&world.user, "sara@example.com", None))
            .unwrap()
    };
    group.bench_function("totp", |b| b.iter(enrol));
    let enrolment = enrol();
    group.bench_function("qr_svg", |b| b.iter(|| enrolment.svg()));
    group.finish();
}

criterion_group!(benches, reading, verifying, enrolling);
criterion_main!(benches);
