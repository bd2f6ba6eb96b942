//! The frame of every office page (工作台页面框架): account, navigation, date, where the reader is.

use std::sync::Arc;

use super::breadcrumb::Breadcrumb;
use super::form_token::FormToken;
use super::notice::Notice;
use crate::site::{Site, View};

/// An entry of the office navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Does this page belong to it?
    pub current: bool,
    /// How many things wait there; nothing is shown for none.
    pub waiting: u64,
}

impl NavItem {
    /// An entry where nothing waits.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> NavItem {
        NavItem { label: label.into(), href: href.into(), current: false, waiting: 0 }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Name.
    pub name: String,
    /// Role in words, e.g. `公开专员`.
    pub role: String,
    /// Agency.
    pub agency: String,
}

/// The frame of an office page.
#[derive(Debug, Clone)]
pub struct OfficeFrame {
    /// The site.
    pub site: Arc<Site>,
    /// How this reader views pages.
    pub view: View,
    /// Title of the page.
    pub title: String,
    /// Who is signed in; nobody on the sign-in page.
    pub account: Option<Account>,
    /// The navigation, as the account's roles allow.
    pub nav: Vec<NavItem>,
    /// Does the page need the whole width? Then the navigation stands above it.
    pub wide: bool,
    /// Other agencies where the account may work: name and address.
    pub switch: Vec<(String, String)>,
    /// Today in words, e.g. `2021年12月31日 星期五`.
    pub today: String,
    /// What everybody must know, e.g. that this is a demonstration.
    pub banner: Option<String>,
    /// Token of the sign-out form.
    pub token: FormToken,
    /// Where the page stands.
    pub breadcrumb: Option<Breadcrumb>,
    /// What was just done, above the heading.
    pub done: Option<Notice>,
}

impl OfficeFrame {
    /// The frame of a page called `title`, before anybody signed in.
    pub fn new(site: &Arc<Site>, view: View, title: impl Into<String>) -> OfficeFrame {
        OfficeFrame {
            banner: site.demo.clone(),
            site: Arc::clone(site),
            view,
            title: title.into(),
            account: None,
            nav: Vec::new(),
            wide: false,
            switch: Vec::new(),
            today: String::new(),
            token: FormToken::default(),
            breadcrumb: None,
            done: None,
        }
    }
}
