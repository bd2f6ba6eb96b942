//! Which article is done (条例覆盖情况): every article from 1 to 56 stands here, or a test fails.

/// How far an article is in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// Its rules stand in this crate.
    Modelled,
    /// Some of its rules stand here; why not the others.
    Partly(&'static str),
    /// None of it stands here; why.
    Left(&'static str),
}

use Coverage::{Left, Modelled, Partly};

/// Every article of the Regulation of 2019 with its coverage.
pub static COVERAGE: [(u16, Coverage); 56] = [
    (1, Left("purpose of the Regulation, no rule to apply")),
    (2, Left("definition; origin and carrier are fields of an item, in `publication`")),
    (3, Left("who leads; the tree of agencies stands in `agency`")),
    (4, Left("duties of the disclosure office; its profile stands in `agency`")),
    (5, Left("principle; shows in refusals having to cite an article")),
    (6, Left("clarifications are a kind of item, in `publication`")),
    (7, Left("appeal to publish more, no rule to apply")),
    (8, Left("how information is managed, met by the platform itself")),
    (9, Left("right to criticise; public appraisal stands in `supervision`")),
    (10, Left("who discloses; responsible and leading agency are fields of an item, in `publication`")),
    (11, Left("confirmation by other agencies is a step of the review chain, in `publication`")),
    (12, Left("guide and catalogue are derived from items, in `publication`")),
    (13, Left("everything else is disclosed: the default of an item, in `publication`")),
    (14, Modelled),
    (15, Modelled),
    (16, Modelled),
    (17, Partly("the findings stand here; the review chain in `publication`")),
    (18, Partly("the next assessment stands here; its interval is a setting")),
    (19, Left("three grounds to publish are fields of an item, in `publication`")),
    (20, Modelled),
    (21, Modelled),
    (22, Left("the detailed list is versioned data of an agency, in `publication`")),
    (23, Left("channels are recorded per item, in `publication`")),
    (24, Left("search, reading and download are the portal's")),
    (25, Left("reading places and deliveries are a register, in `publication`")),
    (26, Partly("20 working days stand here; periods set by other laws are given with the item")),
    (27, Left("anyone may ask: no rule to check, and none asks for a purpose")),
    (28, Left("channels to ask are the portal's")),
    (29, Left("required particulars are checked where requests are registered, in `request`")),
    (30, Modelled),
    (31, Modelled),
    (32, Modelled),
    (33, Modelled),
    (34, Modelled),
    (35, Partly("what follows stands here; what is excessive or reasonable the agency judges")),
    (36, Modelled),
    (37, Modelled),
    (
        38,
        Partly(
            "the decision and its questions stand here; whether information must be made anew the agency judges",
        ),
    ),
    (
        39,
        Partly(
            "the two decisions and their questions stand here; whether a request is a petition the agency judges",
        ),
    ),
    (40, Modelled),
    (41, Partly("the outcomes stand here; the procedure in `request`")),
    (42, Partly("schedules and payment stand here; what is excessive the agency judges")),
    (43, Left("help for readers is the portal's")),
    (44, Partly("when to propose stands here; the proposals in `request`")),
    (45, Left("registration to filing are the stages of a request, in `request`")),
    (46, Left("assessment and appraisal stand in `supervision`")),
    (47, Left("inspection and rectification stand in `supervision`")),
    (48, Left("training is a register, in `supervision`")),
    (49, Modelled),
    (50, Partly("the sections stand here; the figures in `report`")),
    (51, Modelled),
    (52, Left("discipline for missing systems, a decision of people")),
    (53, Left("discipline and crime, a decision of people; stale columns are found in `supervision`")),
    (54, Partly("authorised organisations are a kind of agency here and bound by Art. 49 like departments")),
    (55, Left("public utilities follow the rules of their sectors")),
    (56, Partly("the day of entry into force stands in `source`")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_stands_once_and_in_order() {
        let numbers: Vec<u16> = COVERAGE.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=56).collect::<Vec<_>>());
    }

    #[test]
    fn whatever_is_not_modelled_says_why() {
        for (number, coverage) in COVERAGE {
            match coverage {
                Modelled => {}
                Partly(why) | Left(why) => assert!(why.len() > 15, "{number}"),
            }
        }
    }
}
