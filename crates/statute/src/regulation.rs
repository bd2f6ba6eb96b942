//! The Regulation article by article (《政府信息公开条例》逐条): each rule lives here once, beside its worked cases.

pub mod art20;
pub mod art21;
pub mod art26;
pub mod art30;
pub mod art31;
pub mod art32;
pub mod art33;
pub mod art34;
pub mod art35;
pub mod art42;

#[cfg(test)]
mod tests;
