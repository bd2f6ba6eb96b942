//! Why an act is refused, under which article, and what to do instead.

use std::fmt;

use gongkai_statute::{Article, REGULATION_2019};

/// Defines the rules with their keys and articles of the Regulation.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $article:literal;)+) => {
        /// A rule that can refuse an act.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $name,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)+];

            /// The stable name of the rule.
            pub const fn key(self) -> &'static str {
                match self { $(Rule::$name => $key,)+ }
            }

            /// The article of the Regulation the rule stands on.
            ///
            /// Rules of procedure stand on Art. 45, which asks for a system of registration, review, handling, reply and filing.
            pub fn article(self) -> Article {
                REGULATION_2019.article(match self { $(Rule::$name => $article,)+ })
            }
        }
    };
}

rules! {
    /// There is no such request yet.
    NotRegistered = "not_registered", 45;
    /// The number is taken.
    AlreadyRegistered = "already_registered", 45;
    /// The day of receipt is not settled until both sides confirm.
    ConfirmFirst = "confirm_first", 31;
    /// The receipt is settled already.
    AlreadyConfirmed = "already_confirmed", 31;
    /// The channel has no confirmation.
    NothingToConfirm = "nothing_to_confirm", 31;
    /// The case is closed.
    CaseClosed = "case_closed", 45;
    /// The person's data was erased before.
    AlreadyErased = "already_erased", 45;
    /// The case must be kept some time yet.
    RetentionRunning = "retention_running", 45;
    /// A remedy is open, or may still be sought.
    RemedyRunning = "remedy_running", 51;
    /// The case is not closed.
    CaseOpen = "case_open", 45;
    /// Something the form asks for is empty.
    Blank = "blank", 45;
    /// The day lies in the future.
    InFuture = "in_future", 45;
    /// The day lies before something that came first.
    OutOfOrder = "out_of_order", 45;
    /// One supplement notice, with all points.
    SupplementOnce = "supplement_once", 30;
    /// No supplement was asked for, or it came already.
    SupplementNotAwaited = "supplement_not_awaited", 30;
    /// The period to supplement has not ended.
    SupplementPeriodRunning = "supplement_period_running", 30;
    /// The supplement came after its last day, without a good reason.
    SupplementOverdue = "supplement_overdue", 30;
    /// The request waits for its supplement.
    AwaitingSupplement = "awaiting_supplement", 30;
    /// The supplement is asked for by a day after the notice.
    ReplyByBeforeNotice = "reply_by_before_notice", 30;
    /// Such a letter is on file already.
    ConsultationTaken = "consultation_taken", 32;
    /// No open letter of this name.
    ConsultationUnknown = "consultation_unknown", 32;
    /// The 15 working days have not ended.
    ConsultationRunning = "consultation_running", 32;
    /// Reasons are asked for once.
    ReasonsOnce = "reasons_once", 35;
    /// Reasons were not asked for, or came already.
    ReasonsNotAwaited = "reasons_not_awaited", 35;
    /// A later date needs reasonable reasons of the applicant first.
    DeferAfterReasons = "defer_after_reasons", 35;
    /// A later date is set once and lies after the present one.
    DeferLaterOnce = "defer_later_once", 35;
    /// A later date is told before the period ends.
    DeferBeforeDue = "defer_before_due", 35;
    /// One extension only.
    ExtendOnce = "extend_once", 33;
    /// An extension is told before the period ends.
    ExtendBeforeDue = "extend_before_due", 33;
    /// At most 20 working days.
    ExtendAtMost20 = "extend_at_most_20", 33;
    /// The period does not run, so it cannot be extended.
    ExtendWhileRunning = "extend_while_running", 33;
    /// The last day is not known for want of the calendar.
    DueUnknown = "due_unknown", 33;
    /// One fee notice per request, within the period.
    FeeOnce = "fee_once", 42;
    /// A notice needs an amount.
    FeeNotDue = "fee_not_due", 42;
    /// A fee notice is given within the processing period.
    FeeWhileRunning = "fee_while_running", 42;
    /// No fee is waited for.
    FeeNotAwaited = "fee_not_awaited", 42;
    /// The 20 working days to pay have not ended.
    FeePeriodRunning = "fee_period_running", 42;
    /// The 20 working days to pay are over.
    FeePeriodOver = "fee_period_over", 42;
    /// The request waits for its fee.
    AwaitingFee = "awaiting_fee", 42;
    /// Only a paid fee can be refunded, and once.
    FeeNotPaid = "fee_not_paid", 42;
    /// Only a reply that was delivered is rated.
    NotAnswered = "not_answered", 46;
    /// One rating a reply.
    RatedOnce = "rated_once", 46;
    /// One complaint at a time.
    ComplaintOpen = "complaint_open", 51;
    /// No complaint waits for an answer.
    ComplaintNotOpen = "complaint_not_open", 51;
    /// This result is recorded by its own act, not by a reply.
    RecordedByAct = "recorded_by_act", 36;
    /// Every reply that withholds says why.
    ReasonMissing = "reason_missing", 36;
    /// Partial disclosure names the withheld parts, each with ground and reason.
    PartsMissing = "parts_missing", 37;
    /// Not existing needs a search on record.
    SearchFirst = "search_first", 36;
    /// Third parties are asked before their interests are relied on.
    ConsultFirst = "consult_first", 32;
    /// Still unclear is for supplemented requests.
    SupplementFirst = "supplement_first", 30;
    /// Excessive is for requesters who were asked for reasons.
    ReasonsFirst = "reasons_first", 35;
    /// A repeated request names the earlier one.
    EarlierMissing = "earlier_missing", 36;
    /// Another form than the one asked for needs a reason.
    FormReasonMissing = "form_reason_missing", 40;
    /// The check-list of a ground is answered before the reply is signed.
    ChecklistFirst = "checklist_first", 36;
    /// Every question of a check-list is answered.
    ChecklistIncomplete = "checklist_incomplete", 36;
    /// With this answer the ground cannot stand.
    ChecklistFatal = "checklist_fatal", 36;
    /// This answer needs a remark.
    ChecklistRemark = "checklist_remark", 36;
    /// The draft does not use this ground.
    ChecklistOther = "checklist_other", 36;
    /// The responsible agency is known, so the reply names it.
    CompetentMissing = "competent_missing", 36;
    /// An objection is overridden only by a recorded decision.
    PublicInterestFirst = "public_interest_first", 32;
    /// No objection waits for a decision.
    NoObjection = "no_objection", 32;
    /// An objection is decided on once.
    ObjectionDecided = "objection_decided", 32;
    /// The third party is owed a notice of what is disclosed and why.
    ThirdPartyNoticeOwed = "third_party_notice_owed", 32;
    /// No notice to a third party is owed.
    NoNoticeOwed = "no_notice_owed", 32;
    /// A letter asking for an opinion is still open.
    ConsultationOpen = "consultation_open", 32;
    /// What the text says of remedies does not fit the decision or its day.
    RemedyTextWrong = "remedy_text_wrong", 51;
    /// What the text says of remedies names no period.
    RemedyPeriodMissing = "remedy_period_missing", 51;
    /// The earlier request was another person's, or is not answered.
    EarlierOther = "earlier_other", 36;
    /// The last day to reply is over: it marks and is explained, it prevents nothing.
    ReplyLate = "reply_late", 33;
    /// An agent's authority is not proven.
    AuthorityUnproven = "authority_unproven", 29;
    /// Electronic delivery goes to an address the requester named.
    ElectronicRouteMissing = "electronic_route_missing", 40;
    /// A minor asks through a guardian.
    GuardianMissing = "guardian_missing", 29;
    /// A case is taken over once, and by a successor.
    TakenOverOnce = "taken_over_once", 45;
    /// Only an ended agency's cases are taken over, by one of its successors.
    NotSuccessor = "not_successor", 45;
    /// A likeness is dismissed once.
    DuplicateDismissed = "duplicate_dismissed", 44;
    /// Earlier records that say whether a reply after the period was late.
    LatenessUnknown = "lateness_unknown", 33;
    /// The last day is not over.
    NotOverdue = "not_overdue", 33;
    /// A reply is with the approver; it must be sent back before it changes.
    ReplyApproved = "reply_approved", 45;
    /// There is no draft.
    NoDraft = "no_draft", 45;
    /// The reply is not approved.
    NotApproved = "not_approved", 45;
    /// No reply leaves without a secrecy review of this draft.
    SecrecyReviewFirst = "secrecy_review_first", 17;
    /// Nobody reviews the secrecy of their own draft.
    SecrecyByAnother = "secrecy_by_another", 17;
    /// Nobody approves their own draft.
    ApproveByAnother = "approve_by_another", 45;
    /// A new reply follows a lost review or suit.
    ReopenByRemedy = "reopen_by_remedy", 51;
    /// Splitting makes at least one more request.
    SplitNothing = "split_nothing", 29;
    /// An oral request names the clerk who wrote it down.
    ClerkMissing = "clerk_missing", 29;
    /// There is no such letter, or it cannot be used so.
    LetterUnknown = "letter_unknown", 45;
    /// The reply has not been issued as a letter.
    LetterMissing = "letter_missing", 45;
    /// A letter is sent once, unless it comes back.
    LetterSentOnce = "letter_sent_once", 45;
    /// The letter has not been sent.
    LetterNotSent = "letter_not_sent", 45;
    /// What is sent differs from what was approved.
    LetterDiffers = "letter_differs", 45;
    /// Another edition needs a reason.
    EditionReasonMissing = "edition_reason_missing", 45;
    /// A file is put on record once.
    FileTaken = "file_taken", 45;
    /// A remedy is filed once.
    RemedyFiled = "remedy_filed", 51;
    /// There is no such remedy.
    RemedyUnknown = "remedy_unknown", 51;
    /// The remedy is over.
    RemedyOver = "remedy_over", 51;
    /// The remedy is not concluded.
    RemedyNotConcluded = "remedy_not_concluded", 51;
    /// Only a suit becomes effective after its judgment.
    RemedyNotSuit = "remedy_not_suit", 51;
    /// A suit after review names the review.
    RemedyEarlierMissing = "remedy_earlier_missing", 51;
    /// The number of a motion is taken.
    MotionFiled = "motion_filed", 45;
    /// There is no such motion.
    MotionUnknown = "motion_unknown", 45;
    /// The motion is over.
    MotionOver = "motion_over", 45;
    /// The answer is on its way, so what it rests on stays as it is.
    MotionSettled = "motion_settled", 45;
    /// Somebody asks for a correction of what is on record about them.
    MakerMissing = "maker_missing", 41;
    /// What is asked for is looked into before it is answered.
    ExamineFirst = "examine_first", 41;
    /// This answer does not fit the motion, or what was found.
    OutcomeOther = "outcome_other", 41;
    /// What is published proactively has a reason in Art. 19.
    PublicGroundMissing = "public_ground_missing", 44;
    /// Nothing was promised, or it is done.
    NothingToFulfil = "nothing_to_fulfil", 41;
}

/// An act the rules forbid: an outcome, not a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// What is not possible and what to do instead, for the officer.
    pub message: String,
    /// The article it stands on: the rule's own, unless a narrower one is known.
    pub article: Article,
}

impl Refusal {
    /// Refuses by `rule`.
    pub fn new(rule: Rule, message: impl Into<String>) -> Refusal {
        Refusal { rule, message: message.into(), article: rule.article() }
    }

    /// The same refusal under a narrower article.
    #[must_use]
    pub fn under(self, article: Article) -> Refusal {
        Refusal { article, ..self }
    }

    /// The citation the officer reads.
    pub fn citation(&self) -> String {
        self.article.to_string()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（{}）", self.message, self.citation())
    }
}

/// Shorthand of every decision: events, or why not.
pub type Decided<E> = Result<Vec<E>, Refusal>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_key_of_its_own() {
        let mut keys: Vec<_> = Rule::ALL.iter().map(|rule| rule.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Rule::ALL.len());
    }

    #[test]
    fn a_refusal_prints_its_article() {
        let refusal = Refusal::new(Rule::SupplementOnce, "已经告知过一次补正");
        assert_eq!(refusal.to_string(), "已经告知过一次补正（《政府信息公开条例》（2019年施行）第30条）");
    }
}
