//! The Regulation article by article (《政府信息公开条例》逐条): each rule lives here once, beside its worked cases.

pub mod art14;
pub mod art15;
pub mod art16;
pub mod art17;
pub mod art18;
pub mod art20;
pub mod art21;
pub mod art26;
pub mod art30;
pub mod art31;
pub mod art32;
pub mod art33;
pub mod art34;
pub mod art35;
pub mod art36;
pub mod art37;
pub mod art38;
pub mod art39;
pub mod art40;
pub mod art41;
pub mod art42;
pub mod art44;
pub mod art49;
pub mod art50;
pub mod art51;

#[cfg(test)]
mod tests;
