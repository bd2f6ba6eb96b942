//! Who may do what (权限表): every route of the office with the roles that may use it.
//!
//! One table, so that an auditor reads one page and a test can walk every route with every role. The use cases ask
//! again; this table never allows more than they do.

use axum::http::Method;
use gongkai_agency::Role::{
    self, Author, Leader, Officer, Operator, Reviewer, SecrecyReviewer, Supervisor, UnitHead,
};

/// A route of the office and who may use it.
#[derive(Debug, Clone)]
pub struct Permission {
    /// Method.
    pub method: Method,
    /// Path with its parameters, e.g. `/office/{agency}/requests/{number}/extend`.
    pub path: &'static str,
    /// Roles that may use it; any signed-in account when there are none.
    pub roles: &'static [Role],
}

/// Whoever is signed in.
const ANYONE: &[Role] = &[];
/// Everybody with a role at the agency or above it.
const ALL: &[Role] = &[Officer, Author, Reviewer, SecrecyReviewer, UnitHead, Leader, Supervisor, Operator];
/// The agency's staff, and supervisors, who read only.
const READ: &[Role] = &[Officer, Author, Reviewer, SecrecyReviewer, UnitHead, Leader, Supervisor];
/// The agency's staff.
const STAFF: &[Role] = &[Officer, Author, Reviewer, SecrecyReviewer, UnitHead, Leader];
/// Who writes.
const WRITE: &[Role] = &[Officer, Author];
/// Who approves items.
const APPROVE: &[Role] = &[Reviewer, UnitHead, Leader];
/// Who may send a draft back.
const SEND_BACK: &[Role] = &[Officer, Reviewer, SecrecyReviewer, UnitHead, Leader];
/// 公开专员
const OFFICER: &[Role] = &[Officer];
/// Who hands out codes to enterprises; another one for an open account is asked again.
const INVITE: &[Role] = &[Officer, UnitHead, Leader];
/// Who reckons whom a benefit would reach.
const RECKON: &[Role] = &[Officer, Author, Reviewer, UnitHead, Leader];
/// 保密审查员
const SECRECY: &[Role] = &[SecrecyReviewer];
/// 机关负责人
const LEADER: &[Role] = &[Leader];
/// Who reads what the public said.
const LISTEN: &[Role] = &[Officer, UnitHead, Leader];
/// Who reads what the public wrote to be answered.
const LISTEN_TO_MESSAGES: &[Role] = &[Officer, Author, Reviewer, UnitHead, Leader];
/// Extension and deferral.
const OFFICER_OR_HEAD: &[Role] = &[Officer, UnitHead];
/// Complaints and objections.
const HEAD_OR_LEADER: &[Role] = &[UnitHead, Leader];
/// Reminding a section.
const REMIND: &[Role] = &[Officer, UnitHead, Leader];
/// Returning a report.
const OFFICER_OR_LEADER: &[Role] = &[Officer, Leader];
/// Who sees reviews and suits.
const REMEDY_READ: &[Role] = &[Officer, UnitHead, Leader, Reviewer, Supervisor, Operator];
/// Who keeps what the guide says.
const SETTINGS: &[Role] = &[Officer, Operator];
/// Who sees it in the office.
const SETTINGS_READ: &[Role] = &[Officer, UnitHead, Leader, Supervisor, Operator];
/// Who hands over duties.
const HAND_OVER: &[Role] = &[Officer, UnitHead, Operator];
/// 主管部门监督员
const SUPERVISE: &[Role] = &[Supervisor, Operator];
/// Who collects the reports of those below.
const COLLECT: &[Role] = &[Supervisor];
/// Who erases personal data.
const ERASE: &[Role] = &[UnitHead, Operator];
/// Who sees who looked at personal data.
const WATCH: &[Role] = &[UnitHead, Leader, Operator];
/// 系统管理员
const OPERATOR: &[Role] = &[Operator];

const fn get(path: &'static str, roles: &'static [Role]) -> Permission {
    Permission { method: Method::GET, path, roles }
}

const fn post(path: &'static str, roles: &'static [Role]) -> Permission {
    Permission { method: Method::POST, path, roles }
}

/// The permission table. A route that is not listed here is not served.
pub const PERMISSIONS: &[Permission] = &[
    // The person.
    get("/office", ANYONE),
    post("/office/sign-out", ANYONE),
    get("/office/account", ANYONE),
    get("/office/account/password", ANYONE),
    post("/office/account/password", ANYONE),
    get("/office/account/tokens/new", ANYONE),
    post("/office/account/tokens/new", ANYONE),
    get("/office/account/tokens/{id}/revoke", ANYONE),
    post("/office/account/tokens/{id}/revoke", ANYONE),
    // The agency's day.
    get("/office/{agency}", ALL),
    // Items.
    get("/office/{agency}/items", READ),
    get("/office/{agency}/items/new", WRITE),
    post("/office/{agency}/items/new", WRITE),
    get("/office/{agency}/items/{number}", READ),
    get("/office/{agency}/items/{number}/preview", READ),
    get("/office/{agency}/items/{number}/compare", READ),
    get("/office/{agency}/items/{number}/edit", WRITE),
    post("/office/{agency}/items/{number}/edit", WRITE),
    get("/office/{agency}/items/{number}/revise", WRITE),
    post("/office/{agency}/items/{number}/revise", WRITE),
    get("/office/{agency}/items/{number}/submit", WRITE),
    post("/office/{agency}/items/{number}/submit", WRITE),
    get("/office/{agency}/items/{number}/emergency", WRITE),
    post("/office/{agency}/items/{number}/emergency", WRITE),
    get("/office/{agency}/items/{number}/approve", APPROVE),
    post("/office/{agency}/items/{number}/approve", APPROVE),
    get("/office/{agency}/items/{number}/send-back", SEND_BACK),
    post("/office/{agency}/items/{number}/send-back", SEND_BACK),
    get("/office/{agency}/items/{number}/secrecy", SECRECY),
    post("/office/{agency}/items/{number}/secrecy", SECRECY),
    get("/office/{agency}/items/{number}/publish", OFFICER),
    post("/office/{agency}/items/{number}/publish", OFFICER),
    get("/office/{agency}/items/{number}/upload", WRITE),
    post("/office/{agency}/items/{number}/upload", WRITE),
    post("/office/{agency}/items/{number}/detach", WRITE),
    get("/office/{agency}/items/{number}/file", STAFF),
    get("/office/{agency}/items/{number}/screening", STAFF),
    post("/office/{agency}/items/{number}/screening", STAFF),
    post("/office/{agency}/items/{number}/mask", WRITE),
    get("/office/{agency}/items/{number}/purge", HEAD_OR_LEADER),
    post("/office/{agency}/items/{number}/purge", HEAD_OR_LEADER),
    get("/office/{agency}/items/{number}/schedule", OFFICER),
    post("/office/{agency}/items/{number}/schedule", OFFICER),
    get("/office/{agency}/items/{number}/unschedule", OFFICER),
    post("/office/{agency}/items/{number}/unschedule", OFFICER),
    get("/office/{agency}/items/{number}/set-end", OFFICER),
    post("/office/{agency}/items/{number}/set-end", OFFICER),
    get("/office/{agency}/items/{number}/cancel-end", OFFICER),
    post("/office/{agency}/items/{number}/cancel-end", OFFICER),
    get("/office/{agency}/items/{number}/review-afterwards", APPROVE),
    post("/office/{agency}/items/{number}/review-afterwards", APPROVE),
    get("/office/{agency}/items/{number}/abandon", WRITE),
    post("/office/{agency}/items/{number}/abandon", WRITE),
    get("/office/{agency}/items/{number}/validity", OFFICER),
    post("/office/{agency}/items/{number}/validity", OFFICER),
    get("/office/{agency}/items/{number}/withdraw", OFFICER),
    post("/office/{agency}/items/{number}/withdraw", OFFICER),
    get("/office/{agency}/items/{number}/pull", OFFICER),
    post("/office/{agency}/items/{number}/pull", OFFICER),
    get("/office/{agency}/items/{number}/hold", OFFICER_OR_HEAD),
    post("/office/{agency}/items/{number}/hold", OFFICER_OR_HEAD),
    get("/office/{agency}/items/{number}/reassess", OFFICER_OR_HEAD),
    post("/office/{agency}/items/{number}/reassess", OFFICER_OR_HEAD),
    get("/office/{agency}/items/{number}/interpretation", WRITE),
    post("/office/{agency}/items/{number}/interpretation", WRITE),
    get("/office/{agency}/items/{number}/fell", OFFICER),
    post("/office/{agency}/items/{number}/fell", OFFICER),
    get("/office/{agency}/items/{number}/limit", WRITE),
    post("/office/{agency}/items/{number}/limit", WRITE),
    get("/office/{agency}/coverage", READ),
    // Archives and libraries.
    get("/office/{agency}/coverage/inventories/new", OFFICER),
    post("/office/{agency}/coverage/inventories/new", OFFICER),
    get("/office/{agency}/coverage/inventories/template/{format}", READ),
    get("/office/{agency}/coverage/inventories/{number}", READ),
    get("/office/{agency}/coverage/inventories/{number}/download/{format}", READ),
    get("/office/{agency}/coverage/inventories/{number}/file", WRITE),
    post("/office/{agency}/coverage/inventories/{number}/file", WRITE),
    get("/office/{agency}/coverage/inventories/{number}/end", OFFICER),
    post("/office/{agency}/coverage/inventories/{number}/end", OFFICER),
    get("/office/{agency}/coverage/supply", READ),
    get("/office/{agency}/coverage/supply/list", READ),
    get("/office/{agency}/coverage/supply/place", OFFICER),
    post("/office/{agency}/coverage/supply/place", OFFICER),
    get("/office/{agency}/coverage/supply/close-place", OFFICER),
    post("/office/{agency}/coverage/supply/close-place", OFFICER),
    get("/office/{agency}/coverage/supply/deliver", OFFICER),
    post("/office/{agency}/coverage/supply/deliver", OFFICER),
    get("/office/{agency}/coverage/supply/receive", OFFICER),
    post("/office/{agency}/coverage/supply/receive", OFFICER),
    // What is to be published when.
    get("/office/{agency}/plans", READ),
    get("/office/{agency}/plans/new", OFFICER),
    post("/office/{agency}/plans/new", OFFICER),
    get("/office/{agency}/plans/{number}", READ),
    get("/office/{agency}/plans/{number}/finish", OFFICER),
    post("/office/{agency}/plans/{number}/finish", OFFICER),
    get("/office/{agency}/plans/{number}/move", OFFICER),
    post("/office/{agency}/plans/{number}/move", OFFICER),
    get("/office/{agency}/plans/{number}/waive", OFFICER),
    post("/office/{agency}/plans/{number}/waive", OFFICER),
    get("/office/{agency}/plans/{number}/add", OFFICER),
    post("/office/{agency}/plans/{number}/add", OFFICER),
    get("/office/{agency}/plans/{number}/end", OFFICER),
    post("/office/{agency}/plans/{number}/end", OFFICER),
    // Asking the public.
    // Messages of the public.
    get("/office/{agency}/messages", READ),
    get("/office/{agency}/messages/{number}", READ),
    get("/office/{agency}/messages/{number}/words", LISTEN_TO_MESSAGES),
    get("/office/{agency}/messages/{number}/draft", WRITE),
    post("/office/{agency}/messages/{number}/draft", WRITE),
    get("/office/{agency}/messages/{number}/approve", APPROVE),
    post("/office/{agency}/messages/{number}/approve", APPROVE),
    get("/office/{agency}/messages/{number}/return", APPROVE),
    post("/office/{agency}/messages/{number}/return", APPROVE),
    get("/office/{agency}/messages/{number}/dismiss", WRITE),
    post("/office/{agency}/messages/{number}/dismiss", WRITE),
    get("/office/{agency}/messages/{number}/hide", LISTEN),
    post("/office/{agency}/messages/{number}/hide", LISTEN),
    get("/office/{agency}/messages/{number}/erase", ERASE),
    post("/office/{agency}/messages/{number}/erase", ERASE),
    get("/office/{agency}/solicitations", READ),
    get("/office/{agency}/solicitations/new", OFFICER),
    post("/office/{agency}/solicitations/new", OFFICER),
    get("/office/{agency}/solicitations/{number}", READ),
    get("/office/{agency}/solicitations/{number}/register", OFFICER),
    post("/office/{agency}/solicitations/{number}/register", OFFICER),
    get("/office/{agency}/solicitations/{number}/extend", OFFICER),
    post("/office/{agency}/solicitations/{number}/extend", OFFICER),
    get("/office/{agency}/solicitations/{number}/feedback", OFFICER),
    post("/office/{agency}/solicitations/{number}/feedback", OFFICER),
    get("/office/{agency}/solicitations/{number}/stop", OFFICER),
    post("/office/{agency}/solicitations/{number}/stop", OFFICER),
    get("/office/{agency}/solicitations/{number}/erase", ERASE),
    post("/office/{agency}/solicitations/{number}/erase", ERASE),
    get("/office/{agency}/solicitations/{number}/opinions/{opinion}", LISTEN),
    get("/office/{agency}/solicitations/{number}/opinions/{opinion}/weigh", OFFICER),
    post("/office/{agency}/solicitations/{number}/opinions/{opinion}/weigh", OFFICER),
    // Benefits of policies.
    get("/office/{agency}/benefits", READ),
    get("/office/{agency}/benefits/source", READ),
    post("/office/{agency}/benefits/source", STAFF),
    get("/office/{agency}/benefits/new", WRITE),
    post("/office/{agency}/benefits/new", WRITE),
    get("/office/{agency}/benefits/claims", OFFICER),
    get("/office/{agency}/benefits/{number}", READ),
    get("/office/{agency}/benefits/{number}/edit", WRITE),
    post("/office/{agency}/benefits/{number}/edit", WRITE),
    get("/office/{agency}/benefits/{number}/reach", RECKON),
    get("/office/{agency}/benefits/{number}/missed", OFFICER),
    get("/office/{agency}/benefits/{number}/condition", WRITE),
    post("/office/{agency}/benefits/{number}/condition", WRITE),
    get("/office/{agency}/benefits/{number}/remove", WRITE),
    post("/office/{agency}/benefits/{number}/remove", WRITE),
    get("/office/{agency}/benefits/{number}/hand-in", WRITE),
    post("/office/{agency}/benefits/{number}/hand-in", WRITE),
    get("/office/{agency}/benefits/{number}/send-back", APPROVE),
    post("/office/{agency}/benefits/{number}/send-back", APPROVE),
    get("/office/{agency}/benefits/{number}/publish", APPROVE),
    post("/office/{agency}/benefits/{number}/publish", APPROVE),
    get("/office/{agency}/benefits/{number}/push", OFFICER),
    post("/office/{agency}/benefits/{number}/push", OFFICER),
    get("/office/{agency}/benefits/{number}/apply", OFFICER),
    post("/office/{agency}/benefits/{number}/apply", OFFICER),
    get("/office/{agency}/benefits/{number}/close", OFFICER),
    post("/office/{agency}/benefits/{number}/close", OFFICER),
    get("/office/{agency}/benefits/{number}/claims/{credit_code}/pay", OFFICER),
    post("/office/{agency}/benefits/{number}/claims/{credit_code}/pay", OFFICER),
    get("/office/{agency}/benefits/{number}/claims/{credit_code}/refuse", OFFICER),
    post("/office/{agency}/benefits/{number}/claims/{credit_code}/refuse", OFFICER),
    // Enterprises.
    get("/office/{agency}/enterprises", INVITE),
    get("/office/{agency}/enterprises/invite", INVITE),
    post("/office/{agency}/enterprises/invite", INVITE),
    get("/office/{agency}/enterprises/{credit_code}", INVITE),
    get("/office/{agency}/enterprises/{credit_code}/close", OFFICER),
    post("/office/{agency}/enterprises/{credit_code}/close", OFFICER),
    // Requests.
    get("/office/{agency}/requests", ALL),
    get("/office/{agency}/requests/new", OFFICER),
    post("/office/{agency}/requests/new", OFFICER),
    get("/office/{agency}/requests/import", OFFICER),
    post("/office/{agency}/requests/import", OFFICER),
    post("/office/{agency}/requests/import/confirm", OFFICER),
    get("/office/{agency}/requests/import/template/{format}", OFFICER),
    get("/office/{agency}/requests/search", STAFF),
    post("/office/{agency}/requests/search", STAFF),
    get("/office/{agency}/requests/{number}", STAFF),
    get("/office/{agency}/requests/{number}/erase", ERASE),
    post("/office/{agency}/requests/{number}/erase", ERASE),
    get("/office/{agency}/retention", ERASE),
    get("/office/{agency}/requests/{number}/requester", STAFF),
    get("/office/{agency}/requests/{number}/subject", OFFICER),
    post("/office/{agency}/requests/{number}/subject", OFFICER),
    get("/office/{agency}/requests/{number}/query_code", OFFICER),
    post("/office/{agency}/requests/{number}/query_code", OFFICER),
    post("/office/{agency}/requests/{number}/receipt", OFFICER),
    get("/office/{agency}/requests/{number}/opinion_link", OFFICER),
    post("/office/{agency}/requests/{number}/opinion_link", OFFICER),
    get("/office/{agency}/requests/{number}/answer_complaint", HEAD_OR_LEADER),
    post("/office/{agency}/requests/{number}/answer_complaint", HEAD_OR_LEADER),
    get("/office/{agency}/requests/{number}/confirm", OFFICER),
    post("/office/{agency}/requests/{number}/confirm", OFFICER),
    get("/office/{agency}/requests/{number}/assign", OFFICER),
    post("/office/{agency}/requests/{number}/assign", OFFICER),
    get("/office/{agency}/requests/{number}/ask_supplement", OFFICER),
    post("/office/{agency}/requests/{number}/ask_supplement", OFFICER),
    get("/office/{agency}/requests/{number}/receive_supplement", OFFICER),
    post("/office/{agency}/requests/{number}/receive_supplement", OFFICER),
    get("/office/{agency}/requests/{number}/abandon", OFFICER),
    post("/office/{agency}/requests/{number}/abandon", OFFICER),
    get("/office/{agency}/requests/{number}/consult", OFFICER),
    post("/office/{agency}/requests/{number}/consult", OFFICER),
    get("/office/{agency}/requests/{number}/answer_consultation", OFFICER),
    post("/office/{agency}/requests/{number}/answer_consultation", OFFICER),
    get("/office/{agency}/requests/{number}/expire_consultation", OFFICER),
    post("/office/{agency}/requests/{number}/expire_consultation", OFFICER),
    get("/office/{agency}/requests/{number}/demand_reasons", OFFICER),
    post("/office/{agency}/requests/{number}/demand_reasons", OFFICER),
    get("/office/{agency}/requests/{number}/receive_reasons", OFFICER),
    post("/office/{agency}/requests/{number}/receive_reasons", OFFICER),
    get("/office/{agency}/requests/{number}/defer", OFFICER_OR_HEAD),
    post("/office/{agency}/requests/{number}/defer", OFFICER_OR_HEAD),
    get("/office/{agency}/requests/{number}/extend", OFFICER_OR_HEAD),
    post("/office/{agency}/requests/{number}/extend", OFFICER_OR_HEAD),
    get("/office/{agency}/requests/{number}/notify_fee", OFFICER),
    post("/office/{agency}/requests/{number}/notify_fee", OFFICER),
    get("/office/{agency}/requests/{number}/pay_fee", OFFICER),
    post("/office/{agency}/requests/{number}/pay_fee", OFFICER),
    get("/office/{agency}/requests/{number}/lapse_fee", OFFICER),
    post("/office/{agency}/requests/{number}/lapse_fee", OFFICER),
    get("/office/{agency}/requests/{number}/refund_fee", OFFICER),
    post("/office/{agency}/requests/{number}/refund_fee", OFFICER),
    get("/office/{agency}/requests/{number}/record_search", WRITE),
    post("/office/{agency}/requests/{number}/record_search", WRITE),
    get("/office/{agency}/requests/{number}/draft_reply", WRITE),
    post("/office/{agency}/requests/{number}/draft_reply", WRITE),
    get("/office/{agency}/requests/{number}/review_secrecy", SECRECY),
    post("/office/{agency}/requests/{number}/review_secrecy", SECRECY),
    get("/office/{agency}/requests/{number}/return_draft", SEND_BACK),
    post("/office/{agency}/requests/{number}/return_draft", SEND_BACK),
    get("/office/{agency}/requests/{number}/approve", LEADER),
    post("/office/{agency}/requests/{number}/approve", LEADER),
    get("/office/{agency}/requests/{number}/deliver", OFFICER),
    post("/office/{agency}/requests/{number}/deliver", OFFICER),
    get("/office/{agency}/requests/{number}/withdraw", OFFICER),
    post("/office/{agency}/requests/{number}/withdraw", OFFICER),
    get("/office/{agency}/requests/{number}/close", OFFICER),
    post("/office/{agency}/requests/{number}/close", OFFICER),
    get("/office/{agency}/requests/{number}/split", OFFICER),
    post("/office/{agency}/requests/{number}/split", OFFICER),
    get("/office/{agency}/requests/{number}/link", OFFICER),
    post("/office/{agency}/requests/{number}/link", OFFICER),
    get("/office/{agency}/requests/{number}/add_file", WRITE),
    post("/office/{agency}/requests/{number}/add_file", WRITE),
    get("/office/{agency}/requests/{number}/files/{id}", STAFF),
    get("/office/{agency}/requests/{number}/answer_checklist", WRITE),
    post("/office/{agency}/requests/{number}/answer_checklist", WRITE),
    get("/office/{agency}/requests/{number}/decide_public_interest", HEAD_OR_LEADER),
    post("/office/{agency}/requests/{number}/decide_public_interest", HEAD_OR_LEADER),
    get("/office/{agency}/requests/{number}/tell_third_party", OFFICER),
    post("/office/{agency}/requests/{number}/tell_third_party", OFFICER),
    get("/office/{agency}/requests/{number}/take_over", OFFICER),
    post("/office/{agency}/requests/{number}/take_over", OFFICER),
    get("/office/{agency}/requests/{number}/dismiss_duplicate", OFFICER),
    post("/office/{agency}/requests/{number}/dismiss_duplicate", OFFICER),
    get("/office/{agency}/requests/{number}/remind", REMIND),
    post("/office/{agency}/requests/{number}/remind", REMIND),
    get("/office/{agency}/requests/{number}/letters/new", OFFICER),
    post("/office/{agency}/requests/{number}/letters/new", OFFICER),
    get("/office/{agency}/requests/{number}/letters/{letter}/files/{id}", STAFF),
    get("/office/{agency}/requests/{number}/letters/{letter}/send", OFFICER),
    post("/office/{agency}/requests/{number}/letters/{letter}/send", OFFICER),
    get("/office/{agency}/requests/{number}/letters/{letter}/record", OFFICER),
    post("/office/{agency}/requests/{number}/letters/{letter}/record", OFFICER),
    get("/office/{agency}/requests/{number}/letters/{letter}/scan", OFFICER),
    post("/office/{agency}/requests/{number}/letters/{letter}/scan", OFFICER),
    get("/office/{agency}/requests/{number}/reply", STAFF),
    post("/office/{agency}/requests/{number}/reply", WRITE),
    get("/office/{agency}/requests/{number}/reply/pdf", STAFF),
    get("/office/{agency}/requests/{number}/archive", OFFICER),
    post("/office/{agency}/requests/{number}/archive", OFFICER),
    get("/office/{agency}/requests/{number}/archives/{id}", STAFF),
    get("/office/{agency}/requests/{number}/what-if", STAFF),
    get("/office/{agency}/requests/bulk", REMIND),
    post("/office/{agency}/requests/bulk", REMIND),
    get("/office/{agency}/requests/{number}/propose", OFFICER),
    post("/office/{agency}/requests/{number}/propose", OFFICER),
    // Correction requests and proposals to publish.
    get("/office/{agency}/motions", ALL),
    get("/office/{agency}/motions/new", OFFICER),
    post("/office/{agency}/motions/new", OFFICER),
    get("/office/{agency}/motions/{number}", STAFF),
    get("/office/{agency}/motions/{number}/maker", STAFF),
    get("/office/{agency}/motions/{number}/files/{id}", STAFF),
    get("/office/{agency}/motions/{number}/examine", WRITE),
    post("/office/{agency}/motions/{number}/examine", WRITE),
    get("/office/{agency}/motions/{number}/draft", WRITE),
    post("/office/{agency}/motions/{number}/draft", WRITE),
    get("/office/{agency}/motions/{number}/sign", LEADER),
    post("/office/{agency}/motions/{number}/sign", LEADER),
    get("/office/{agency}/motions/{number}/return", REMIND),
    post("/office/{agency}/motions/{number}/return", REMIND),
    get("/office/{agency}/motions/{number}/send", OFFICER),
    post("/office/{agency}/motions/{number}/send", OFFICER),
    get("/office/{agency}/motions/{number}/fulfil", OFFICER),
    post("/office/{agency}/motions/{number}/fulfil", OFFICER),
    get("/office/{agency}/motions/{number}/evidence", OFFICER),
    post("/office/{agency}/motions/{number}/evidence", OFFICER),
    get("/office/{agency}/motions/{number}/subject", OFFICER),
    post("/office/{agency}/motions/{number}/subject", OFFICER),
    get("/office/{agency}/motions/{number}/record", OFFICER),
    post("/office/{agency}/motions/{number}/record", OFFICER),
    get("/office/{agency}/motions/{number}/code", OFFICER),
    post("/office/{agency}/motions/{number}/code", OFFICER),
    get("/office/{agency}/motions/{number}/erase", ERASE),
    post("/office/{agency}/motions/{number}/erase", ERASE),
    get("/office/{agency}/motions/{number}/withdraw", OFFICER),
    post("/office/{agency}/motions/{number}/withdraw", OFFICER),
    // Annual reports.
    get("/office/{agency}/reports", READ),
    get("/office/{agency}/reports/{year}", READ),
    get("/office/{agency}/reports/{year}/records", READ),
    get("/office/{agency}/reports/{year}/download/{format}", READ),
    get("/office/{agency}/reports/{year}/text/{section}", OFFICER),
    post("/office/{agency}/reports/{year}/text/{section}", OFFICER),
    get("/office/{agency}/reports/{year}/open", OFFICER),
    post("/office/{agency}/reports/{year}/open", OFFICER),
    get("/office/{agency}/reports/{year}/drafts", OFFICER),
    post("/office/{agency}/reports/{year}/drafts", OFFICER),
    get("/office/{agency}/reports/{year}/correct", OFFICER),
    post("/office/{agency}/reports/{year}/correct", OFFICER),
    get("/office/{agency}/reports/{year}/withdraw-correction", OFFICER),
    post("/office/{agency}/reports/{year}/withdraw-correction", OFFICER),
    get("/office/{agency}/reports/{year}/acknowledge", OFFICER),
    post("/office/{agency}/reports/{year}/acknowledge", OFFICER),
    get("/office/{agency}/reports/{year}/explain", OFFICER),
    post("/office/{agency}/reports/{year}/explain", OFFICER),
    get("/office/{agency}/reports/{year}/submit", OFFICER),
    post("/office/{agency}/reports/{year}/submit", OFFICER),
    get("/office/{agency}/reports/{year}/return", OFFICER_OR_LEADER),
    post("/office/{agency}/reports/{year}/return", OFFICER_OR_LEADER),
    get("/office/{agency}/reports/{year}/sign", LEADER),
    post("/office/{agency}/reports/{year}/sign", LEADER),
    get("/office/{agency}/reports/{year}/publish", OFFICER),
    post("/office/{agency}/reports/{year}/publish", OFFICER),
    get("/office/{agency}/reports/{year}/authority", OFFICER),
    post("/office/{agency}/reports/{year}/authority", OFFICER),
    get("/office/{agency}/reports/{year}/reopen", OFFICER),
    post("/office/{agency}/reports/{year}/reopen", OFFICER),
    // Reviews and suits.
    get("/office/{agency}/remedies", REMEDY_READ),
    get("/office/{agency}/remedies/new", OFFICER_OR_HEAD),
    post("/office/{agency}/remedies/new", OFFICER_OR_HEAD),
    get("/office/{agency}/remedies/{number}", REMEDY_READ),
    get("/office/{agency}/remedies/{number}/accept", OFFICER_OR_HEAD),
    post("/office/{agency}/remedies/{number}/accept", OFFICER_OR_HEAD),
    get("/office/{agency}/remedies/{number}/conclude", OFFICER_OR_HEAD),
    post("/office/{agency}/remedies/{number}/conclude", OFFICER_OR_HEAD),
    get("/office/{agency}/remedies/{number}/appeal", OFFICER_OR_HEAD),
    post("/office/{agency}/remedies/{number}/appeal", OFFICER_OR_HEAD),
    get("/office/{agency}/remedies/{number}/effective", OFFICER_OR_HEAD),
    post("/office/{agency}/remedies/{number}/effective", OFFICER_OR_HEAD),
    get("/office/{agency}/remedies/{number}/reopen", OFFICER),
    post("/office/{agency}/remedies/{number}/reopen", OFFICER),
    // The ledger.
    get("/office/{agency}/ledger", READ),
    get("/office/{agency}/ledger/return", WRITE),
    post("/office/{agency}/ledger/return", WRITE),
    get("/office/{agency}/ledger/charge", WRITE),
    post("/office/{agency}/ledger/charge", WRITE),
    get("/office/{agency}/ledger/release", WRITE),
    post("/office/{agency}/ledger/release", WRITE),
    get("/office/{agency}/ledger/withdraw", WRITE),
    post("/office/{agency}/ledger/withdraw", WRITE),
    get("/office/{agency}/ledger/opening", SETTINGS),
    post("/office/{agency}/ledger/opening", SETTINGS),
    // Registers and statistics.
    get("/office/{agency}/registers", ALL),
    get("/office/{agency}/registers/requests", ALL),
    get("/office/{agency}/registers/requests/export/{format}", ALL),
    post("/office/{agency}/registers/requests/named/{format}", OFFICER),
    get("/office/{agency}/registers/statistics", ALL),
    get("/office/{agency}/registers/statistics/export/{format}", ALL),
    get("/office/{agency}/registers/fees", ALL),
    get("/office/{agency}/registers/fees/export/{format}", ALL),
    // Who looked at personal data.
    get("/office/{agency}/access", WATCH),
    // What the agency says of itself.
    get("/office/{agency}/settings", SETTINGS_READ),
    get("/office/{agency}/settings/profile", SETTINGS),
    post("/office/{agency}/settings/profile", SETTINGS),
    get("/office/{agency}/settings/section", SETTINGS),
    post("/office/{agency}/settings/section", SETTINGS),
    get("/office/{agency}/settings/close-section", SETTINGS),
    post("/office/{agency}/settings/close-section", SETTINGS),
    get("/office/{agency}/settings/column", SETTINGS),
    post("/office/{agency}/settings/column", SETTINGS),
    get("/office/{agency}/settings/close-column", SETTINGS),
    post("/office/{agency}/settings/close-column", SETTINGS),
    get("/office/{agency}/settings/channel", SETTINGS),
    post("/office/{agency}/settings/channel", SETTINGS),
    get("/office/{agency}/settings/switches", SETTINGS),
    post("/office/{agency}/settings/switches", SETTINGS),
    get("/office/{agency}/settings/hand-over", HAND_OVER),
    post("/office/{agency}/settings/hand-over", HAND_OVER),
    get("/office/{agency}/settings/holiday", SETTINGS),
    post("/office/{agency}/settings/holiday", SETTINGS),
    get("/office/{agency}/settings/letters", SETTINGS),
    post("/office/{agency}/settings/letters", SETTINGS),
    get("/office/{agency}/settings/establishment", SETTINGS),
    post("/office/{agency}/settings/establishment", SETTINGS),
    get("/office/{agency}/settings/words", SETTINGS),
    post("/office/{agency}/settings/words", SETTINGS),
    get("/office/{agency}/documents", READ),
    get("/office/{agency}/settings/templates", SETTINGS_READ),
    get("/office/{agency}/settings/templates/{code}", SETTINGS),
    post("/office/{agency}/settings/templates/{code}", SETTINGS),
    get("/office/{agency}/settings/templates/{code}/sample", SETTINGS_READ),
    post("/office/{agency}/settings/templates/{code}/restore", SETTINGS),
    // Supervision.
    get("/office/{agency}/inspection", ALL),
    get("/office/{agency}/inspection/file/{format}", ALL),
    get("/office/{agency}/supervision/reports", SUPERVISE),
    get("/office/{agency}/supervision/reports/{year}", SUPERVISE),
    get("/office/{agency}/supervision/reports/{year}/file/{format}", SUPERVISE),
    get("/office/{agency}/supervision/reports/{year}/{unit}", SUPERVISE),
    get("/office/{agency}/supervision/reports/{year}/open", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/open", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/take", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/take", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/close", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/close", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/reopen", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/reopen", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/{unit}/remind", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/{unit}/remind", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/{unit}/upload", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/{unit}/upload", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/{unit}/send-back", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/{unit}/send-back", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/{unit}/accept", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/{unit}/accept", COLLECT),
    get("/office/{agency}/supervision/reports/{year}/{unit}/waive", COLLECT),
    post("/office/{agency}/supervision/reports/{year}/{unit}/waive", COLLECT),
    get("/office/{agency}/supervision/inspections", SUPERVISE),
    get("/office/{agency}/supervision", SUPERVISE),
    // The site.
    get("/office/system/agencies", OPERATOR),
    get("/office/system/accounts", OPERATOR),
    get("/office/system/accounts/{login}", OPERATOR),
    get("/office/system/searches", OPERATOR),
    get("/office/system/synonyms", OPERATOR),
    post("/office/system/synonyms", OPERATOR),
    get("/office/system/calendar", OPERATOR),
    get("/office/system/agencies/new", OPERATOR),
    post("/office/system/agencies/new", OPERATOR),
    get("/office/system/accounts/new", OPERATOR),
    post("/office/system/accounts/new", OPERATOR),
    get("/office/system/accounts/{login}/grant", OPERATOR),
    post("/office/system/accounts/{login}/grant", OPERATOR),
    get("/office/system/accounts/{login}/revoke", OPERATOR),
    post("/office/system/accounts/{login}/revoke", OPERATOR),
    get("/office/system/accounts/{login}/password", OPERATOR),
    post("/office/system/accounts/{login}/password", OPERATOR),
    get("/office/system/accounts/{login}/disable", OPERATOR),
    post("/office/system/accounts/{login}/disable", OPERATOR),
    get("/office/system/accounts/{login}/enable", OPERATOR),
    post("/office/system/accounts/{login}/enable", OPERATOR),
    get("/office/system/calendar/new", OPERATOR),
    post("/office/system/calendar/new", OPERATOR),
];

/// May somebody holding `roles` use the route? Nobody may use a route that is not listed.
pub fn may_use(method: &Method, path: &str, roles: &[Role]) -> bool {
    // A look at the head of a page is a look at the page.
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    PERMISSIONS.iter().find(|permission| permission.method == *method && permission.path == path).is_some_and(
        |permission| permission.roles.is_empty() || permission.roles.iter().any(|role| roles.contains(role)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_is_listed_twice() {
        let mut seen: Vec<(String, &str)> =
            PERMISSIONS.iter().map(|permission| (permission.method.to_string(), permission.path)).collect();
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn a_route_that_is_not_listed_is_closed_to_every_role() {
        assert!(!may_use(&Method::GET, "/office/nowhere", Role::ALL));
    }

    #[test]
    fn a_supervisor_writes_only_what_it_collects() {
        let within = PERMISSIONS
            .iter()
            .filter(|it| it.path.starts_with("/office/{agency}"))
            .filter(|it| !it.path.starts_with("/office/{agency}/supervision/reports"));
        for permission in within.filter(|it| it.method == Method::POST) {
            assert!(!permission.roles.contains(&Supervisor), "{}", permission.path);
        }
    }
}
