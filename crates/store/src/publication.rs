//! Reading items and their editions.
