//! The transit client against a server of ours on loopback: round trips, rotation, and every way in which a service fails.

use std::sync::Arc;
use std::time::Duration;

use momfood_crypto::kms::{CustodyError, KeyringName, Kms, KmsError, VaultConfigError, VaultTransit, WrappedDek};
use momfood_crypto::{KEY_LEN, Keyring, Secret};

mod server;
mod socket;

use server::{Manner, Server, TOKEN};
use socket::Socket;

fn client(server: &Server) -> VaultTransit {
    client_of(&server.address, Duration::from_secs(10))
}

fn client_of(address: &str, timeout: Duration) -> VaultTransit {
    let token = Secret::new(TOKEN.to_owned());
    VaultTransit::new(Arc::new(Socket { timeout }), address, "fields", token).unwrap()
}

fn dek() -> Secret<[u8; KEY_LEN]> {
    Secret::new(std::array::from_fn(|index| u8::try_from(index).unwrap()))
}

fn name() -> KeyringName {
    KeyringName::new("fields").unwrap()
}

async fn wrap_code(server: &Server) -> &'static str {
    client(server).wrap(&dek(), b"aad").await.unwrap_err().code()
}

async fn unwrap_code(server: &Server, wrapped: &WrappedDek) -> &'static str {
    client(server).unwrap(wrapped, b"aad").await.unwrap_err().code()
}

#[tokio::test]
async fn a_key_wraps_and_unwraps_with_its_aad_only() {
    let server = Server::start().await;
    let wrapped = client(&server).wrap(&dek(), b"aad").await.unwrap();
    assert_eq!(wrapped.kek(), "vault:transit/fields:v1");
    assert!(wrapped.bytes().starts_with(b"vault:v1:"));
    let unwrapped = client(&server).unwrap(&wrapped, b"aad").await.unwrap();
    assert_eq!(unwrapped.expose(), dek().expose());
    let error = client(&server).unwrap(&wrapped, b"other").await.unwrap_err();
    assert!(matches!(error, KmsError::Refused));
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /v1/transit/encrypt/fields HTTP/1.1\r\n"));
    assert!(requests[1].starts_with("POST /v1/transit/decrypt/fields HTTP/1.1\r\n"));
    assert!(requests[0].contains("\r\nx-vault-request: true\r\n"));
    assert!(requests[0].contains("\r\ncontent-type: application/json\r\n"));
}

#[tokio::test]
async fn a_keyring_lives_in_vault_through_a_rotation_of_its_kek() {
    let server = Server::start().await;
    let vault = client(&server);
    let keyring = Keyring::generate().unwrap().rotate().unwrap();
    let stored = keyring.wrap(&vault, &name()).await.unwrap();
    server.rotate();
    // Old versions unwrap still.
    let loaded = Keyring::load(&vault, &stored).await.unwrap();
    assert_eq!(loaded.to_text().expose(), keyring.to_text().expose());
    let rewrapped = stored.rewrap(&vault).await.unwrap();
    assert_eq!(rewrapped.changed, 2);
    let keks: Vec<_> = rewrapped.keyring.keys().filter_map(|(_, _, kek)| kek).collect();
    assert_eq!(keks, ["vault:transit/fields:v2"; 2]);
    let loaded = Keyring::load(&vault, &rewrapped.keyring).await.unwrap();
    assert_eq!(loaded.to_text().expose(), keyring.to_text().expose());
    assert_eq!(rewrapped.keyring.rewrap(&vault).await.unwrap().changed, 0);
}

#[tokio::test]
async fn each_status_has_its_error() {
    let server = Server::start().await;
    let wrapped = client(&server).wrap(&dek(), b"aad").await.unwrap();
    let cases = [
        (204, "kms_protocol", "kms_protocol"),
        (301, "kms_protocol", "kms_protocol"),
        (400, "kms_protocol", "kms_refused"),
        (403, "kms_denied", "kms_denied"),
        (404, "kms_unknown_kek", "kms_unknown_kek"),
        (412, "kms_unavailable", "kms_unavailable"),
        (429, "kms_unavailable", "kms_unavailable"),
        (500, "kms_unavailable", "kms_unavailable"),
        (503, "kms_unavailable", "kms_unavailable"),
    ];
    for (status, wrapping, unwrapping) in cases {
        server.behave(Manner::Says(status, r#"{"errors":["SECRET"]}"#.to_owned()));
        assert_eq!(wrap_code(&server).await, wrapping, "{status}");
        assert_eq!(unwrap_code(&server, &wrapped).await, unwrapping, "{status}");
    }
    let error = client(&server).wrap(&dek(), b"aad").await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"));
}

#[tokio::test]
async fn a_malformed_answer_to_encrypt_is_a_protocol_error() {
    let server = Server::start().await;
    let answers = [
        "",
        "null",
        "[]",
        "{",
        r#"{"data":null}"#,
        r#"{"data":{}}"#,
        r#"{"data":{"ciphertext":7}}"#,
        r#"{"data":{"ciphertext":""}}"#,
        r#"{"data":{"ciphertext":"vault:v1:"}}"#,
        r#"{"data":{"ciphertext":"vault:v0:AAEC"}}"#,
        r#"{"data":{"ciphertext":"vault:v01:AAEC"}}"#,
        r#"{"data":{"ciphertext":"vault:v+1:AAEC"}}"#,
        r#"{"data":{"ciphertext":"vault:v99999999999:AAEC"}}"#,
        r#"{"data":{"ciphertext":"vault:v1:AAE"}}"#,
        r#"{"data":{"ciphertext":"vault:v1:AA\"EC"}}"#,
        r#"{"data":{"ciphertext":"vault:v1:AAEC","key_version":2}}"#,
        r#"{"data":{"ciphertext":"vault:v1:AAEC"}} {"#,
    ];
    let too_long = format!(r#"{{"data":{{"ciphertext":"vault:v1:{}"}}}}"#, "A".repeat(4096));
    for answer in answers.into_iter().chain([&*too_long]) {
        server.behave(Manner::Says(200, answer.to_owned()));
        assert_eq!(wrap_code(&server).await, "kms_protocol", "{answer}");
    }
    // An older server without `key_version`.
    server.behave(Manner::Says(
        200,
        r#"{"data":{"ciphertext":"vault:v7:AAEC"}}"#.to_owned(),
    ));
    let wrapped = client(&server).wrap(&dek(), b"aad").await.unwrap();
    assert_eq!(wrapped.kek(), "vault:transit/fields:v7");
}

#[tokio::test]
async fn a_malformed_answer_to_decrypt_is_a_protocol_error() {
    let server = Server::start().await;
    let wrapped = client(&server).wrap(&dek(), b"aad").await.unwrap();
    let (short, long) = ("A".repeat(40) + "AA==", "A".repeat(44));
    for plaintext in ["", "AAEC", &short, &long, "?", "AAE"] {
        server.behave(Manner::Says(
            200,
            format!(r#"{{"data":{{"plaintext":"{plaintext}"}}}}"#),
        ));
        assert_eq!(unwrap_code(&server, &wrapped).await, "kms_protocol", "{plaintext}");
    }
}

#[tokio::test]
async fn silence_hang_ups_and_floods_end_in_bounded_time_and_memory() {
    let server = Server::start().await;
    let hasty = client_of(&server.address, Duration::from_millis(20));
    server.behave(Manner::Silent);
    let error = hasty.wrap(&dek(), b"aad").await.unwrap_err();
    let KmsError::Unavailable(Some(source)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(source.to_string(), "no answer in time");

    for cut in [&b""[..], b"HTTP/1.1 200", b"nonsense\r\n\r\n"] {
        server.behave(Manner::Raw(cut.to_vec()));
        assert_eq!(wrap_code(&server).await, "kms_unavailable");
    }
    let flood = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 1 << 20]].concat();
    server.behave(Manner::Raw(flood));
    assert_eq!(wrap_code(&server).await, "kms_protocol");

    // Nobody listens: a port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client_of(&address, Duration::from_secs(10)).wrap(&dek(), b"aad").await;
    assert_eq!(error.unwrap_err().code(), "kms_unavailable");
}

#[tokio::test]
async fn a_service_that_fails_half_way_loads_nothing_and_names_the_key() {
    let server = Server::start().await;
    let vault = client(&server);
    let keyring = Keyring::generate().unwrap();
    let stored = keyring.wrap(&vault, &name()).await.unwrap();
    server.behave(Manner::Says(503, r#"{"errors":["Vault is sealed"]}"#.to_owned()));
    let errors = [
        Keyring::load(&vault, &stored).await.unwrap_err(),
        stored.rotate(&vault).await.unwrap_err(),
        stored.rewrap(&vault).await.unwrap_err(),
    ];
    for error in errors {
        let CustodyError::Kms { key, source } = error else {
            panic!("{error:?}");
        };
        assert_eq!((key, source.code()), (keyring.primary(), "kms_unavailable"));
    }
}

#[tokio::test]
async fn a_wrapped_key_of_another_kek_is_refused_without_a_request() {
    let server = Server::start().await;
    let vault = client(&server);
    let cases = [
        ("vault:transit/other:v1", "vault:v1:AAEC", "kms_unknown_kek"),
        ("vault:transit/fields:v2", "vault:v1:AAEC", "kms_unknown_kek"),
        ("local:00000001", "vault:v1:AAEC", "kms_unknown_kek"),
        ("vault:transit/fields:v1", "vault:v1:AA\"EC", "kms_refused"),
        ("vault:transit/fields:v1", "AAEC", "kms_refused"),
    ];
    for (kek, bytes, code) in cases {
        let wrapped = WrappedDek::new(kek, bytes.as_bytes()).unwrap();
        assert_eq!(vault.unwrap(&wrapped, b"aad").await.unwrap_err().code(), code);
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_renewed_token_is_used_from_then_on() {
    let server = Server::start().await;
    let vault = client(&server);
    vault.set_token(Secret::new("hvs.expired".to_owned())).unwrap();
    assert_eq!(vault.wrap(&dek(), b"aad").await.unwrap_err().code(), "kms_denied");
    vault.set_token(Secret::new(TOKEN.to_owned())).unwrap();
    assert!(vault.wrap(&dek(), b"aad").await.is_ok());
    assert!(!format!("{vault:?}").contains("hvs"));
    for token in ["", "a b", "a\r\nx-evil: 1", &"x".repeat(5000)] {
        let error = vault.set_token(Secret::new(token.to_owned())).unwrap_err();
        assert_eq!(error, VaultConfigError::Token);
    }
    assert!(vault.wrap(&dek(), b"aad").await.is_ok());
}

#[tokio::test]
async fn mount_and_namespace_take_their_places_and_no_others() {
    let server = Server::start().await;
    let vault = client(&server).with_mount("keys").unwrap();
    let vault = vault.with_namespace("food/riyadh").unwrap();
    assert_eq!(vault.wrap(&dek(), b"aad").await.unwrap_err().code(), "kms_unknown_kek");
    let head = server.requests().remove(0);
    assert!(head.starts_with("POST /v1/keys/encrypt/fields "));
    assert!(head.contains("\r\nx-vault-namespace: food/riyadh\r\n"));
    for name in ["", "..", "a/b", "a?b", "a b", "مفتاح"] {
        assert_eq!(client(&server).with_mount(name).unwrap_err(), VaultConfigError::Mount);
        let (http, token) = (
            Arc::new(Socket {
                timeout: Duration::ZERO,
            }),
            Secret::new(TOKEN.to_owned()),
        );
        let error = VaultTransit::new(http, &server.address, name, token).unwrap_err();
        assert_eq!(error, VaultConfigError::Key);
    }
    for namespace in ["", "/a", "a//b", "a\r\nb", &"x".repeat(300)] {
        let error = client(&server).with_namespace(namespace).unwrap_err();
        assert_eq!(error, VaultConfigError::Namespace);
    }
}

#[cfg(feature = "conformance")]
mod conformance {
    use super::{Server, client};

    momfood_crypto::kms_conformance!(client(&Server::start().await));
}
