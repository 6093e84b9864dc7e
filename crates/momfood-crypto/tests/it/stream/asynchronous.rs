//! The asynchronous shells give and take the same bytes as the blocking ones, however their other side hesitates.

use momfood_crypto::stream::{AsyncOpenReader, AsyncSealWriter, CHUNK_LEN, HEADER_LEN, OpenStreamError};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::{CONTEXT, LENGTHS, SEALED_CHUNK, keyring, open, plaintext, seal};

async fn seal_async(plaintext: &[u8]) -> Vec<u8> {
    let mut writer = AsyncSealWriter::new(&keyring(), CONTEXT, Vec::new()).unwrap();
    writer.write_all(plaintext).await.unwrap();
    writer.finish().await.unwrap()
}

async fn open_async(sealed: &[u8]) -> (Vec<u8>, Result<(), &'static str>) {
    let mut reader = match AsyncOpenReader::new(&keyring(), CONTEXT, sealed).await {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Err(error.code())),
    };
    let mut opened = Vec::new();
    let end = reader.read_to_end(&mut opened).await.map(|_| ());
    (opened, end.map_err(|error| OpenStreamError::of(&error).unwrap().code()))
}

#[tokio::test]
async fn each_side_opens_what_the_other_sealed() {
    for len in LENGTHS {
        let plaintext = plaintext(len);
        assert!(
            open(&seal_async(&plaintext).await) == (plaintext.clone(), Ok(())),
            "{len}"
        );
        assert!(open_async(&seal(&plaintext)).await == (plaintext, Ok(())), "{len}");
    }
}

#[tokio::test]
async fn a_narrow_pipe_loses_nothing() {
    let (sender, receiver) = duplex(100);
    let plaintext = plaintext(2 * CHUNK_LEN + 5);
    let sending = async {
        let mut writer = AsyncSealWriter::new(&keyring(), CONTEXT, sender).unwrap();
        for piece in plaintext.chunks(999) {
            writer.write_all(piece).await.unwrap();
        }
        writer.finish().await.unwrap();
    };
    let receiving = async {
        let mut reader = AsyncOpenReader::new(&keyring(), CONTEXT, receiver).await.unwrap();
        let mut opened = Vec::new();
        reader.read_to_end(&mut opened).await.unwrap();
        opened
    };
    let ((), opened) = tokio::join!(sending, receiving);
    assert!(opened == plaintext);
}

#[tokio::test]
async fn a_shutdown_finishes_and_nothing_follows() {
    let mut writer = AsyncSealWriter::new(&keyring(), CONTEXT, Vec::new()).unwrap();
    writer.write_all(b"1012345678").await.unwrap();
    writer.shutdown().await.unwrap();
    writer.shutdown().await.unwrap();
    assert!(writer.write_all(b"more").await.is_err());
    assert_eq!(open(writer.get_ref()), (b"1012345678".to_vec(), Ok(())));
}

#[tokio::test]
async fn whatever_the_blocking_reader_refuses_is_refused_alike() {
    let sealed = seal(&plaintext(2 * CHUNK_LEN + 3));
    let cuts = [
        0,
        2,
        3,
        4,
        8,
        63,
        64,
        79,
        80,
        HEADER_LEN + SEALED_CHUNK,
        sealed.len() - 1,
    ];
    for cut in cuts {
        let refused = open_async(&sealed[..cut]).await;
        assert!(refused.1.is_err(), "{cut}");
        assert!(refused == open(&sealed[..cut]), "{cut}");
    }
    for at in [0, 3, 4, 10, 40, 64, HEADER_LEN + SEALED_CHUNK, sealed.len() - 1] {
        let mut forged = sealed.clone();
        forged[at] ^= 1;
        let refused = open_async(&forged).await;
        assert!(refused.1.is_err(), "{at}");
        assert!(refused == open(&forged), "{at}");
    }
    let error = AsyncOpenReader::new(&keyring(), "another", &*sealed).await.unwrap_err();
    assert_eq!(error.code(), "stream_refused");
}

#[tokio::test]
async fn a_writer_that_was_dropped_leaves_a_stream_that_does_not_open() {
    let mut file = Vec::new();
    let mut writer = AsyncSealWriter::new(&keyring(), CONTEXT, &mut file).unwrap();
    writer.write_all(&plaintext(CHUNK_LEN + 9)).await.unwrap();
    writer.flush().await.unwrap();
    drop(writer);
    assert!(open(&file) == (plaintext(CHUNK_LEN), Err("stream_truncated")));
}
