//! Addresses as QR codes on paper (二维码).

use std::fmt::Write as _;

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// Light modules around the code, as the standard asks.
const QUIET: i32 = 4;

/// `text` as a picture for the page: dark modules as one path; empty when it is too long for any code.
pub(crate) fn svg(text: &str, label: &str) -> String {
    let Some(code) = code(text) else { return String::new() };
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            if run > 0 {
                let _ = write!(path, "M{},{}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += i32::try_from(run).unwrap_or(0) + 1;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0,0h{side}v{side}h-{side}z\"/>\
         <path d=\"{path}\"/></svg>"
    )
}

/// The code of `text`. Readers take any mask; to weigh all eight costs more than all the rest of a page.
fn code(text: &str) -> Option<QrCode> {
    let (least, most) = (Version::MIN, Version::MAX);
    let mask = Some(Mask::new(0));
    let segments = QrSegment::make_segments(text);
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, mask, true).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_program_reads_what_the_code_says() {
        let address = "https://www.example.gov.cn/proofs/1/11330482002488999/2021-00178";
        let code = code(address).unwrap();
        let svg = svg(address, "公开证明");
        let side = usize::try_from(code.size() + 2 * QUIET).unwrap();
        let mut dark = vec![false; side * side];
        for corner in svg.split('M').skip(2) {
            let (x, rest) = corner.split_once(',').unwrap();
            let (y, run) = rest.split_once('h').unwrap();
            let first = y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap();
            let run: usize = run.split_once('v').unwrap().0.parse().unwrap();
            dark[first..first + run].fill(true);
        }
        // Four pixels to a module, as a camera would see it.
        let pixel = |x: usize, y: usize| if dark[y / 4 * side + x / 4] { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, pixel);
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, address);
    }

    #[test]
    fn what_is_too_long_gives_no_picture() {
        assert_eq!(svg(&"a".repeat(4_000), ""), "");
    }
}
