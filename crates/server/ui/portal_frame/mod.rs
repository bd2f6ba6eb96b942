//! The frame of every portal page (门户页面框架): name, search, ways of viewing, breadcrumb, footer, meta tags.

use std::sync::Arc;

pub mod words;

use self::words::Words;
use super::breadcrumb::{Breadcrumb, Crumb};
use super::prose::Html;
use crate::site::{Site, View};
use crate::tags::Tags;

/// The frame of a portal page.
#[derive(Debug, Clone)]
pub struct PortalFrame {
    /// The site.
    pub site: Arc<Site>,
    /// How this reader views pages.
    pub view: View,
    /// Title of the page, without those of agency and site.
    pub title: String,
    /// The agency the page belongs to: name and address.
    pub agency: Option<(String, String)>,
    /// Where the page stands; empty on the home page.
    pub breadcrumb: Option<Breadcrumb>,
    /// Site, column and article tags.
    pub tags: Tags,
    /// What was searched for, to be shown in the search box.
    pub query: String,
    /// Address of this page as the outside knows it; empty when it should not be kept.
    pub canonical: String,
    /// Our own script, by the name of its file; the page works without it.
    pub script: Option<&'static str>,
}

impl PortalFrame {
    /// The frame of a page called `title`.
    pub fn new(site: &Arc<Site>, view: View, title: impl Into<String>) -> PortalFrame {
        PortalFrame {
            tags: Tags::of_site(site),
            site: Arc::clone(site),
            view,
            title: title.into(),
            agency: None,
            breadcrumb: None,
            query: String::new(),
            canonical: String::new(),
            script: None,
        }
    }

    /// The same frame, for a page of this agency.
    #[must_use]
    pub fn agency(mut self, name: impl Into<String>, href: impl Into<String>) -> PortalFrame {
        self.agency = Some((name.into(), href.into()));
        self
    }

    /// The same frame, saying where the page stands below the home page.
    #[must_use]
    pub fn crumbs(mut self, crumbs: Vec<Crumb>) -> PortalFrame {
        let home = Crumb::to(self.labels().home, crate::routes::home());
        self.breadcrumb = Some(Breadcrumb { crumbs: std::iter::once(home).chain(crumbs).collect() });
        self
    }

    /// The same frame with these tags.
    #[must_use]
    pub fn tags(mut self, change: impl FnOnce(Tags) -> Tags) -> PortalFrame {
        self.tags = change(self.tags);
        self
    }

    /// The labels of the frame, in the reader's language.
    pub fn labels(&self) -> &'static Words {
        if self.view.english { &words::ENGLISH } else { &words::CHINESE }
    }

    /// Where a fault of this page is reported: where the site says, or to one of its agencies.
    pub fn report_error(&self) -> String {
        match self.site.report_error_href.as_str() {
            "" => crate::routes::report_fault(&self.canonical),
            href => href.to_owned(),
        }
    }

    /// The attribute that says the labels are English.
    pub fn lang(&self) -> Html {
        Html::of_part(if self.view.english { " lang=\"en\"" } else { "" }.to_owned())
    }

    /// What stands in the window's title.
    pub fn window_title(&self) -> String {
        let mut parts = vec![self.title.as_str()];
        if let Some((name, _)) = &self.agency {
            parts.push(name);
        }
        parts.push(&self.site.name);
        parts.dedup();
        parts.join(" - ")
    }
}
