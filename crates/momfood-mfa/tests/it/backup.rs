//! Backup codes: forgiving to read, good once.

use momfood_audit::EventKind::{MfaBackupCodeFail, MfaBackupCodeUsed, MfaBackupCodesReplaced};
use momfood_audit::conformance::race;
use momfood_mfa::{Factor, RegenerateError};

use crate::world::{World, other, texts, user};

#[tokio::test]
async fn a_code_is_good_once_and_counts_the_rest() {
    let world = World::new();
    let sara = user("sara");
    let (_, codes) = world.enrolled(&sara).await;
    for (code, left) in codes.iter().zip((0..10).rev()) {
        let accepted = world.service.verify_backup(&sara, code, None).await.unwrap();
        assert_eq!(
            (accepted.factor(), accepted.backup_codes_left()),
            (Factor::BackupCode, Some(left))
        );
        assert!(world.service.verify_backup(&sara, code, None).await.is_err());
    }
    assert_eq!(world.service.status(&sara).await.unwrap().backup_codes, 0);
    assert_eq!(world.heard(), [MfaBackupCodeUsed, MfaBackupCodeFail].repeat(10));
}

#[tokio::test]
async fn the_event_says_how_many_are_left() {
    let world = World::new();
    let sara = user("sara");
    let (_, codes) = world.enrolled(&sara).await;
    world.service.verify_backup(&sara, &codes[0], None).await.unwrap();
    let event = world.sink.take().remove(0);
    assert_eq!(
        event.fields().value("remaining"),
        Some(&momfood_audit::Value::Integer(9))
    );
}

#[tokio::test]
async fn what_people_make_of_a_code_is_read() {
    let world = World::new();
    let sara = user("sara");
    let (_, codes) = world.enrolled(&sara).await;
    let zeros_as_letters = |code: &str| code.replace('0', "o").replace('1', "l");
    let ones_as_letters = |code: &str| code.replace('1', "I");
    for (code, typed) in [
        (0, codes[0].to_lowercase()),
        (1, codes[1].replace('-', "")),
        (2, codes[2].replace('-', " ")),
        (3, zeros_as_letters(&codes[3])),
        (4, ones_as_letters(&codes[4])),
        (5, format!(" \u{200E}{}\u{A0}", codes[5])),
    ] {
        let accepted = world.service.verify_backup(&sara, &typed, None).await;
        assert!(accepted.is_ok(), "code {code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_logins_with_one_code_are_one_login() {
    let world = World::new();
    let sara = user("sara");
    let (_, codes) = world.enrolled(&sara).await;
    let logins = race(100, |_| {
        let (service, sara, code) = (world.service.clone(), sara.clone(), codes[0].clone());
        async move { service.verify_backup(&sara, &code, None).await.is_ok() }
    })
    .await;
    assert_eq!(logins.into_iter().filter(|accepted| *accepted).count(), 1);
    assert_eq!(world.service.status(&sara).await.unwrap().backup_codes, 9);
}

#[tokio::test]
async fn a_new_set_voids_the_old_one() {
    let world = World::new();
    let sara = user("sara");
    let (_, old) = world.enrolled(&sara).await;
    let new = texts(&world.service.regenerate_backup_codes(&sara, None).await.unwrap());
    assert!(old.iter().all(|code| !new.contains(code)));
    assert!(world.service.verify_backup(&sara, &old[0], None).await.is_err());
    world.service.verify_backup(&sara, &new[0], None).await.unwrap();
    assert_eq!(
        world.heard(),
        [MfaBackupCodesReplaced, MfaBackupCodeFail, MfaBackupCodeUsed]
    );
}

#[tokio::test]
async fn codes_stand_in_for_a_factor_and_need_one() {
    let world = World::new();
    let error = world
        .service
        .regenerate_backup_codes(&user("sara"), None)
        .await
        .unwrap_err();
    assert!(matches!(error, RegenerateError::NotEnrolled));
    assert_eq!(error.code(), "mfa_not_enrolled");
}

#[tokio::test]
async fn a_code_is_nobody_elses() {
    let world = World::new();
    let (sara, omar) = (user("sara"), user("omar"));
    let (_, codes) = world.enrolled(&sara).await;
    world.enrolled(&omar).await;
    assert!(world.service.verify_backup(&omar, &codes[0], None).await.is_err());
    assert!(
        world
            .service
            .verify_backup(&sara, &other(&codes[0]), None)
            .await
            .is_err()
    );
    world.service.verify_backup(&sara, &codes[0], None).await.unwrap();
}
