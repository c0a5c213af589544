use scylla::cluster::metadata::{ColumnType, NativeType};
use scylla::serialize::SerializationError;
use scylla::serialize::row::{RowSerializationContext, SerializeRow};
use scylla::serialize::writers::RowWriter;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Value {
    kind: u32,
    length: u32,
    number: i64,
    bytes: *const u8,
}

const NULL: u32 = 0;
const INT64: u32 = 1;
const INT32: u32 = 2;
const UUID: u32 = 3;
const BYTES: u32 = 4;

impl Value {
    fn external_length(&self) -> usize {
        match self.kind {
            UUID => 16,
            BYTES => self.length as usize,
            _ => 0,
        }
    }

    fn fits(&self, column: &ColumnType) -> bool {
        let ColumnType::Native(native) = column else { return self.kind == NULL };
        match self.kind {
            NULL => true,
            INT64 => matches!(native, NativeType::BigInt | NativeType::Timestamp),
            INT32 => matches!(native, NativeType::Int),
            UUID => matches!(native, NativeType::Uuid | NativeType::Timeuuid),
            BYTES => matches!(native, NativeType::Text | NativeType::Ascii | NativeType::Blob),
            _ => false,
        }
    }
}

/// `count` items from `start`, which may be null when there are none.
pub unsafe fn slice<'a, T>(start: *const T, count: usize) -> &'a [T] {
    if count == 0 { &[] } else { unsafe { std::slice::from_raw_parts(start, count) } }
}

/// Values where the C side keeps them, for as long as the call that brings them.
pub struct Arguments<'a>(pub &'a [Value]);

#[derive(Debug)]
struct Mismatch(&'static str);

impl std::fmt::Display for Mismatch {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.0)
    }
}

impl std::error::Error for Mismatch {}

fn mismatch(what: &'static str) -> SerializationError {
    SerializationError::new(Mismatch(what))
}

impl SerializeRow for Arguments<'_> {
    fn serialize(
        &self, context: &RowSerializationContext<'_>, row: &mut RowWriter,
    ) -> Result<(), SerializationError> {
        if context.columns().len() != self.0.len() {
            return Err(mismatch("another number of values than the statement binds"));
        }
        for (value, column) in self.0.iter().zip(context.columns()) {
            if !value.fits(column.typ()) {
                return Err(mismatch("a value of another type than its column"));
            }
            let cell = row.make_cell_writer();
            match value.kind {
                NULL => {
                    cell.set_null();
                    Ok(())
                }
                INT64 => cell.set_value(&value.number.to_be_bytes()).map(drop),
                INT32 => cell.set_value(&(value.number as i32).to_be_bytes()).map(drop),
                _ => cell.set_value(unsafe { slice(value.bytes, value.external_length()) }).map(drop),
            }
            .map_err(|_| mismatch("a value too long for a frame"))?;
        }
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A copy that outlives the call, because the driver serialises a batch only when it has chosen a connection.
pub struct OwnedArguments {
    values: Vec<Value>,
    _bytes: Vec<u8>,
}

// The pointers inside point into the object's own bytes.
unsafe impl Send for OwnedArguments {}
unsafe impl Sync for OwnedArguments {}

impl OwnedArguments {
    pub fn copy(values: &[Value]) -> Self {
        let mut values = values.to_vec();
        // Reserved in full: what was copied must not move again.
        let mut bytes = Vec::with_capacity(values.iter().map(Value::external_length).sum());
        for value in &mut values {
            let start = bytes.len();
            bytes.extend_from_slice(unsafe { slice(value.bytes, value.external_length()) });
            value.bytes = unsafe { bytes.as_ptr().add(start) };
        }
        OwnedArguments { values, _bytes: bytes }
    }
}

impl SerializeRow for OwnedArguments {
    fn serialize(
        &self, context: &RowSerializationContext<'_>, row: &mut RowWriter,
    ) -> Result<(), SerializationError> {
        Arguments(&self.values).serialize(context, row)
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}
