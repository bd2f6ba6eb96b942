//! Addresses of office pages. Every link of the office is built here.

use crate::routes::{segment, with_query};

/// The office: leads to the first agency of the person.
pub(super) fn office() -> String {
    "/office".to_owned()
}

/// Signing in, and where to go afterwards.
pub(super) fn sign_in(back: &str) -> String {
    with_query("/office/sign-in", &[("back", back)])
}

/// The person's own account.
pub(super) fn account() -> String {
    "/office/account".to_owned()
}

/// Changing one's own password.
pub(super) fn password() -> String {
    "/office/account/password".to_owned()
}

/// Issuing a token to oneself.
pub(super) fn new_token() -> String {
    "/office/account/tokens/new".to_owned()
}

/// Revoking a token of one's own.
pub(super) fn revoke_token(id: &str) -> String {
    format!("/office/account/tokens/{}/revoke", segment(id))
}

/// Today's tasks at an agency.
pub(super) fn today(agency: &str) -> String {
    format!("/office/{}", segment(agency))
}

fn within(agency: &str, rest: &str) -> String {
    format!("/office/{}/{rest}", segment(agency))
}

/// Items of an agency.
pub(super) fn items(agency: &str) -> String {
    within(agency, "items")
}

/// How an agency keeps its columns and the statutory categories.
pub(super) fn coverage(agency: &str) -> String {
    within(agency, "coverage")
}

/// What is to be published when.
pub(super) fn plans(agency: &str) -> String {
    within(agency, "plans")
}

/// A new plan.
pub(super) fn new_plan(agency: &str) -> String {
    within(agency, "plans/new")
}

/// A plan by its id, `<agency>/<number>`.
pub(super) fn plan(id: &str) -> String {
    let (agency, number) = id.rsplit_once('/').unwrap_or((id, ""));
    within(agency, &format!("plans/{}", segment(number)))
}

/// A list of what is to be public.
pub(super) fn inventory(agency: &str, number: u64) -> String {
    within(agency, &format!("coverage/inventories/{number}"))
}

/// Adopting one, or another edition of it.
pub(super) fn new_inventory(agency: &str, number: Option<u64>) -> String {
    let path = within(agency, "coverage/inventories/new");
    number.map_or_else(|| path.clone(), |number| with_query(&path, &[("list", &number.to_string())]))
}

/// An empty file of entries.
pub(super) fn inventory_template(agency: &str) -> String {
    within(agency, "coverage/inventories/template/xlsx")
}

/// A list as a file of `format`: `csv`, `xlsx`.
pub(super) fn inventory_file(agency: &str, number: u64, format: &str) -> String {
    format!("{}/download/{format}", inventory(agency, number))
}

/// Ending a list.
pub(super) fn end_inventory(agency: &str, number: u64) -> String {
    format!("{}/end", inventory(agency, number))
}

/// Filing items under an entry.
pub(super) fn file_under(agency: &str, number: u64, entry: &str) -> String {
    with_query(&format!("{}/file", inventory(agency, number)), &[("entry", entry)])
}

/// What the public is asked.
pub(super) fn solicitations(agency: &str) -> String {
    within(agency, "solicitations")
}

/// Asking the public.
pub(super) fn new_solicitation(agency: &str) -> String {
    within(agency, "solicitations/new")
}

/// A solicitation by its id, `<agency>/<number>`.
pub(super) fn solicitation(id: &str) -> String {
    let (agency, number) = id.rsplit_once('/').unwrap_or((id, ""));
    within(agency, &format!("solicitations/{}", segment(number)))
}

/// What somebody said in it.
pub(super) fn solicited_opinion(id: &str, opinion: u64) -> String {
    format!("{}/opinions/{opinion}", solicitation(id))
}

/// Weighing it.
pub(super) fn weigh_opinion(id: &str, opinion: u64) -> String {
    format!("{}/weigh", solicited_opinion(id, opinion))
}

/// Messages of the public.
pub(super) fn messages(agency: &str) -> String {
    within(agency, "messages")
}

/// A message.
pub(super) fn message(agency: &str, id: &str) -> String {
    within(agency, &format!("messages/{}", segment(id)))
}

/// Erasing the sender of a message.
pub(super) fn message_erase(agency: &str, id: &str) -> String {
    format!("{}/erase", message(agency, id))
}

/// Reading places and deliveries.
pub(super) fn supply(agency: &str) -> String {
    within(agency, "coverage/supply")
}

/// A new item.
pub(super) fn new_item(agency: &str) -> String {
    within(agency, "items/new")
}

/// An item by its id, `<agency>/<number>`.
pub(super) fn item(id: &str) -> String {
    let (agency, number) = id.rsplit_once('/').unwrap_or((id, ""));
    within(agency, &format!("items/{}", segment(number)))
}

/// An act on an item.
pub(super) fn item_act(id: &str, act: &str) -> String {
    format!("{}/{act}", item(id))
}

/// Requests of an agency.
pub(super) fn requests(agency: &str) -> String {
    within(agency, "requests")
}

/// Registering a request.
pub(super) fn new_request(agency: &str) -> String {
    within(agency, "requests/new")
}

/// A request.
pub(super) fn request(agency: &str, number: &str) -> String {
    within(agency, &format!("requests/{}", segment(number)))
}

/// The same act on several requests.
pub(super) fn bulk(agency: &str) -> String {
    within(agency, "requests/bulk")
}

/// An act on a request.
pub(super) fn request_act(agency: &str, number: &str, act: &str) -> String {
    format!("{}/{act}", request(agency, number))
}

/// A file of a request.
pub(super) fn request_file(agency: &str, number: &str, file: &str) -> String {
    format!("{}/files/{}", request(agency, number), segment(file))
}

/// The register of document numbers.
pub(super) fn documents(agency: &str) -> String {
    within(agency, "documents")
}

/// Writing a letter.
pub(super) fn new_letter(agency: &str, number: &str) -> String {
    format!("{}/letters/new", request(agency, number))
}

/// An act on a letter.
pub(super) fn letter_act(agency: &str, number: &str, letter: &str, act: &str) -> String {
    format!("{}/letters/{}/{act}", request(agency, number), segment(letter))
}

/// A file of a letter.
pub(super) fn letter_file(agency: &str, number: &str, letter: &str, file: &str) -> String {
    letter_act(agency, number, letter, &format!("files/{}", segment(file)))
}

/// The reply on the desk.
pub(super) fn reply(agency: &str, number: &str) -> String {
    format!("{}/reply", request(agency, number))
}

/// The reply on the desk as PDF.
pub(super) fn reply_pdf(agency: &str, number: &str) -> String {
    format!("{}/reply/pdf", request(agency, number))
}

/// A package of a case.
pub(super) fn archive(agency: &str, number: &str, package: &str) -> String {
    format!("{}/archives/{}", request(agency, number), segment(package))
}

/// Correction requests and proposals.
pub(super) fn motions(agency: &str) -> String {
    within(agency, "motions")
}

/// Registering one of a kind.
pub(super) fn new_motion(agency: &str, kind: &str) -> String {
    with_query(&within(agency, "motions/new"), &[("kind", kind)])
}

/// A correction request or proposal.
pub(super) fn motion(agency: &str, id: &str) -> String {
    within(agency, &format!("motions/{}", segment(id)))
}

/// Erasing the maker of a correction request or proposal.
pub(super) fn motion_erase(agency: &str, id: &str) -> String {
    format!("{}/erase", motion(agency, id))
}

/// Benefits of policies of an agency.
pub(super) fn benefits(agency: &str) -> String {
    within(agency, "benefits")
}

/// The bench of decomposition with a text, by its index number; empty for none yet.
pub(super) fn benefit_source(agency: &str, item: &str) -> String {
    with_query(&within(agency, "benefits/source"), &[("item", item)])
}

/// A new benefit, without its text.
pub(super) fn new_benefit_form(agency: &str) -> String {
    within(agency, "benefits/new")
}

/// A new benefit from a sentence of a text: where it begins, and which pair of its list.
pub(super) fn new_benefit(agency: &str, item: &str, start: usize, pair: usize) -> String {
    let (start, pair) = (start.to_string(), pair.to_string());
    with_query(&new_benefit_form(agency), &[("item", item), ("start", &start), ("pair", &pair)])
}

/// A benefit by its id, `<agency>/<number>`.
pub(super) fn benefit(id: &str) -> String {
    let (agency, number) = id.rsplit_once('/').unwrap_or((id, ""));
    within(agency, &format!("benefits/{}", segment(number)))
}

/// Claims that wait.
pub(super) fn benefit_claims(agency: &str) -> String {
    within(agency, "benefits/claims")
}

/// What becomes of a claim.
pub(super) fn claim(benefit: &str, credit_code: &str, act: &str) -> String {
    format!("{}/claims/{}/{act}", self::benefit(benefit), segment(credit_code))
}

/// Enterprises and their accounts.
pub(super) fn enterprises(agency: &str) -> String {
    within(agency, "enterprises")
}

/// Handing out a code; empty for no enterprise yet.
pub(super) fn invite_enterprise(agency: &str, credit_code: &str) -> String {
    with_query(&within(agency, "enterprises/invite"), &[("code", credit_code)])
}

/// One enterprise.
pub(super) fn enterprise(agency: &str, credit_code: &str) -> String {
    within(agency, &format!("enterprises/{}", segment(credit_code)))
}

/// Closing its account.
pub(super) fn close_enterprise(agency: &str, credit_code: &str) -> String {
    format!("{}/close", enterprise(agency, credit_code))
}

/// Reviews and suits of an agency.
pub(super) fn remedies(agency: &str) -> String {
    within(agency, "remedies")
}

/// Registering a review or suit.
pub(super) fn new_remedy(agency: &str) -> String {
    within(agency, "remedies/new")
}

/// A review or suit.
pub(super) fn remedy(agency: &str, number: &str) -> String {
    within(agency, &format!("remedies/{}", segment(number)))
}

/// The ledger of an agency.
pub(super) fn ledger(agency: &str) -> String {
    within(agency, "ledger")
}

/// Annual reports of an agency.
pub(super) fn reports(agency: &str) -> String {
    within(agency, "reports")
}

/// The workshop of one year's report.
pub(super) fn report(agency: &str, year: i16) -> String {
    within(agency, &format!("reports/{year}"))
}

/// An act on a report.
pub(super) fn report_act(agency: &str, year: i16, act: &str) -> String {
    format!("{}/{act}", report(agency, year))
}

/// The records behind a figure.
pub(super) fn report_records(agency: &str, year: i16, cell: &str) -> String {
    with_query(&report_act(agency, year, "records"), &[("cell", cell)])
}

/// What an agency says of itself: guide, sections, columns, channels, switches.
pub(super) fn settings(agency: &str) -> String {
    within(agency, "settings")
}

/// The way to all registers.
pub(super) fn registers(agency: &str) -> String {
    within(agency, "registers")
}

/// The register of requests.
pub(super) fn register(agency: &str) -> String {
    within(agency, "registers/requests")
}

/// The statistics of requests.
pub(super) fn statistics(agency: &str) -> String {
    within(agency, "registers/statistics")
}

/// The register of fees.
pub(super) fn fee_register(agency: &str) -> String {
    within(agency, "registers/fees")
}

/// Requests from earlier records.
pub(super) fn import_requests(agency: &str) -> String {
    within(agency, "requests/import")
}

/// Searching what requesters wrote.
pub(super) fn search_requests(agency: &str) -> String {
    within(agency, "requests/search")
}

/// Closed cases that need not be kept.
pub(super) fn retention(agency: &str) -> String {
    within(agency, "retention")
}

/// Who looked at personal data.
pub(super) fn access(agency: &str) -> String {
    within(agency, "access")
}

/// Wordings of letters.
pub(super) fn templates(agency: &str) -> String {
    within(agency, "settings/templates")
}

/// The wording of a letter.
pub(super) fn template(agency: &str, code: &str) -> String {
    within(agency, &format!("settings/templates/{}", segment(code)))
}

/// How an agency would pass the check of sites.
pub(super) fn inspection(agency: &str) -> String {
    within(agency, "inspection")
}

/// The inspectors' table as a file.
pub(super) fn inspection_file(agency: &str, format: &str) -> String {
    within(agency, &format!("inspection/file/{format}"))
}

/// How all below would pass it.
pub(super) fn inspections(agency: &str) -> String {
    within(agency, "supervision/inspections")
}

/// The collection of a year's annual reports.
pub(super) fn collection(agency: &str, year: i16) -> String {
    within(agency, &format!("supervision/reports/{year}"))
}

/// One unit's report in it.
pub(super) fn collected(agency: &str, year: i16, unit: &str) -> String {
    format!("{}/{}", collection(agency, year), segment(unit))
}

/// An overview of the agencies below.
pub(super) fn supervision(agency: &str) -> String {
    within(agency, "supervision")
}

/// All agencies.
pub(super) fn agencies() -> String {
    "/office/system/agencies".to_owned()
}

/// Accounts.
pub(super) fn accounts() -> String {
    "/office/system/accounts".to_owned()
}

/// One account.
pub(super) fn account_of(login: &str) -> String {
    format!("/office/system/accounts/{}", segment(login))
}

/// What was looked for in vain.
pub(super) fn searches() -> String {
    "/office/system/searches".to_owned()
}

/// Words that mean the same.
pub(super) fn synonyms() -> String {
    "/office/system/synonyms".to_owned()
}

/// The working-day calendar.
pub(super) fn calendar() -> String {
    "/office/system/calendar".to_owned()
}
