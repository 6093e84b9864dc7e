#![cfg_attr(fuzzing, no_main)]
//! Laws of sealed streams: only what was sealed opens, and whatever was made from it by the input never gives a byte beyond
//! the last chunk that is still authentic, nor an end; a seek never gives a byte that was not sealed at that place.

mod shim;

use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::sync::LazyLock;

use momfood_crypto::Keyring;
use momfood_crypto::stream::{CHUNK_LEN, HEADER_LEN, OpenReader, SealWriter, sealed_len};

/// One fixed key, so that a finding can be replayed. The salt is fresh, and no law depends on it.
static KEYRING: LazyLock<Keyring> = LazyLock::new(|| {
    Keyring::parse("mfk1.primary.01020304.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").expect("a keyring")
});

const CONTEXT: &str = "backup/orders";
const SEALED_CHUNK: usize = CHUNK_LEN + 16;
/// The test vector of the specification: the only stream under this key that the corpus may hold.
const VECTOR: &[u8] = b"mfs\x01\x01\x02\x03\x04\
    \xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\
    \x44\xa8\x00\xf1\xf0\x28\x1d\xfb\xcb\xae\x13\x14\x2f\xe9\x31\xfe\x48\x8f\x58\x34\x67\xa4\x53\x25\x06\x2f\x4e\x9d\x72\x2b\x01\xdf\
    \x10\x9f\x57\x9a\x9a\xb0\xa5\x35\xe3\x06\xf5\x7c\x28\xae\x0f\x9e\xad\x43\xf3\x75\x98\x1f\xfa\x05\x31\x18";

shim::fuzz!(|data: &[u8]| {
    only_what_was_sealed_opens(data);
    a_mutated_stream_gives_authentic_chunks_only(data);
});

fn only_what_was_sealed_opens(data: &[u8]) {
    let mut opened = Vec::new();
    let whole = OpenReader::new(&KEYRING, CONTEXT, data)
        .map_err(Into::into)
        .and_then(|mut reader| reader.read_to_end(&mut opened));
    assert_eq!(whole.is_ok(), data == VECTOR);
    // A header of the vector may be followed by anything.
    assert!(opened.is_empty() || (opened == b"1012345678" && data == VECTOR));
    assert!(OpenReader::new(&KEYRING, "backup/users", data).is_err());
}

/// The first two bytes say how much is sealed; the rest is a list of edits, as long as they lead away from the original.
fn a_mutated_stream_gives_authentic_chunks_only(data: &[u8]) {
    let Some((len, edits)) = data.split_first_chunk() else {
        return;
    };
    let len = usize::from(u16::from_be_bytes(*len)) % (3 * CHUNK_LEN + 2);
    let plaintext: Vec<u8> = (0..len).map(|at| (at % 251 + at / CHUNK_LEN) as u8).collect();
    let original = seal(&plaintext);
    assert_eq!(open(&original), (plaintext.clone(), true));

    let mut stream = original.clone();
    for edit in edits.chunks_exact(4).take(16) {
        let position = usize::from(u16::from_be_bytes([edit[0], edit[1]])) % (stream.len() + 1);
        let chunk = |number: u8| HEADER_LEN + usize::from(number % 4) * SEALED_CHUNK;
        match edit[2] {
            0 => stream.truncate(position),
            1 => stream.insert(position, edit[3]),
            // Cuts at the end of a chunk, takes a chunk out, and puts one in.
            2 => stream.truncate(chunk(edit[3])),
            3 if stream.len() >= chunk(edit[3]) + SEALED_CHUNK => {
                stream.drain(chunk(edit[3])..chunk(edit[3]) + SEALED_CHUNK);
            }
            4 if original.len() >= chunk(edit[3]) && stream.len() < 1 << 18 => {
                let end = original.len().min(chunk(edit[3]) + SEALED_CHUNK);
                let at = chunk(edit[0]).min(stream.len());
                stream.splice(at..at, original[chunk(edit[3])..end].iter().copied());
            }
            mask => {
                if let Some(byte) = stream.get_mut(position) {
                    *byte ^= mask;
                }
            }
        }
    }

    let same = stream.iter().zip(&original).take_while(|(a, b)| a == b).count();
    let (opened, whole) = open(&stream);
    assert_eq!(whole, stream == original);
    if !whole {
        let authentic = same.saturating_sub(HEADER_LEN) / SEALED_CHUNK * CHUNK_LEN;
        assert!(opened == plaintext[..authentic]);
    }
    seek(&stream, &plaintext, edits, stream == original);
}

/// Wherever a seek succeeds, what is read is what was sealed there.
fn seek(stream: &[u8], plaintext: &[u8], targets: &[u8], whole: bool) {
    let Ok(mut reader) = OpenReader::new(&KEYRING, CONTEXT, Cursor::new(stream)) else {
        return assert!(!whole);
    };
    for target in targets.chunks_exact(2).take(16) {
        let target = u64::from(u16::from_be_bytes([target[0], target[1]]));
        let within = target <= plaintext.len() as u64;
        let sought = reader.seek(SeekFrom::Start(target));
        assert!(!whole || sought.is_ok() == within);
        if sought.is_ok() {
            assert!(within);
            let mut bytes = [0; 100];
            if let Ok(count) = reader.read(&mut bytes) {
                assert!(plaintext[target as usize..].starts_with(&bytes[..count]));
            }
        }
    }
}

fn seal(plaintext: &[u8]) -> Vec<u8> {
    let mut writer = SealWriter::new(&KEYRING, CONTEXT, Vec::new()).expect("randomness");
    writer.write_all(plaintext).expect("memory");
    let sealed = writer.finish().expect("memory");
    assert_eq!(Some(sealed.len() as u64), sealed_len(plaintext.len() as u64));
    sealed
}

/// What came out, and whether it was all.
fn open(stream: &[u8]) -> (Vec<u8>, bool) {
    let mut opened = Vec::new();
    let whole = OpenReader::new(&KEYRING, CONTEXT, stream)
        .map_err(Into::into)
        .and_then(|mut reader| reader.read_to_end(&mut opened));
    (opened, whole.is_ok())
}
