//! The Regulation article by article (《政府信息公开条例》逐条): each rule lives here once, beside its worked cases.

pub mod art20;
pub mod art21;
