//! Reading connections of SQLite: threads that take questions from one queue.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connect;
use super::session::query;
use crate::param::Bound;
use crate::{Row, StoreError};

struct Question {
    bounds: Vec<Bound>,
    reply: oneshot::Sender<Result<Vec<Vec<Row>>, StoreError>>,
}

/// The readers. In WAL mode they neither wait for the writer nor hold it up.
pub(crate) struct Readers {
    questions: Option<mpsc::Sender<Question>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(crate) fn start(path: &Path) -> Result<Readers, StoreError> {
        let count = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8));
        let (questions, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let mut threads = Vec::with_capacity(count);
        for number in 0..count {
            let connection = connect(path)?;
            connection.execute_batch("pragma query_only = on")?;
            let queue = Arc::clone(&queue);
            let thread = std::thread::Builder::new()
                .name(format!("store-reader-{number}"))
                .spawn(move || serve(&connection, &queue))
                .map_err(|_| StoreError::Stopped)?;
            threads.push(thread);
        }
        Ok(Readers { questions: Some(questions), threads })
    }

    /// The rows of each query, in their order.
    pub(crate) async fn query_all(&self, bounds: Vec<Bound>) -> Result<Vec<Vec<Row>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let questions = self.questions.as_ref().ok_or(StoreError::Stopped)?;
        questions.send(Question { bounds, reply }).map_err(|_| StoreError::Stopped)?;
        answer.await.unwrap_or(Err(StoreError::Stopped))
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.questions.take();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Connection, queue: &Mutex<mpsc::Receiver<Question>>) {
    loop {
        // One thread waits in the queue, the others wait for their turn to do so.
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Question { bounds, reply }) = next else { return };
        if !reply.is_closed() {
            let ask = |bound: &Bound| query(connection, &bound.sql, &bound.params);
            let _ = reply.send(bounds.iter().map(ask).collect());
        }
    }
}
