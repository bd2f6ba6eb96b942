//! Agencies, accounts and calendars of the platform (机关、账号、工作日历): who acts, where, and on which days.
//!
//! Pure: a decision is a function of a state and what it is told; time arrives as an argument.

mod account;
mod calendar;
mod codes;
mod establishment;
mod event;
mod found;
mod identifier;
mod letters;
mod organise;
mod settings;
mod state;
mod token;

pub use account::{
    Account, AccountEvent, AccountOpened, Delegation, GrantFact, delegate, disable, enable, end_delegation,
    grant, open, record_password_change, revoke,
};
pub use calendar::{AgencyDay, CalendarEvent, Calendars, NoticeLoaded, add_day, load_notice};
pub use codes::{Channel, ColumnType, Role};
pub use establishment::{
    Establishment, Leader, LineFault, Office, read_leaders, read_offices, set_establishment, write_leaders,
    write_offices,
};
pub use event::{
    AgencyEvent, Column, Ending, Founded, HandOver, ItemSettings, Matter, Naming, Profile, Section, Settings,
};
pub use found::{Lineage, end, found, move_under, rename};
pub use gongkai_statute::Refusal;
pub use identifier::{CreditCode, is_agency_code, is_login, is_region, is_slug};
pub use letters::LetterSettings;
pub use organise::{
    add_section, close_channel, close_column, close_section, hand_over, open_channel, rename_section,
    set_column, set_profile, standard_columns,
};
pub use settings::{set_settings, set_words};
pub use state::{Agency, Standing};
pub use token::{TOKEN_DAYS, TokenIssued, issue_token, revoke_token};
