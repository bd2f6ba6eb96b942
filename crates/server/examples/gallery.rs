//! Writes the gallery as a file, to look at it without a server: `cargo run -p gongkai-server --example gallery DIR`.

use std::path::PathBuf;
use std::sync::Arc;

use askama::Template as _;
use gongkai_server::site::{Site, View};
use gongkai_server::ui::gallery::GalleryPage;
use gongkai_server::ui::portal_frame::PortalFrame;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    let site = Arc::new(Site {
        name: "示例市人民政府信息公开平台".to_owned(),
        host: "示例市人民政府办公室".to_owned(),
        contact: "0000-00000000".to_owned(),
        id_code: "3304820001".to_owned(),
        icp: "示ICP备00000000号".to_owned(),
        report_error_href: "/".to_owned(),
        ..Site::default()
    });
    for (name, large, contrast) in
        [("gallery", false, false), ("gallery-large", true, false), ("gallery-contrast", false, true)]
    {
        let view = View { large, contrast, path: "/dev/gallery".to_owned() };
        let html = GalleryPage::new(PortalFrame::new(&site, view, "部件"))
            .render()
            .map_err(std::io::Error::other)?
            .replace(&gongkai_server::assets::stylesheet_href(), "gongkai.css");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{name}.html")), html)?;
    }
    std::fs::write(folder.join("gongkai.css"), gongkai_server::ui::stylesheet())
}
