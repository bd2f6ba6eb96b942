//! Writes the gallery and the example pages as files, to look at them without a server:
//! `cargo run -p gongkai-server --example gallery DIR`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use askama::Template as _;
use gongkai_server::portal::examples;
use gongkai_server::site::View;
use gongkai_server::ui::gallery::GalleryPage;
use gongkai_server::ui::portal_frame::PortalFrame;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let site = Arc::new(examples::site());
    for (suffix, large, contrast) in [("", false, false), ("-large", true, false), ("-contrast", false, true)]
    {
        let view = View { large, contrast, path: "/dev/gallery".to_owned(), ..View::default() };
        let gallery = GalleryPage::new(PortalFrame::new(&site, view.clone(), "部件"));
        write(&folder, &format!("gallery{suffix}"), &gallery.render().map_err(std::io::Error::other)?)?;
        for (name, html) in examples::pages(&site, &view).map_err(std::io::Error::other)? {
            write(&folder, &format!("{name}{suffix}"), &html)?;
        }
    }
    std::fs::write(folder.join("gongkai.css"), gongkai_server::ui::stylesheet())
}

/// Files are opened without a server, so the style sheet lies beside them.
fn write(folder: &Path, name: &str, html: &str) -> std::io::Result<()> {
    let html = html.replace(&gongkai_server::assets::stylesheet_href(), "gongkai.css");
    std::fs::write(folder.join(format!("{name}.html")), html)
}
