//! Our own wording of each document, one file a code (内置模板).

use crate::code::LetterCode;

/// The built-in template of a document, as an officer would edit it.
pub const fn built_in_template(code: LetterCode) -> &'static str {
    match code {
        LetterCode::P1 => include_str!("../templates/P1.typ"),
        LetterCode::P2 => include_str!("../templates/P2.typ"),
        LetterCode::P3 => include_str!("../templates/P3.typ"),
        LetterCode::P4 => include_str!("../templates/P4.typ"),
        LetterCode::P5 => include_str!("../templates/P5.typ"),
        LetterCode::P6 => include_str!("../templates/P6.typ"),
        LetterCode::P7 => include_str!("../templates/P7.typ"),
        LetterCode::P8 => include_str!("../templates/P8.typ"),
        LetterCode::P9 => include_str!("../templates/P9.typ"),
        LetterCode::P10 => include_str!("../templates/P10.typ"),
        LetterCode::P11 => include_str!("../templates/P11.typ"),
        LetterCode::P12 => include_str!("../templates/P12.typ"),
        LetterCode::P13 => include_str!("../templates/P13.typ"),
        LetterCode::P14 => include_str!("../templates/P14.typ"),
        LetterCode::R1 => include_str!("../templates/R1.typ"),
        LetterCode::R2 => include_str!("../templates/R2.typ"),
        LetterCode::R3 => include_str!("../templates/R3.typ"),
        LetterCode::R4 => include_str!("../templates/R4.typ"),
        LetterCode::R5 => include_str!("../templates/R5.typ"),
        LetterCode::R6 => include_str!("../templates/R6.typ"),
        LetterCode::R7 => include_str!("../templates/R7.typ"),
        LetterCode::R8 => include_str!("../templates/R8.typ"),
        LetterCode::R9 => include_str!("../templates/R9.typ"),
        LetterCode::R10 => include_str!("../templates/R10.typ"),
        LetterCode::R11 => include_str!("../templates/R11.typ"),
        LetterCode::R12 => include_str!("../templates/R12.typ"),
        LetterCode::R13 => include_str!("../templates/R13.typ"),
        LetterCode::R14 => include_str!("../templates/R14.typ"),
        LetterCode::R15 => include_str!("../templates/R15.typ"),
        LetterCode::R16 => include_str!("../templates/R16.typ"),
        LetterCode::R17 => include_str!("../templates/R17.typ"),
        LetterCode::R18 => include_str!("../templates/R18.typ"),
        LetterCode::R19 => include_str!("../templates/R19.typ"),
        LetterCode::R20 => include_str!("../templates/R20.typ"),
        LetterCode::R21 => include_str!("../templates/R21.typ"),
        LetterCode::R22 => include_str!("../templates/R22.typ"),
        LetterCode::R23 => include_str!("../templates/R23.typ"),
        LetterCode::C1 => include_str!("../templates/C1.typ"),
        LetterCode::C2 => include_str!("../templates/C2.typ"),
    }
}
