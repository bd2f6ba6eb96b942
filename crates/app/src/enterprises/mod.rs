//! Enterprises (企业): the register and what benefits fit whom, their accounts, what was pushed to them.

mod account;
mod fits;
mod load;
mod matching;
mod push;
mod token;

pub use account::{ENTERPRISE_FOR, EnterpriseSeat, Invitation, SharedView, Stated};
pub(crate) use fits::Offers;
pub use fits::{Fit, Fits};
pub use load::LoadReport;
pub use matching::{FEWEST, Matching, Simulated};
