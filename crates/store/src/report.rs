//! Reading the ledger of decisions and fees, and annual reports.
