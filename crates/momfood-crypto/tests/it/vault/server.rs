//! A server on loopback that speaks the two endpoints of the transit engine, truly encrypting, and misbehaves on demand.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use momfood_crypto::kms::{Kms, LocalKek, WrappedDek};
use momfood_crypto::{Keyring, Secret};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(super) const TOKEN: &str = "hvs.test-token";

/// How the server answers.
#[derive(Clone, Debug)]
pub(super) enum Manner {
    /// As Vault does.
    Transit,
    /// With this status and body.
    Says(u16, String),
    /// With these bytes, and then it hangs up.
    Raw(Vec<u8>),
    /// Not at all; the connection stays open.
    Silent,
}

#[derive(Debug)]
pub(super) struct Server {
    pub(super) address: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    manner: Manner,
    /// The versions of the key `fields`; the last wraps.
    versions: Vec<LocalKek>,
    requests: Vec<String>,
}

impl Server {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            manner: Manner::Transit,
            versions: vec![kek()],
            requests: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state }
    }

    pub(super) fn behave(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    /// What `vault write -f transit/keys/fields/rotate` does.
    pub(super) fn rotate(&self) {
        self.state.lock().unwrap().versions.push(kek());
    }

    /// The heads of the requests so far.
    pub(super) fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }
}

fn kek() -> LocalKek {
    LocalKek::new(Keyring::generate().unwrap())
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some((head, body)) = read_request(&mut stream).await else {
        return;
    };
    let (manner, versions) = {
        let mut state = state.lock().unwrap();
        state.requests.push(head.clone());
        (state.manner.clone(), state.versions.clone())
    };
    let (status, answer) = match manner {
        Manner::Transit => transit(&head, &body, &versions).await,
        Manner::Says(status, body) => (status, body),
        Manner::Raw(bytes) => {
            let _ = stream.write_all(&bytes).await;
            return;
        }
        Manner::Silent => return std::future::pending().await,
    };
    let head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n\r\n", answer.len());
    let _ = stream.write_all((head + &answer).as_bytes()).await;
}

async fn read_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let len: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))?
            .parse()
            .ok()?;
        if bytes.len() >= end + 4 + len {
            return Some((head, bytes[end + 4..end + 4 + len].to_vec()));
        }
    }
}

async fn transit(head: &str, body: &[u8], versions: &[LocalKek]) -> (u16, String) {
    if !head.lines().any(|line| line == format!("x-vault-token: {TOKEN}")) {
        return (403, json!({"errors": ["permission denied"]}).to_string());
    }
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return (400, json!({"errors": ["error parsing JSON"]}).to_string());
    };
    let bytes = |name: &str| STANDARD.decode(body[name].as_str().unwrap()).unwrap();
    let answer = match head.lines().next().unwrap() {
        "POST /v1/transit/encrypt/fields HTTP/1.1" => {
            let dek = Secret::new(<[u8; 32]>::try_from(bytes("plaintext")).unwrap());
            let wrapped = versions
                .last()
                .unwrap()
                .wrap(&dek, &bytes("associated_data"))
                .await
                .unwrap();
            let (version, sealed) = (
                versions.len(),
                STANDARD.encode([wrapped.kek().as_bytes(), b"=", wrapped.bytes()].concat()),
            );
            Some(json!({"ciphertext": format!("vault:v{version}:{sealed}"), "key_version": version}))
        }
        "POST /v1/transit/decrypt/fields HTTP/1.1" => decrypt(&body, &bytes("associated_data"), versions).await,
        _ => return (404, json!({"errors": ["no handler for route"]}).to_string()),
    };
    match answer {
        Some(data) => (
            200,
            json!({"request_id": "0", "lease_duration": 0, "data": data}).to_string(),
        ),
        None => (
            400,
            json!({"errors": ["cipher: message authentication failed"]}).to_string(),
        ),
    }
}

async fn decrypt(body: &Value, aad: &[u8], versions: &[LocalKek]) -> Option<Value> {
    let (version, sealed) = body["ciphertext"].as_str()?.strip_prefix("vault:v")?.split_once(':')?;
    let kek = versions.get(version.parse::<usize>().ok()? - 1)?;
    let sealed = STANDARD.decode(sealed).ok()?;
    let split = sealed.iter().position(|byte| *byte == b'=')?;
    let name = std::str::from_utf8(&sealed[..split]).ok()?;
    let dek = kek
        .unwrap(&WrappedDek::new(name, &sealed[split + 1..])?, aad)
        .await
        .ok()?;
    Some(json!({"plaintext": STANDARD.encode(dek.expose())}))
}
