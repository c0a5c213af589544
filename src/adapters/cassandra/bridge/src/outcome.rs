use scylla::deserialize::row::ColumnIterator;
use scylla::errors::{DbError, ExecutionError, NewSessionError, PrepareError, RequestAttemptError};
use scylla::response::query_result::{QueryResult, QueryRowsResult};
use scylla::statement::prepared::PreparedStatement;
use std::fmt::Display;

// As `cql_code` in ../cql.h.
const OK: u32 = 0;
const FAILED: u32 = 1;
const CLIENT_TIMEOUT: u32 = 2;
const UNAVAILABLE: u32 = 3;
const WRITE_TIMEOUT: u32 = 4;
const READ_TIMEOUT: u32 = 5;
const OVERLOADED: u32 = 6;
const NO_CONNECTION: u32 = 7;
const BROKEN_CONNECTION: u32 = 8;
const INVALID: u32 = 9;
const DROPPED: u32 = 10;

pub struct Outcome {
    pub code: u32,
    pub message: String,
    pub payload: Payload,
}

pub enum Payload {
    Nothing,
    Rows(Rows),
    Statement(Box<PreparedStatement>),
}

/// The cells point into the response's frame, which the driver's result owns.
pub struct Rows {
    cells: Vec<(*const u8, i32)>,
    columns: usize,
    count: usize,
    _frame: QueryRowsResult,
}

impl Rows {
    pub fn count(&self) -> usize {
        self.count
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<(*const u8, i32)> {
        if column >= self.columns {
            return None;
        }
        self.cells.get(row * self.columns + column).copied()
    }
}

impl Outcome {
    pub fn done() -> Self {
        Outcome { code: OK, message: String::new(), payload: Payload::Nothing }
    }

    fn error(code: u32, message: impl Display) -> Self {
        Outcome { code, message: message.to_string(), payload: Payload::Nothing }
    }

    pub fn invalid(error: impl Display) -> Self {
        Self::error(INVALID, error)
    }

    pub fn not_connected() -> Self {
        Self::error(NO_CONNECTION, "not connected yet")
    }

    pub fn dropped() -> Self {
        Self::error(DROPPED, "the driver gave the request up without an answer")
    }

    pub fn connect(error: &NewSessionError) -> Self {
        match error {
            NewSessionError::IllegalConfig(_) | NewSessionError::EmptyKnownNodesList => {
                Self::error(INVALID, error)
            }
            _ => Self::error(NO_CONNECTION, error),
        }
    }

    pub fn prepare(error: &PrepareError) -> Self {
        let code = match error {
            PrepareError::ConnectionPoolError(_) => NO_CONNECTION,
            PrepareError::AllAttemptsFailed { first_attempt } => attempt_code(first_attempt),
            _ => FAILED,
        };
        Self::error(code, error)
    }

    pub fn prepared(statement: PreparedStatement) -> Self {
        Outcome { payload: Payload::Statement(Box::new(statement)), ..Self::done() }
    }

    pub fn of(answer: Result<QueryResult, ExecutionError>) -> Self {
        match answer {
            Err(error) => Self::error(execution_code(&error), error),
            Ok(result) if !result.is_rows() => Self::done(),
            Ok(result) => match rows_of(result) {
                Ok(rows) => Outcome { payload: Payload::Rows(rows), ..Self::done() },
                Err(message) => Self::error(FAILED, message),
            },
        }
    }
}

fn rows_of(result: QueryResult) -> Result<Rows, String> {
    let frame = result.into_rows_result().map_err(|error| error.to_string())?;
    let columns = frame.column_specs().len();
    let mut cells = Vec::with_capacity(columns * frame.rows_num());
    let mut count = 0;
    for row in frame.rows::<ColumnIterator>().map_err(|error| error.to_string())? {
        for cell in row.map_err(|error| error.to_string())? {
            let slice = cell.map_err(|error| error.to_string())?.slice;
            cells.push(match slice {
                Some(slice) => (slice.as_slice().as_ptr(), slice.as_slice().len() as i32),
                None => (std::ptr::null(), -1),
            });
        }
        count += 1;
    }
    Ok(Rows { cells, columns, count, _frame: frame })
}

fn execution_code(error: &ExecutionError) -> u32 {
    match error {
        ExecutionError::RequestTimeout(_) => CLIENT_TIMEOUT,
        ExecutionError::EmptyPlan | ExecutionError::ConnectionPoolError(_) => NO_CONNECTION,
        ExecutionError::BadQuery(_) => INVALID,
        ExecutionError::LastAttemptError(attempt) => attempt_code(attempt),
        _ => FAILED,
    }
}

fn attempt_code(error: &RequestAttemptError) -> u32 {
    match error {
        RequestAttemptError::BrokenConnectionError(_) => BROKEN_CONNECTION,
        RequestAttemptError::UnableToAllocStreamId => OVERLOADED,
        RequestAttemptError::SerializationError(_) | RequestAttemptError::CqlRequestSerialization(_) => {
            INVALID
        }
        RequestAttemptError::DbError(error, _) => database_code(error),
        _ => FAILED,
    }
}

fn database_code(error: &DbError) -> u32 {
    match error {
        DbError::Unavailable { .. } | DbError::IsBootstrapping => UNAVAILABLE,
        DbError::WriteTimeout { .. } | DbError::WriteFailure { .. } => WRITE_TIMEOUT,
        DbError::ReadTimeout { .. } | DbError::ReadFailure { .. } => READ_TIMEOUT,
        DbError::Overloaded | DbError::RateLimitReached { .. } => OVERLOADED,
        DbError::SyntaxError
        | DbError::Invalid
        | DbError::ConfigError
        | DbError::Unauthorized
        | DbError::AlreadyExists { .. } => INVALID,
        _ => FAILED,
    }
}
