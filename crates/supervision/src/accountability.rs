//! Accountability (责任追究), Arts. 47, 52 and 53: why an agency was called to account, what was done, what came of it.
//!
//! The authority urges, criticises and proposes; discipline and prosecution are decided by others and recorded here
//! with the organ that decided. Nobody is named.

mod acts;
mod stream;

pub use acts::{close_account, open_account, record_result, take_measure};
pub use stream::{
    AccountCase, AccountEvent, AccountGround, AccountOpened, AccountResult, Measure, MeasureTaken,
    ResultRecorded,
};
