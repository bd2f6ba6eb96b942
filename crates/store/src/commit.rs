//! The group commit: everything that waits becomes one transaction.
//!
//! Conflicts are seen before anything is written, because the versions of all streams concerned are read under
//! the lock. So the group is written without savepoints first; only when a statement fails is it taken back and
//! written again with a savepoint per task, so that one task's failure does not spoil the others.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use gongkai_journal::{Chain, GENESIS, Recorded, Version, check_name, to_microsecond};
use tokio::sync::oneshot;

use crate::param::{Bound, Param};
use crate::row::chain_of;
use crate::session::{Dialect, Session, to_column, transaction};
use crate::{AppendError, Batch, ProjectError, Projector, Statement, StoreError};

type Reply<T, E> = oneshot::Sender<Result<T, E>>;

/// Work that may share a transaction with other work.
pub(crate) enum Task {
    Append(Batch, Reply<Vec<Recorded>, AppendError>),
    Execute(Vec<Statement>, Reply<u64, StoreError>),
}

enum Answer {
    Appended(Vec<Recorded>),
    Executed(u64),
    Failed(AppendError),
}

/// Commits `tasks` as one transaction and answers each.
pub(crate) fn commit(session: &mut dyn Session, projector: &dyn Projector, tasks: Vec<Task>) {
    let mut done = transaction(session, |session| together(session, projector, &tasks));
    if done.as_ref().is_err_and(StoreError::is_of_statement) {
        done = transaction(session, |session| one_by_one(session, projector, &tasks));
    }
    match done {
        Ok(answers) => {
            for (task, answer) in tasks.into_iter().zip(answers) {
                task.answer(answer);
            }
        }
        Err(error) => {
            tracing::error!(error = ?error, tasks = tasks.len(), "commit failed");
            for task in tasks {
                task.answer(Answer::Failed(error.clone().into()));
            }
        }
    }
}

impl Task {
    /// How many events it appends.
    pub(crate) fn events(&self) -> usize {
        match self {
            Task::Append(batch, _) => batch.writes.iter().map(|write| write.events.len()).sum(),
            Task::Execute(..) => 0,
        }
    }

    // Whoever waited may have gone away; the work is done all the same.
    fn answer(self, answer: Answer) {
        match (self, answer) {
            (Task::Append(_, reply), Answer::Appended(events)) => drop(reply.send(Ok(events))),
            (Task::Append(_, reply), Answer::Failed(error)) => drop(reply.send(Err(error))),
            (Task::Execute(_, reply), Answer::Executed(rows)) => drop(reply.send(Ok(rows))),
            (Task::Execute(_, reply), Answer::Failed(AppendError::Store(error))) => {
                drop(reply.send(Err(error)));
            }
            (Task::Execute(_, reply), _) => drop(reply.send(Err(StoreError::Stopped))),
            (Task::Append(_, reply), Answer::Executed(_)) => {
                drop(reply.send(Err(StoreError::Stopped.into())));
            }
        }
    }
}

/// What a task changes.
#[derive(Default)]
struct Plan {
    events: Vec<Recorded>,
    statements: Vec<Bound>,
    /// How to forget the plan: the chain and the versions as they were before it.
    before: Option<(Chain, Vec<(String, u64)>)>,
}

type Planned = Result<Plan, AppendError>;

fn together(
    session: &mut dyn Session,
    projector: &dyn Projector,
    tasks: &[Task],
) -> Result<Vec<Answer>, StoreError> {
    let mut head = Head::read(session, tasks)?;
    let mut plans: Vec<Planned> = tasks.iter().map(|task| head.plan(projector, task)).collect();
    let events: Vec<&Recorded> = plans.iter().flatten().flat_map(|plan| &plan.events).collect();
    session.insert_events(&events)?;
    let mut statements = Vec::new();
    let mut lengths = Vec::with_capacity(plans.len());
    for plan in plans.iter_mut().flatten() {
        lengths.push(plan.statements.len());
        statements.append(&mut plan.statements);
    }
    let mut rows = session.run(&statements)?.into_iter();
    head.keep_watermark(session)?;
    let mut lengths = lengths.into_iter();
    let answers = tasks.iter().zip(plans).map(|(task, planned)| match planned {
        Ok(plan) => answer(task, plan, rows.by_ref().take(lengths.next().unwrap_or(0)).sum()),
        Err(error) => Answer::Failed(error),
    });
    Ok(answers.collect())
}

fn one_by_one(
    session: &mut dyn Session,
    projector: &dyn Projector,
    tasks: &[Task],
) -> Result<Vec<Answer>, StoreError> {
    let mut head = Head::read(session, tasks)?;
    let mut answers = Vec::with_capacity(tasks.len());
    for task in tasks {
        let plan = match head.plan(projector, task) {
            Ok(plan) => plan,
            Err(error) => {
                answers.push(Answer::Failed(error));
                continue;
            }
        };
        session.script("savepoint task")?;
        match write(session, &plan) {
            Ok(rows) => {
                session.script("release savepoint task")?;
                answers.push(answer(task, plan, rows));
            }
            Err(error) if error.is_of_statement() => {
                session.script("rollback to savepoint task; release savepoint task")?;
                head.forget(plan);
                answers.push(Answer::Failed(blame(task, error)));
            }
            Err(error) => return Err(error),
        }
    }
    head.keep_watermark(session)?;
    Ok(answers)
}

fn write(session: &mut dyn Session, plan: &Plan) -> Result<u64, StoreError> {
    let events: Vec<&Recorded> = plan.events.iter().collect();
    session.insert_events(&events)?;
    Ok(session.run(&plan.statements)?.into_iter().sum())
}

fn answer(task: &Task, plan: Plan, rows: u64) -> Answer {
    match task {
        Task::Append(..) => Answer::Appended(plan.events),
        Task::Execute(..) => Answer::Executed(rows),
    }
}

fn blame(task: &Task, error: StoreError) -> AppendError {
    match (task, error) {
        (Task::Append(..), StoreError::Constraint(what)) => {
            AppendError::Projection(ProjectError::Constraint(what))
        }
        (_, error) => AppendError::Store(error),
    }
}

/// The journal's end, as far as the group needs it.
struct Head {
    dialect: Dialect,
    start: u64,
    chain: Chain,
    versions: HashMap<String, u64>,
}

impl Head {
    /// Reads the end under the lock; work that appends nothing neither locks nor reads.
    fn read(session: &mut dyn Session, tasks: &[Task]) -> Result<Head, StoreError> {
        let mut streams = BTreeSet::new();
        let mut appends = false;
        for task in tasks {
            if let Task::Append(batch, _) = task {
                appends = true;
                streams.extend(batch.writes.iter().map(|write| write.stream.as_str()));
            }
        }
        let (chain, versions) = if appends {
            session.lock_journal()?;
            (end_of_chain(session)?, session.versions(&streams)?)
        } else {
            (Chain::default(), HashMap::new())
        };
        Ok(Head { dialect: session.dialect(), start: chain.position, chain, versions })
    }

    /// Plans `task` behind everything planned before it; an error leaves the head as it was.
    fn plan(&mut self, projector: &dyn Projector, task: &Task) -> Planned {
        match task {
            Task::Append(batch, _) => self.plan_append(projector, batch),
            Task::Execute(statements, _) => {
                let bind = |statement: &Statement| self.dialect.bind(statement.clone());
                let bound = catch_unwind(AssertUnwindSafe(|| statements.iter().map(bind).collect()));
                let statements =
                    bound.unwrap_or(Err(StoreError::Value("statement the builder cannot build")))?;
                Ok(Plan { statements, ..Plan::default() })
            }
        }
    }

    fn plan_append(&mut self, projector: &dyn Projector, batch: &Batch) -> Planned {
        let mut plan = Plan::default();
        let mut chain = self.chain.clone();
        let mut versions: HashMap<&str, u64> = HashMap::new();
        check_name("actor", &batch.actor).map_err(StoreError::Bounds)?;
        for write in &batch.writes {
            write.stream.check().map_err(StoreError::Bounds)?;
            let name = write.stream.as_str();
            let recorded = self.versions.get(name).copied().unwrap_or(0);
            let version = versions.entry(name).or_insert(recorded);
            if *version != write.expected.0 {
                let (expected, found) = (write.expected, Version(*version));
                return Err(AppendError::Conflict { stream: write.stream.clone(), expected, found });
            }
            for event in &write.events {
                event.check().map_err(StoreError::Bounds)?;
                *version += 1;
                let recorded = Recorded {
                    position: chain.position + 1,
                    stream: write.stream.clone(),
                    version: Version(*version),
                    kind: event.kind.clone(),
                    body: event.body.clone(),
                    actor: batch.actor.clone(),
                    recorded_at: to_microsecond(batch.recorded_at),
                    hash: GENESIS,
                };
                plan.events.push(chain.extend(recorded));
            }
        }
        for event in &plan.events {
            plan.statements.append(&mut project(projector, event, self.dialect)?);
        }
        let position = to_column(chain.position)?;
        plan.statements.extend(batch.outbox.iter().map(|message| {
            let params = vec![message.topic.as_str().into(), message.body.as_str().into(), position.into()];
            Bound::new("insert into outbox (topic, body, position) values ($1, $2, $3)", params)
        }));
        let mut before = Vec::with_capacity(versions.len());
        for (name, version) in versions {
            before.push((name.to_owned(), self.versions.insert(name.to_owned(), version).unwrap_or(0)));
        }
        plan.before = Some((std::mem::replace(&mut self.chain, chain), before));
        Ok(plan)
    }

    fn forget(&mut self, plan: Plan) {
        if let Some((chain, versions)) = plan.before {
            self.chain = chain;
            self.versions.extend(versions);
        }
    }

    /// Notes how far the projections are, so that a journal cut short is seen.
    fn keep_watermark(&self, session: &mut dyn Session) -> Result<(), StoreError> {
        if self.chain.position > self.start { keep_watermark(session, &self.chain) } else { Ok(()) }
    }
}

/// Asks the projector, and builds what it answers; either may be wrong but must not end the writer.
pub(crate) fn project(
    projector: &dyn Projector,
    event: &Recorded,
    dialect: Dialect,
) -> Result<Vec<Bound>, AppendError> {
    let built = catch_unwind(AssertUnwindSafe(|| {
        let statements = projector.project(event).map_err(AppendError::Projection)?;
        statements.into_iter().map(|statement| Ok(dialect.bind(statement)?)).collect()
    }));
    built.unwrap_or_else(|_| Err(AppendError::Projection(ProjectError::Panicked(event.kind.clone()))))
}

pub(crate) fn end_of_chain(session: &mut dyn Session) -> Result<Chain, StoreError> {
    chain_of(&session.query("select position, hash from event order by position desc limit 1", &[])?)
}

pub(crate) fn keep_watermark(session: &mut dyn Session, chain: &Chain) -> Result<(), StoreError> {
    let params = vec![to_column(chain.position)?.into(), Param::Blob(chain.hash.to_vec())];
    session.run(&[Bound::new("update watermark set position = $1, hash = $2", params)]).map(drop)
}
