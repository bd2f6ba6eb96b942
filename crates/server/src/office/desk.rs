//! Who sits at the desk: the guard before every office route, and what a handler knows of the person.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_agency::Role;
use gongkai_app::{Actor, App, Grant};
use gongkai_store::agency::AgencyRow;
use tower_sessions::Session;

use super::address;
use super::fault::Fault;
use super::permissions::may_use;
use super::words;
use crate::AppState as Office;
use crate::form::token_of;
use crate::problem::Problem;
use crate::site::{Site, View};
use crate::ui::breadcrumb::{Breadcrumb, Crumb};
use crate::ui::form_token::FormToken;
use crate::ui::notice::{Notice, Tone};
use crate::ui::office_frame::{Account, NavItem, OfficeFrame};

/// Where the session keeps who is signed in.
pub(super) const LOGIN_KEY: &str = "login";
/// Where it keeps what was just done, until the next page says so.
const DONE_KEY: &str = "done";
/// Where it keeps when it was last prolonged, in seconds.
const SEEN_KEY: &str = "seen";
/// A session is prolonged at most this often, so that reading pages does not write to the database each time.
const PROLONGED_EVERY_SECONDS: i64 = 600;

/// The signed-in person, the agency the page belongs to, and the roles held there.
#[derive(Clone)]
pub struct Desk {
    /// The use cases.
    pub app: App,
    /// The site.
    pub site: Arc<Site>,
    /// How this reader views pages.
    pub view: View,
    /// Who acts.
    pub actor: Actor,
    /// Their login.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Everything they may do, anywhere.
    pub grants: Vec<Grant>,
    /// The agency of the page; `None` on pages of the person or the site.
    pub agency: Option<Arc<AgencyRow>>,
    /// Roles held at that agency, or anywhere when the page has none.
    pub roles: Vec<Role>,
    /// The token of the page's forms.
    pub token: FormToken,
    session: Session,
}

impl<S: Send + Sync> FromRequestParts<S> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Desk, Problem> {
        // The guard puts it there; a route without the guard is not served.
        parts.extensions.get::<Desk>().cloned().ok_or(Problem::SignIn)
    }
}

/// Middleware before every office route: signed in, and allowed by the permission table.
pub async fn guard(State(office): State<Office>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match seat(&office, &mut parts).await {
        Ok(desk) => {
            parts.extensions.insert(desk);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(Refused::SignIn(back)) => Redirect::to(&address::sign_in(&back)).into_response(),
        Err(Refused::Problem(problem)) => problem.into_response(),
    }
}

enum Refused {
    SignIn(String),
    Problem(Problem),
}

impl<E: Into<Fault>> From<E> for Refused {
    fn from(error: E) -> Refused {
        match error.into() {
            Fault::Problem(problem) => Refused::Problem(problem),
            Fault::Flaws(_) => Refused::Problem(Problem::Forbidden),
        }
    }
}

async fn seat(office: &Office, parts: &mut Parts) -> Result<Desk, Refused> {
    let session = Session::from_request_parts(parts, &()).await;
    let session = session.map_err(|(_, reason)| Problem::failed(reason))?;
    let view = View::of_parts(parts);
    let back = if parts.method == Method::GET { view.path.clone() } else { String::new() };
    let login: Option<String> = session.get(LOGIN_KEY).await.map_err(Problem::failed)?;
    let Some(login) = login else { return Err(Refused::SignIn(back)) };
    let actor = office.app.actor_of(&login).await?;
    let Some(Actor::Account { name, grants, .. }) = actor.clone() else {
        session.flush().await.map_err(Problem::failed)?;
        return Err(Refused::SignIn(back));
    };
    let agency = agency_of(office, parts).await?;
    let roles = roles_at(office, &grants, agency.as_deref()).await?;
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    if !may_use(&parts.method, path, &roles) {
        return Err(Refused::Problem(Problem::Forbidden));
    }
    prolong(&session, office.app.now().as_second()).await?;
    let token = token_of(&session).await?;
    Ok(Desk {
        app: office.app.clone(),
        site: Arc::clone(&office.site),
        view,
        actor: actor.unwrap_or(Actor::Public),
        login,
        name,
        grants,
        agency,
        roles,
        token,
        session,
    })
}

async fn agency_of(office: &Office, parts: &mut Parts) -> Result<Option<Arc<AgencyRow>>, Refused> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    let params = params.map_err(|_| Problem::NotFound)?;
    let Some((_, code)) = params.iter().find(|(name, _)| *name == "agency") else { return Ok(None) };
    match office.app.store.agency(code).await? {
        Some(agency) => Ok(Some(Arc::new(agency))),
        None => Err(Problem::NotFound.into()),
    }
}

/// Roles at `agency`: granted there, or above it for those that reach below.
async fn roles_at(
    office: &Office,
    grants: &[Grant],
    agency: Option<&AgencyRow>,
) -> Result<Vec<Role>, Refused> {
    let mut roles: Vec<Role> = match agency {
        None => grants.iter().map(|grant| grant.role).collect(),
        Some(agency) => {
            let line = office.app.store.lineage(&agency.code).await?;
            let reaches = |grant: &&Grant| {
                grant.agency == agency.code
                    || (grant.role.reaches_below() && line.iter().any(|(code, _)| *code == grant.agency))
            };
            grants.iter().filter(reaches).map(|grant| grant.role).collect()
        }
    };
    roles.sort();
    roles.dedup();
    Ok(roles)
}

async fn prolong(session: &Session, now: i64) -> Result<(), Refused> {
    let seen: Option<i64> = session.get(SEEN_KEY).await.map_err(Problem::failed)?;
    if seen.is_none_or(|seen| PROLONGED_EVERY_SECONDS < now.saturating_sub(seen).abs()) {
        session.insert(SEEN_KEY, now).await.map_err(Problem::failed)?;
    }
    Ok(())
}

impl Desk {
    /// The agency of the page.
    ///
    /// # Errors
    ///
    /// [`Problem::NotFound`] on pages without one, which have no such route.
    pub fn agency(&self) -> Result<&AgencyRow, Fault> {
        self.agency.as_deref().ok_or(Fault::Problem(Problem::NotFound))
    }

    /// Code of the agency of the page; empty when it has none.
    pub fn code(&self) -> &str {
        self.agency.as_deref().map_or("", |agency| agency.code.as_str())
    }

    /// Does the person hold one of `roles` here?
    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }

    /// May the person use this route of the permission table here?
    pub fn may(&self, method: &Method, path: &str) -> bool {
        may_use(method, path, &self.roles)
    }

    /// Remembers what was done for the next page, and goes there.
    ///
    /// # Errors
    ///
    /// A problem when the session cannot be kept.
    pub async fn done(&self, text: impl Into<String>, to: &str) -> Result<Response, Fault> {
        self.session.insert(DONE_KEY, text.into()).await.map_err(Problem::failed)?;
        Ok(Redirect::to(to).into_response())
    }

    /// Ends the session.
    ///
    /// # Errors
    ///
    /// A problem when the session cannot be ended.
    pub async fn leave(&self) -> Result<(), Fault> {
        self.session.flush().await.map_err(|error| Fault::Problem(Problem::failed(error)))
    }

    /// The frame of a page called `title`, below the pages of `above` (name and address).
    ///
    /// # Errors
    ///
    /// A problem when the agencies cannot be read.
    pub async fn frame(&self, title: &str, above: &[(&str, String)]) -> Result<OfficeFrame, Fault> {
        let mut frame = OfficeFrame::new(&self.site, self.view.clone(), title);
        let roles: Vec<&str> = self.roles.iter().map(|role| role.label()).collect();
        frame.account = Some(Account {
            name: self.name.clone(),
            role: roles.join("、"),
            agency: self.agency.as_deref().map_or(String::new(), |agency| agency.short_name.clone()),
        });
        frame.nav = self.nav();
        frame.switch = self.switch().await?;
        frame.today = words::day_in_words(self.app.today());
        frame.token = self.token.clone();
        frame.done = self.take_done().await?.map(|text| Notice::new(Tone::Done, text));
        let mut crumbs = vec![Crumb::to("工作台", address::office())];
        if let Some(agency) = &self.agency {
            crumbs.push(Crumb::to(agency.short_name.clone(), address::today(&agency.code)));
        }
        crumbs.extend(above.iter().map(|(name, href)| Crumb::to(*name, href.clone())));
        crumbs.push(Crumb::here(title));
        frame.breadcrumb = Some(Breadcrumb { crumbs });
        Ok(frame)
    }

    async fn take_done(&self) -> Result<Option<String>, Fault> {
        if self.session.get::<String>(DONE_KEY).await.map_err(Problem::failed)?.is_none() {
            return Ok(None);
        }
        self.session.remove(DONE_KEY).await.map_err(|error| Fault::Problem(Problem::failed(error)))
    }

    fn nav(&self) -> Vec<NavItem> {
        let code = self.code();
        let mut entries: Vec<(&str, String, &str)> = Vec::new();
        if self.agency.is_some() {
            entries.extend([
                ("今日待办", address::today(code), "/office/{agency}"),
                ("主动公开", address::items(code), "/office/{agency}/items"),
                ("公开计划", address::plans(code), "/office/{agency}/plans"),
                ("公开覆盖", address::coverage(code), "/office/{agency}/coverage"),
                ("意见征集", address::solicitations(code), "/office/{agency}/solicitations"),
                ("咨询留言", address::messages(code), "/office/{agency}/messages"),
                ("惠企政策", address::benefits(code), "/office/{agency}/benefits"),
                ("企业", address::enterprises(code), "/office/{agency}/enterprises"),
                ("依申请公开", address::requests(code), "/office/{agency}/requests"),
                ("更正与建议", address::motions(code), "/office/{agency}/motions"),
                ("复议诉讼", address::remedies(code), "/office/{agency}/remedies"),
                ("台账", address::ledger(code), "/office/{agency}/ledger"),
                ("年度报告", address::reports(code), "/office/{agency}/reports"),
                ("登记统计", address::registers(code), "/office/{agency}/registers"),
                ("网站检查", address::inspection(code), "/office/{agency}/inspection"),
                ("机关设置", address::settings(code), "/office/{agency}/settings"),
                ("监督总览", address::supervision(code), "/office/{agency}/supervision"),
            ]);
        }
        entries.extend([
            ("机关管理", address::agencies(), "/office/system/agencies"),
            ("账号管理", address::accounts(), "/office/system/accounts"),
            ("工作日历", address::calendar(), "/office/system/calendar"),
            ("无结果搜索", address::searches(), "/office/system/searches"),
            ("同义词", address::synonyms(), "/office/system/synonyms"),
        ]);
        let anywhere: Vec<Role> = self.grants.iter().map(|grant| grant.role).collect();
        let path = self.view.path.split('?').next().unwrap_or_default();
        let current = entries
            .iter()
            .map(|(_, href, _)| href.as_str())
            .filter(|href| path == *href || path.starts_with(&format!("{href}/")))
            .max_by_key(|href| href.len())
            .map(str::to_owned);
        entries
            .into_iter()
            .filter(|(_, _, route)| {
                let roles = if route.starts_with("/office/system") { &anywhere } else { &self.roles };
                may_use(&Method::GET, route, roles)
            })
            .map(|(label, href, _)| NavItem {
                current: current.as_deref() == Some(href.as_str()),
                ..NavItem::new(label, href)
            })
            .collect()
    }

    /// The other agencies where the person may work: name and address.
    async fn switch(&self) -> Result<Vec<(String, String)>, Fault> {
        let mut codes: Vec<&str> = self.grants.iter().map(|grant| grant.agency.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut others = Vec::new();
        for code in codes.into_iter().filter(|code| *code != self.code()) {
            if let Some(agency) = self.app.store.agency(code).await? {
                others.push((agency.short_name, address::today(code)));
            }
        }
        Ok(others)
    }
}
