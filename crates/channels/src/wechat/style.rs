//! Styles that WeChat keeps: a short list of properties, colours as `rgb()`.

/// Properties that are kept.
const KEPT: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-left",
    "border-right",
    "border-top",
    "color",
    "font-size",
    "font-style",
    "font-weight",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "padding",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "width",
];

/// The declarations of a `style` attribute that are kept, as WeChat wants them; those that are not are left out.
pub(super) fn kept(style: &str) -> String {
    let mut out = String::new();
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim().to_ascii_lowercase();
        if !KEPT.contains(&name.as_str()) {
            continue;
        }
        if let Some(value) = plain(value) {
            out.push_str(&name);
            out.push(':');
            out.push_str(&value);
            out.push(';');
        }
    }
    out
}

/// A value of plain words, numbers and colours; `None` for anything that loads, computes or escapes.
fn plain(value: &str) -> Option<String> {
    let value = value.trim().to_ascii_lowercase();
    let value = value.strip_suffix("!important").unwrap_or(&value).trim();
    let is_plain = value.chars().all(|ch| ch.is_ascii_alphanumeric() || " #.,%()+-".contains(ch));
    let calls = value.match_indices('(').all(|(at, _)| {
        let before = value.get(..at).unwrap_or_default();
        before.ends_with("rgb") || before.ends_with("rgba")
    });
    if value.is_empty() || !is_plain || !calls {
        return None;
    }
    value.split(' ').map(colour).collect::<Option<Vec<_>>>().map(|words| words.join(" "))
}

/// A word as it is, or the colour `#1a2b3c` as `rgb(26,43,60)`: WeChat has dropped articles over the sign.
fn colour(word: &str) -> Option<String> {
    let Some(digits) = word.strip_prefix('#') else {
        return (!word.contains('#')).then(|| word.to_owned());
    };
    let parts: Vec<u8> = match digits.len() {
        3 | 4 => {
            digits.chars().map(|digit| u8::from_str_radix(&format!("{digit}{digit}"), 16).ok()).collect()
        }
        6 | 8 => (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
            .collect(),
        _ => None,
    }?;
    Some(match *parts.as_slice() {
        [red, green, blue, alpha] => format!("rgba({red},{green},{blue},{:.2})", f64::from(alpha) / 255.0),
        [red, green, blue] => format!("rgb({red},{green},{blue})"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_rgb_and_what_loads_or_moves_is_left_out() {
        let cases = [
            ("color:#1a2b3c", "color:rgb(26,43,60);"),
            ("COLOR: #ABC !important", "color:rgb(170,187,204);"),
            ("background-color:#00000080", "background-color:rgba(0,0,0,0.50);"),
            ("border: 1px solid #ccc; position:fixed", "border:1px solid rgb(204,204,204);"),
            ("color:rgb(1, 2, 3)", "color:rgb(1, 2, 3);"),
            ("color:#12;width:100%", "width:100%;"),
            ("width:expression(alert(1));background:url(x)", ""),
            ("color:re\\64;font-size:calc(1px + 2px)", ""),
        ];
        for (style, expected) in cases {
            assert_eq!(kept(style), expected, "{style}");
        }
    }
}
