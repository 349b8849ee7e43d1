//! dynoxide (DynamoDB on SQLite) for Python: operations by name, requests and answers in DynamoDB's own JSON.
//!
//! The JSON of the service is the interface on purpose: it is documented by AWS, needs no classes on either side, and is what
//! `amplify_pulumi.local.store` speaks with every other DynamoDB as well.

mod plain;

use std::sync::RwLock;

use dynoxide::DynoxideError as Refusal;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::plain::Answer;

create_exception!(amplify_pulumi_dynoxide, DynoxideError, PyException);

#[pyclass(frozen)]
struct Database {
    open: RwLock<Option<dynoxide::Database>>,
}

#[pymethods]
impl Database {
    #[new]
    #[pyo3(signature = (path=None))]
    fn new(py: Python<'_>, path: Option<&str>) -> PyResult<Self> {
        let opened = py.detach(|| path.map_or_else(dynoxide::Database::memory, dynoxide::Database::new));
        Ok(Self {
            open: RwLock::new(Some(opened.map_err(raise)?)),
        })
    }

    fn call<'py>(&self, py: Python<'py>, operation: &str, request: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        self.answer(py, |database| typed(database, operation, request))
    }

    fn call_plain<'py>(&self, py: Python<'py>, operation: &str, request: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        self.answer(py, |database| plain(database, operation, request))
    }

    fn close(&self, py: Python<'_>) {
        let last = self.open.write().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        py.detach(|| drop(last));
    }
}

impl Database {
    fn answer<'py>(
        &self,
        py: Python<'py>,
        carry_out: impl Send + FnOnce(&dynoxide::Database) -> Result<Vec<u8>, Refusal>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        // A clone shares the data; it outlives a close() in another thread, and the lock is never held during a call.
        let open = self.open.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        let database = open.ok_or_else(|| raise(Refusal::InternalServerError("The database is closed".to_owned())))?;
        let answer = py.detach(|| carry_out(&database)).map_err(raise)?;
        Ok(PyBytes::new(py, &answer))
    }
}

fn raise(refusal: Refusal) -> PyErr {
    DynoxideError::new_err(refusal.to_json())
}

fn typed(database: &dynoxide::Database, operation: &str, request: &[u8]) -> Result<Vec<u8>, Refusal> {
    macro_rules! run {
        ($method:ident) => {
            write(
                &database
                    .$method(read(request)?)
                    .map_err(|refusal| enveloped(operation, refusal))?,
            )
        };
    }
    match operation {
        "GetItem" => run!(get_item),
        "PutItem" => run!(put_item),
        "UpdateItem" => run!(update_item),
        "DeleteItem" => run!(delete_item),
        "Query" => run!(query),
        "Scan" => run!(scan),
        "BatchGetItem" => run!(batch_get_item),
        "BatchWriteItem" => run!(batch_write_item),
        "TransactGetItems" => run!(transact_get_items),
        "TransactWriteItems" => run!(transact_write_items),
        "CreateTable" => run!(create_table),
        "UpdateTable" => run!(update_table),
        "DeleteTable" => run!(delete_table),
        "DescribeTable" => run!(describe_table),
        "ListTables" => run!(list_tables),
        "UpdateTimeToLive" => run!(update_time_to_live),
        "DescribeTimeToLive" => run!(describe_time_to_live),
        _ => Err(unsupported(operation)),
    }
}

fn plain(database: &dynoxide::Database, operation: &str, request: &[u8]) -> Result<Vec<u8>, Refusal> {
    macro_rules! run {
        ($method:ident) => {
            write(
                &database
                    .$method(read(request)?)
                    .map_err(|refusal| enveloped(operation, refusal))?
                    .members(),
            )
        };
    }
    match operation {
        "GetItem" => run!(get_item),
        "PutItem" => run!(put_item),
        "UpdateItem" => run!(update_item),
        "DeleteItem" => run!(delete_item),
        "Query" => run!(query),
        "Scan" => run!(scan),
        _ => Err(unsupported(operation)),
    }
}

fn unsupported(operation: &str) -> Refusal {
    Refusal::ValidationException(format!("The operation {operation} is not supported here"))
}

const EMPTY_VALUE: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

/// PutItem, UpdateItem and DeleteItem report mistakes in a request in an envelope; dynoxide leaves it to its own HTTP server.
fn enveloped(operation: &str, refusal: Refusal) -> Refusal {
    match (operation, refusal) {
        ("PutItem" | "UpdateItem" | "DeleteItem", Refusal::EnvelopedValidation(text)) => {
            Refusal::ValidationException(format!("1 validation error detected: {text}"))
        }
        (_, refusal) => refusal,
    }
}

fn read<T: DeserializeOwned>(request: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(request).map_err(|error| {
        let text = error.to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(head, _)| head);
        // dynoxide's own readers mark what they refuse with the kind of the error, as in "VALIDATION_REQUEST:text".
        match text.split_once(':') {
            Some((mark, rest)) if mark.starts_with("VALIDATION") => Refusal::ValidationException(rest.to_owned()),
            Some((mark, rest)) if mark.starts_with("SERIALIZATION") => Refusal::SerializationException(rest.to_owned()),
            _ if text == "empty AttributeValue object" => Refusal::ValidationException(EMPTY_VALUE.to_owned()),
            _ if error.is_data() && !text.starts_with("invalid type") => Refusal::ValidationException(text.to_owned()),
            _ => Refusal::SerializationException(text.to_owned()),
        }
    })
}

fn write(answer: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(answer).map_err(|error| Refusal::InternalServerError(error.to_string()))
}

/// The embedded DynamoDB: dynoxide (Rust on SQLite) in process.
#[pymodule]
fn amplify_pulumi_dynoxide(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Database>()?;
    module.add("DynoxideError", module.py().get_type::<DynoxideError>())
}
