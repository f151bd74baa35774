//! The upstream's answers, field by field. Only this module knows the wire format; every function renders one
//! endpoint's body from the current world.

mod catalogue;
mod history;
mod lobbies;
mod person;
mod stats;

use serde::Serialize;
use serde_json::value::RawValue;

pub use self::catalogue::{Extent, catalogue};
pub use self::history::recent_match_history;
pub use self::lobbies::{LARGEST_PAGE, advertisements};
pub use self::stats::personal_stat;

/// The `result` of every answer.
#[derive(Serialize)]
pub(crate) struct ResultCode {
    code: i64,
    message: &'static str,
}

const SUCCESS: ResultCode = ResultCode { code: 0, message: "SUCCESS" };

#[derive(Serialize)]
struct Refusal {
    result: ResultCode,
}

/// The code of a name that nobody has.
pub(crate) const UNREGISTERED_PROFILE_NAME: i64 = 3;

/// An answer with only a result code. 3 is `UNREGISTERED_PROFILE_NAME`.
#[must_use]
pub fn refusal(code: i64) -> Vec<u8> {
    let message = match code {
        2 => "INVALID_PARAMETER",
        UNREGISTERED_PROFILE_NAME => "UNREGISTERED_PROFILE_NAME",
        _ => "SIMULATED_FAILURE",
    };
    bytes(&Refusal { result: ResultCode { code, message } })
}

/// Our own types always serialize; an empty body is what the upstream sends when it fails.
fn bytes(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

fn raw(row: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(row).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// A row's position in a list whose order means nothing: fixed, but never the natural one.
fn scrambled(id: i64) -> u64 {
    id.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
