//! The one writer of this process: a thread with a connection of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use gongkai_journal::Recorded;
use tokio::sync::{mpsc, oneshot};

use crate::commit::{Task, commit};
use crate::session::{Session, transaction};
use crate::{AppendError, Batch, Projector, Statement, StoreError};

/// How much may wait before those who add more have to wait themselves.
const QUEUE: usize = 1024;
/// How many tasks share a transaction at most.
const GROUP: usize = 256;
/// How many events at most, but for the last task: nobody shall wait long behind an import.
const EVENTS: usize = 10_000;

type Alone = Box<dyn FnOnce(&mut dyn Session) + Send>;

enum Job {
    /// Work that may share a transaction.
    Shared(Task),
    /// Work that wants the connection for itself.
    Alone(Alone),
}

/// What the writer of this process has done since it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriterLoad {
    /// Appends and changes of tables, whether they succeeded or not.
    pub tasks: u64,
    /// The transactions they shared.
    pub commits: u64,
}

#[derive(Default)]
struct Counters {
    tasks: AtomicU64,
    commits: AtomicU64,
}

/// The way to the writer's thread. Dropping it lets the queue run empty and waits for the thread.
pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
}

impl Writer {
    pub(crate) fn start(
        mut session: Box<dyn Session + Send>,
        projector: Arc<dyn Projector>,
    ) -> Result<Writer, StoreError> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || serve(session.as_mut(), projector.as_ref(), queue, &counted))
            .map_err(|_| StoreError::Stopped)?;
        Ok(Writer { jobs: Some(jobs), thread: Some(thread), counters })
    }

    pub(crate) async fn append(&self, batch: Batch) -> Result<Vec<Recorded>, AppendError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Shared(Task::Append(batch, reply))).await?;
        answer.await.unwrap_or(Err(StoreError::Stopped.into()))
    }

    pub(crate) async fn execute(&self, statements: Vec<Statement>) -> Result<u64, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Shared(Task::Execute(statements, reply))).await?;
        answer.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// Runs `work` in a transaction of its own.
    pub(crate) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Session) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = move |session: &mut dyn Session| drop(reply.send(transaction(session, work)));
        self.send(Job::Alone(Box::new(job))).await?;
        answer.await.unwrap_or(Err(StoreError::Stopped))
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| !jobs.is_closed())
    }

    pub(crate) fn load(&self) -> WriterLoad {
        WriterLoad {
            tasks: self.counters.tasks.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
        }
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        jobs.send(job).await.map_err(|_| StoreError::Stopped)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so already.
            let _ = thread.join();
        }
    }
}

fn serve(
    session: &mut dyn Session,
    projector: &dyn Projector,
    mut queue: mpsc::Receiver<Job>,
    counters: &Counters,
) {
    let mut next = queue.blocking_recv();
    while let Some(job) = next.take() {
        match job {
            Job::Alone(work) => work(session),
            Job::Shared(task) => {
                let mut events = task.events();
                let mut group = vec![task];
                while group.len() < GROUP && events < EVENTS {
                    match queue.try_recv() {
                        Ok(Job::Shared(task)) => {
                            events += task.events();
                            group.push(task);
                        }
                        Ok(alone @ Job::Alone(_)) => {
                            next = Some(alone);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                counters.tasks.fetch_add(group.len() as u64, Ordering::Relaxed);
                counters.commits.fetch_add(1, Ordering::Relaxed);
                commit(session, projector, group);
            }
        }
        if next.is_none() {
            next = queue.blocking_recv();
        }
    }
}
