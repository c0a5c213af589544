//! A thin C ABI over the `scylla` crate; ../cql.h states its contract. Nothing here decides anything: values go to the
//! driver as they are given, and its answers come back as codes, messages and cells.
//!
//! No panic crosses the boundary. One that happens before a request is under way, or inside its task, drops the
//! request's `Completion`, which then reports it; in the few calls without a completion it is `FAILED` or null.

mod completion;
mod outcome;
mod tls;
mod values;

use completion::{Completion, Context, Done};
use outcome::{Outcome, Payload};
use scylla::client::PoolSize;
use scylla::client::execution_profile::ExecutionProfile;
use scylla::client::session::Session;
use scylla::client::session_builder::SessionBuilder;
use scylla::policies::speculative_execution::SimpleSpeculativeExecutionPolicy;
use scylla::statement::batch::{Batch, BatchStatement, BatchType};
use scylla::statement::prepared::PreparedStatement;
use scylla::statement::{Consistency, SerialConsistency, Statement};
use std::ffi::{CStr, c_char};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::runtime::Runtime;
use values::{Arguments, OwnedArguments, Value};

#[repr(C)]
pub struct Config {
    contact_points: *const c_char,
    local_datacenter: *const c_char,
    username: *const c_char,
    password: *const c_char,
    keyspace: *const c_char,
    tls: *const TlsFiles,
    connections_per_node: u32,
    connect_timeout_ms: u32,
    request_timeout_ms: u32,
    speculative_delay_ms: u32,
    consistency: u16,
    serial_consistency: u16,
}

#[repr(C)]
pub struct TlsFiles {
    authorities: *const c_char,
    certificate: *const c_char,
    key: *const c_char,
}

#[repr(C)]
pub struct Bound {
    statement: *const PreparedStatement,
    values: *const Value,
    count: usize,
}

pub struct Client {
    runtime: Runtime,
    session: Arc<OnceLock<Arc<Session>>>,
}

const IDEMPOTENT: u32 = 1;
const FIXED_COLUMNS: u32 = 2;
const DEFAULT_CONSISTENCY: u16 = u16::MAX;

unsafe fn text(c: *const c_char) -> Option<String> {
    (!c.is_null()).then(|| unsafe { CStr::from_ptr(c) }.to_string_lossy().into_owned())
}

fn builder(config: &Config) -> Result<SessionBuilder, Outcome> {
    let consistency = Consistency::try_from(config.consistency).map_err(Outcome::invalid)?;
    let serial = match Consistency::try_from(config.serial_consistency) {
        Ok(Consistency::Serial) => SerialConsistency::Serial,
        _ => SerialConsistency::LocalSerial,
    };
    // One more node and not all of them: a cluster that is slow everywhere gets twice the requests at most.
    let speculation = SimpleSpeculativeExecutionPolicy {
        max_retry_count: 1,
        retry_interval: Duration::from_millis(config.speculative_delay_ms.into()),
    };
    let profile = ExecutionProfile::builder()
        .consistency(consistency)
        .serial_consistency(Some(serial))
        .request_timeout(Some(Duration::from_millis(config.request_timeout_ms.into())))
        .speculative_execution_policy(Some(Arc::new(speculation)))
        .build();
    let per_node = NonZeroUsize::new(config.connections_per_node as usize).unwrap_or(NonZeroUsize::MIN);
    let connect_timeout = Duration::from_millis(config.connect_timeout_ms.into());
    let points = unsafe { text(config.contact_points) }.unwrap_or_default();
    let mut builder = SessionBuilder::new()
        .known_nodes(points.split(',').map(str::trim))
        .default_execution_profile_handle(profile.into_handle())
        .connection_timeout(connect_timeout)
        .hostname_resolution_timeout(Some(connect_timeout))
        .keepalive_interval(Duration::from_secs(5))
        .keepalive_timeout(Duration::from_secs(5))
        .pool_size(PoolSize::PerHost(per_node))
        .keyspaces_to_fetch(unsafe { text(config.keyspace) });
    if let Some(datacenter) = unsafe { text(config.local_datacenter) } {
        builder = builder.prefer_datacenter(datacenter);
    }
    if let (Some(username), Some(password)) = unsafe { (text(config.username), text(config.password)) } {
        builder = builder.user(username, password);
    }
    if let Some(files) = unsafe { config.tls.as_ref() } {
        let files = unsafe {
            tls::Files {
                authorities: text(files.authorities),
                certificate: text(files.certificate),
                key: text(files.key),
            }
        };
        builder = builder.tls_context(Some(tls::context(&files)?));
    }
    Ok(builder)
}

/// Runs `request` with the session, as a task of the client's runtime that answers through `completion`.
fn start<F, R>(client: &Client, completion: Completion, request: F)
where
    F: FnOnce(Arc<Session>) -> R + Send + 'static,
    R: Future<Output = Outcome> + Send + 'static,
{
    let Some(session) = client.session.get().cloned() else {
        return completion.finish(Outcome::not_connected());
    };
    // Boxed where it runs: the whole of a request is four kilobytes, which the caller would otherwise copy
    // three times, into memory that another thread frees.
    client.runtime.spawn(async move { completion.finish(Box::pin(request(session)).await) });
}

/// What panics here has dropped its completion, and so been reported.
fn guarded(call: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(call));
}

#[unsafe(no_mangle)]
pub extern "C" fn cql_open(io_threads: u32) -> *mut Client {
    let open = || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(io_threads.max(1) as usize)
            .thread_name("cassandra-io")
            .enable_all()
            .build()
            .ok()?;
        Some(Box::into_raw(Box::new(Client { runtime, session: Arc::default() })))
    };
    catch_unwind(open).ok().flatten().unwrap_or(std::ptr::null_mut())
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_connect(
    client: *const Client, config: *const Config, done: Done, context: *mut Context,
) {
    let completion = Completion::new(done, context);
    guarded(move || {
        let client = unsafe { &*client };
        let builder = match builder(unsafe { &*config }) {
            Ok(builder) => builder,
            Err(outcome) => return completion.finish(outcome),
        };
        let session = client.session.clone();
        client.runtime.spawn(async move {
            let outcome = match builder.build().await {
                Ok(connected) => {
                    let _ = session.set(Arc::new(connected));
                    Outcome::done()
                }
                Err(error) => Outcome::connect(&error),
            };
            completion.finish(outcome);
        });
    });
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_prepare(
    client: *const Client, cql: *const c_char, flags: u32, consistency: u16, done: Done,
    context: *mut Context,
) {
    let completion = Completion::new(done, context);
    guarded(move || {
        let cql = unsafe { text(cql) }.unwrap_or_default();
        start(unsafe { &*client }, completion, move |session| async move {
            let mut prepared = match session.prepare(cql).await {
                Ok(prepared) => prepared,
                Err(error) => return Outcome::prepare(&error),
            };
            prepared.set_is_idempotent(flags & IDEMPOTENT != 0);
            prepared.set_use_cached_result_metadata(flags & FIXED_COLUMNS != 0);
            if consistency != DEFAULT_CONSISTENCY {
                match Consistency::try_from(consistency) {
                    Ok(consistency) => prepared.set_consistency(consistency),
                    Err(error) => return Outcome::invalid(error),
                }
            }
            Outcome::prepared(prepared)
        });
    });
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_query(
    client: *const Client, cql: *const c_char, done: Done, context: *mut Context,
) {
    let completion = Completion::new(done, context);
    guarded(move || {
        let statement = Statement::new(unsafe { text(cql) }.unwrap_or_default());
        start(unsafe { &*client }, completion, move |session| async move {
            Outcome::of(session.query_unpaged(statement, ()).await)
        });
    });
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_execute(
    client: *const Client, bound: *const Bound, done: Done, context: *mut Context,
) {
    let completion = Completion::new(done, context);
    guarded(move || {
        let bound = unsafe { &*bound };
        let arguments = Arguments(unsafe { values::slice(bound.values, bound.count) });
        match unsafe { &*bound.statement }.clone().bind(&arguments) {
            Ok(bound) => start(unsafe { &*client }, completion, move |session| async move {
                Outcome::of(session.execute_bound_unpaged(&bound).await)
            }),
            Err(error) => completion.finish(Outcome::invalid(error)),
        }
    });
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_execute_batch(
    client: *const Client, rows: *const Bound, count: usize, done: Done, context: *mut Context,
) {
    let completion = Completion::new(done, context);
    guarded(move || {
        let mut batch = Batch::new(BatchType::Unlogged);
        let mut arguments = Vec::with_capacity(count);
        let mut idempotent = true;
        for row in unsafe { values::slice(rows, count) } {
            let statement = unsafe { &*row.statement }.clone();
            idempotent &= statement.get_is_idempotent();
            batch.append_statement(BatchStatement::PreparedStatement(statement));
            arguments.push(OwnedArguments::copy(unsafe { values::slice(row.values, row.count) }));
        }
        batch.set_is_idempotent(idempotent);
        start(unsafe { &*client }, completion, move |session| async move {
            Outcome::of(session.batch(&batch, arguments).await)
        });
    });
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_close(client: *mut Client, timeout_ms: u32) {
    guarded(move || {
        let Client { runtime, session } = *unsafe { Box::from_raw(client) };
        // Dropped inside, because the session's own tasks end on the runtime.
        runtime.block_on(async move { drop(session) });
        runtime.shutdown_timeout(Duration::from_millis(timeout_ms.into()));
    });
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_statement_free(statement: *mut PreparedStatement) {
    guarded(move || drop(unsafe { Box::from_raw(statement) }));
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_result_code(outcome: *const Outcome) -> u32 {
    unsafe { &*outcome }.code
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_result_message(outcome: *const Outcome, length: *mut usize) -> *const u8 {
    let message = &unsafe { &*outcome }.message;
    unsafe { *length = message.len() };
    message.as_ptr()
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_result_take_statement(outcome: *mut Outcome) -> *mut PreparedStatement {
    match std::mem::replace(&mut unsafe { &mut *outcome }.payload, Payload::Nothing) {
        Payload::Statement(statement) => Box::into_raw(statement),
        _ => std::ptr::null_mut(),
    }
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_result_rows(outcome: *const Outcome) -> usize {
    match &unsafe { &*outcome }.payload {
        Payload::Rows(rows) => rows.count(),
        _ => 0,
    }
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_result_cell(
    outcome: *const Outcome, row: usize, column: usize, bytes: *mut *const u8,
) -> i32 {
    let Payload::Rows(rows) = &unsafe { &*outcome }.payload else { return -1 };
    let Some((at, length)) = rows.cell(row, column) else { return -1 };
    unsafe { *bytes = at };
    length
}

/// # Safety
/// As ../cql.h says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cql_result_free(outcome: *mut Outcome) {
    guarded(move || drop(unsafe { Box::from_raw(outcome) }));
}
