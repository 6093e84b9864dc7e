//! Writing behind: one thread seals or opens while another waits for the disk, with a fixed number of buffers between them.

use std::io::{self, Write};
use std::mem;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

/// Hands what is written to it over to a thread that writes it to `W`. An error of `W` shows in a later call, and in
/// [`finish`](Self::finish) at the latest.
pub(crate) struct Behind<W> {
    buffer: Vec<u8>,
    full: Option<SyncSender<Vec<u8>>>,
    empty: Receiver<Vec<u8>>,
    thread: Option<JoinHandle<io::Result<W>>>,
}

impl<W: Write + Send + 'static> Behind<W> {
    pub(crate) fn new(mut inner: W) -> io::Result<Self> {
        let (full, waiting) = mpsc::sync_channel::<Vec<u8>>(BUFFERS);
        let (done, empty) = mpsc::sync_channel(BUFFERS);
        for _ in 0..BUFFERS {
            // There is room for all of them.
            let _sent = done.send(Vec::with_capacity(BUFFER_LEN));
        }
        let thread = thread::Builder::new().name("write".to_owned()).spawn(move || {
            for mut buffer in waiting {
                inner.write_all(&buffer)?;
                buffer.clear();
                // Nobody waits for it at the end.
                let _sent = done.send(buffer);
            }
            inner.flush()?;
            Ok(inner)
        })?;
        Ok(Self {
            buffer: Vec::with_capacity(BUFFER_LEN),
            full: Some(full),
            empty,
            thread: Some(thread),
        })
    }

    /// Waits until all of it has been written, and gives `W` back.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.hand_over()?;
        self.join()
    }

    fn hand_over(&mut self) -> io::Result<()> {
        // Both fail only after the thread has.
        let Ok(empty) = self.empty.recv() else {
            return Err(self.failure());
        };
        let buffer = mem::replace(&mut self.buffer, empty);
        match self.full.as_ref().map(|full| full.send(buffer)) {
            Some(Ok(())) => Ok(()),
            _ => Err(self.failure()),
        }
    }

    fn failure(&mut self) -> io::Error {
        self.join().err().unwrap_or_else(|| io::Error::other(ENDED))
    }
}

impl<W> Behind<W> {
    /// Lets the thread end, and waits for it.
    fn join(&mut self) -> io::Result<W> {
        self.full = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            _ => Err(io::Error::other(ENDED)),
        }
    }
}

impl<W: Write + Send + 'static> Write for Behind<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() == BUFFER_LEN {
            self.hand_over()?;
        }
        let room = BUFFER_LEN - self.buffer.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.buffer.extend_from_slice(taken);
        Ok(taken.len())
    }

    /// Hands over what there is, and does not wait for it.
    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            Ok(())
        } else {
            self.hand_over()
        }
    }
}

impl<W> Drop for Behind<W> {
    fn drop(&mut self) {
        if self.thread.is_some() {
            // What failed has been told already.
            let _ended = self.join();
        }
    }
}

const ENDED: &str = "the writing thread has ended";
/// Those that wait; one more fills, and one is being written.
const BUFFERS: usize = 4;
const BUFFER_LEN: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_arrives_in_order() {
        for len in [0, 1, BUFFER_LEN - 1, BUFFER_LEN, BUFFER_LEN + 1, 9 * BUFFER_LEN + 7] {
            let bytes: Vec<u8> = (0..=250).cycle().take(len).collect();
            let mut behind = Behind::new(Vec::new()).unwrap();
            for piece in bytes.chunks(10_007) {
                behind.write_all(piece).unwrap();
            }
            assert!(behind.finish().unwrap() == bytes, "{len}");
        }
    }

    /// Takes one buffer and then has no room.
    struct Full(bool);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if mem::replace(&mut self.0, true) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_failure_shows_in_finish_at_the_latest() {
        let mut behind = Behind::new(Full(false)).unwrap();
        let written = behind.write_all(&vec![0; 100 * BUFFER_LEN]);
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::StorageFull);

        let mut behind = Behind::new(Full(true)).unwrap();
        behind.write_all(b"little").unwrap();
        assert_eq!(behind.finish().err().unwrap().kind(), io::ErrorKind::StorageFull);
    }
}
