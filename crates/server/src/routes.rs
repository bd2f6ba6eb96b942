//! Addresses of pages. Every link is built here, so a moved page moves everywhere.

use std::fmt::Write as _;

/// The home page.
pub fn home() -> String {
    "/".to_owned()
}

/// The disclosure page of an agency.
pub fn agency(code: &str) -> String {
    format!("/zfxxgk/{}/", segment(code))
}

/// The guide of an agency (政府信息公开指南).
pub fn guide(code: &str) -> String {
    format!("/zfxxgk/{}/guide", segment(code))
}

/// The rules of an agency (政府信息公开制度).
pub fn rules(code: &str) -> String {
    format!("/zfxxgk/{}/rules", segment(code))
}

/// What an agency is for, who leads it and how it is set up (机构概况).
pub fn organisation(code: &str) -> String {
    format!("/zfxxgk/{}/organisation", segment(code))
}

/// The catalogue of an agency (法定主动公开内容).
pub fn catalogue(code: &str) -> String {
    format!("/zfxxgk/{}/catalogue", segment(code))
}

/// A list of what is to be public (公开目录清单).
pub fn inventory(code: &str, number: u64) -> String {
    format!("/zfxxgk/{}/inventories/{number}", segment(code))
}

/// One entry of it, with its items.
pub fn inventory_entry(code: &str, number: u64, entry: &str) -> String {
    with_query(&inventory(code, number), &[("entry", entry)])
}

/// The annual reports of an agency (政府信息公开年报).
pub fn reports(code: &str) -> String {
    format!("/zfxxgk/{}/reports", segment(code))
}

/// An index number or the name of a document in an address: its slashes stay.
fn segments(name: &str) -> String {
    let path: Vec<String> = name.split('/').map(segment).collect();
    path.join("/")
}

/// An item, by its index number, whose slashes stay.
pub fn item(index_number: &str) -> String {
    format!("/items/{}", segments(index_number))
}

/// What readers think of an item.
pub fn rating(index_number: &str) -> String {
    format!("/ratings/{}", segments(index_number))
}

/// An earlier edition of an item.
pub fn item_edition(index_number: &str, edition: u32) -> String {
    format!("{}?edition={edition}", item(index_number))
}

/// An edition of an item as a file of `form`: `pdf`, `docx`.
pub fn rendition(index_number: &str, edition: u32, form: &str) -> String {
    format!("/renditions/{edition}/{form}/{}", segments(index_number))
}

/// The proof of an edition's publication (公开证明).
pub fn proof(index_number: &str, edition: u32) -> String {
    format!("/proofs/{edition}/{}", segments(index_number))
}

/// The same as a file, by the document's name in the log.
pub fn proof_file(edition: u32, document: &str) -> String {
    format!("/log/proofs/{edition}/{}", segments(document))
}

/// The public log (公开日志).
pub fn public_log() -> String {
    "/log/".to_owned()
}

/// Its public keys.
pub fn log_keys() -> String {
    "/log/keys".to_owned()
}

/// The proof of a request's receipt.
pub fn opened_request_proof() -> String {
    "/requests/case/proof".to_owned()
}

/// An annual report.
pub fn report(code: &str, year: i16) -> String {
    format!("/reports/{}/{year}", segment(code))
}

/// An annual report as a file of `format`: `html`, `xlsx`, `json`.
pub fn report_file(code: &str, year: i16, format: &str) -> String {
    format!("/reports/{}/{year}/download.{format}", segment(code))
}

/// The proof of an annual report.
pub fn report_proof(code: &str, year: i16) -> String {
    format!("/reports/{}/{year}/proof", segment(code))
}

/// The records behind a figure of an annual report.
pub fn report_records(code: &str, year: i16, cell: &str) -> String {
    format!("/reports/{}/{year}/records?cell={}", segment(code), segment(cell))
}

/// Open data, in words.
pub fn open_data() -> String {
    "/data/".to_owned()
}

/// The catalogue as a file, narrowed by what is not empty.
pub fn data(file: &str, parameters: &[(&str, &str)]) -> String {
    with_query(&format!("/data/{file}"), parameters)
}

/// The open interface (开放接口): a path of it.
pub fn api(path: &str) -> String {
    format!("/api/v1/{}", segments(path))
}

/// What the public is asked (意见征集).
pub fn solicitations() -> String {
    "/solicitations".to_owned()
}

/// A solicitation, by its id, `<agency>/<number>`.
pub fn solicitation(id: &str) -> String {
    format!("/solicitations/{}", segments(id))
}

/// Where an opinion is given.
pub fn give_opinion(id: &str) -> String {
    format!("{}/opinion", solicitation(id))
}

/// What is said afterwards.
pub fn opinion_thanks(id: &str) -> String {
    format!("{}/thanks", solicitation(id))
}

/// What was asked and answered (咨询留言).
pub fn messages() -> String {
    "/messages".to_owned()
}

/// The same of one agency.
pub fn messages_of(agency: &str) -> String {
    with_query(&messages(), &[("agency", agency)])
}

/// An answer the public reads.
pub fn message(agency: &str, id: &str) -> String {
    format!("/messages/{}/{}", segment(agency), segment(id))
}

/// Benefits of policies (惠企政策).
pub fn policies() -> String {
    "/policies/".to_owned()
}

/// A benefit by its id, `<agency>/<number>`.
pub fn policy(id: &str) -> String {
    format!("/policies/{}", segments(id))
}

/// The pages of enterprises (企业服务).
pub fn enterprise() -> String {
    "/enterprise/".to_owned()
}

/// To whom a message is written.
pub fn choose_message() -> String {
    "/messages/new".to_owned()
}

/// Where a message is written.
pub fn write_message(agency: &str) -> String {
    format!("/messages/{}/new", segment(agency))
}

/// Where a fault of this page is reported (网站找错).
pub fn report_fault(page: &str) -> String {
    with_query(&choose_message(), &[("kind", "site_fault"), ("page", page)])
}

/// All agencies.
pub fn agencies() -> String {
    "/agencies".to_owned()
}

/// How to ask (依申请公开).
pub fn new_request() -> String {
    "/requests/new".to_owned()
}

/// Asking an agency: what may already answer.
pub fn ask(agency: &str) -> String {
    format!("/requests/new/{}", segment(agency))
}

/// A step of asking.
pub fn ask_step(agency: &str, step: &str) -> String {
    format!("{}/step/{step}", ask(agency))
}

/// Where the script saves a step.
pub fn ask_save(agency: &str, step: &str) -> String {
    format!("{}/save/{step}", ask(agency))
}

/// Throwing a draft away.
pub fn ask_discard(agency: &str) -> String {
    format!("{}/discard", ask(agency))
}

/// Suggestions for the script.
pub fn ask_suggest(agency: &str) -> String {
    format!("{}/suggest", ask(agency))
}

/// Saying that what was found is enough.
pub fn ask_enough(agency: &str) -> String {
    format!("{}/enough", ask(agency))
}

/// Opening a suggestion.
pub fn ask_read(agency: &str, index_number: &str) -> String {
    with_query(&format!("{}/read", ask(agency)), &[("item", index_number)])
}

/// Asking for a correction, or proposing to publish.
pub fn file_motion(kind: &str, agency: &str) -> String {
    format!("/{kind}s/{}", segment(agency))
}

/// The receipt of a request that was just submitted.
pub fn receipt() -> String {
    "/requests/receipt".to_owned()
}

/// The same as a file.
pub fn receipt_pdf() -> String {
    "/requests/receipt.pdf".to_owned()
}

/// The request that was opened with its query code.
pub fn opened_request() -> String {
    "/requests/case".to_owned()
}

/// A file of a letter to the requester.
pub fn opened_request_letter(letter: &str, file: &str) -> String {
    format!("/requests/case/letters/{}/{}", segment(letter), segment(file))
}

/// The feed of a request.
pub fn request_feed(agency: &str, number: &str, key: &str) -> String {
    format!("/requests/feed/{}/{}/{}", segment(agency), segment(number), segment(key))
}

/// An act of the requester.
pub fn opened_request_act(act: &str) -> String {
    format!("/requests/case/{act}")
}

/// A third party's link.
pub fn opinion(token: &str) -> String {
    format!("/opinions/{}", segment(token))
}

/// A file a third party may read.
pub fn opinion_file(token: &str, id: &str) -> String {
    format!("{}/files/{}", opinion(token), segment(id))
}

/// Where a request stands.
pub fn track_request() -> String {
    "/requests/track".to_owned()
}

/// Search.
pub fn search() -> String {
    "/search".to_owned()
}

/// Search for `query`.
pub fn search_for(query: &str) -> String {
    format!("/search?q={}", segment(query))
}

/// The feed of what a search finds.
pub fn search_feed() -> String {
    "/search.atom".to_owned()
}

/// The same as RSS.
pub fn search_rss() -> String {
    "/search.rss".to_owned()
}

/// The feed of what was published last.
pub fn feed() -> String {
    "/feed.atom".to_owned()
}

/// The newest of an agency, or of one of its columns; empty names narrow nothing.
pub fn feed_of(agency: &str, column: &str) -> String {
    with_query(&feed(), &[("agency", agency), ("column", column)])
}

/// The same as RSS.
pub fn rss_of(agency: &str, column: &str) -> String {
    with_query("/feed.rss", &[("agency", agency), ("column", column)])
}

/// A file of an edition of an item, by its place from 1.
pub fn attachment(index_number: &str, edition: u32, place: usize) -> String {
    format!("/attachments/{edition}/{place}/{}", segments(index_number))
}

/// Sets how pages are viewed and comes back to `back`.
pub fn preferences(view: &crate::site::View) -> String {
    let flag = |on: bool| if on { "1" } else { "0" };
    format!(
        "/preferences?large={}&contrast={}&dark={}&en={}&back={}",
        flag(view.large),
        flag(view.contrast),
        flag(view.dark),
        flag(view.english),
        segment(&view.path)
    )
}

/// The office.
pub fn office() -> String {
    "/office".to_owned()
}

/// Signing in.
pub fn sign_in() -> String {
    "/office/sign-in".to_owned()
}

/// Signing out.
pub fn sign_out() -> String {
    "/office/sign-out".to_owned()
}

/// `path` with the parameters that are not empty.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let given: Vec<String> = parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", segment(value)))
        .collect();
    if given.is_empty() { path.to_owned() } else { format!("{path}?{}", given.join("&")) }
}

/// `text` as one segment of a path or one value of a query.
pub fn segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_of_an_index_number_stay_and_nothing_else_gets_through() {
        assert_eq!(item("330482/2021-00178"), "/items/330482/2021-00178");
        assert_eq!(item("A?x=1#y/\"z"), "/items/A%3Fx%3D1%23y/%22z");
    }

    #[test]
    fn empty_parameters_are_left_out() {
        assert_eq!(
            with_query("/a", &[("year", "2021"), ("page", ""), ("q", "补助")]),
            "/a?year=2021&q=%E8%A1%A5%E5%8A%A9"
        );
        assert_eq!(with_query("/a", &[("page", "")]), "/a");
    }
}
