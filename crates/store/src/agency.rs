//! Reading agencies, accounts and the calendar.
