//! Reading requests and remedies.
