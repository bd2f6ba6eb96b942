//! Reports written in every carrier, whole and damaged, are read back: right, lost and said so, or found by the check.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "a test stops where it fails"
)]

mod layouts;
mod paper;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use gongkai_report::{AnnualReport, CellId, CellState, Form};
use paper::damage::{Damage, Tally, as_filed, damage, gone, judge, smudge};
use paper::{Carrier, Dice, Piece, Report, pieces, report, written};
use rust_decimal::Decimal;

fn read(bytes: &[u8]) -> Result<AnnualReport, String> {
    let source = gongkai_document::read(bytes).map_err(|error| error.to_string())?;
    gongkai_report::read::read(&source).map_err(|error| error.to_string())
}

#[test]
fn a_whole_report_reads_back_exactly_in_every_carrier_and_form() {
    let mut wrong = Vec::new();
    for seed in 0..36 {
        let mut dice = Dice::new(seed);
        let at = usize::try_from(seed).unwrap();
        let (form, carrier) =
            ([Form::Y2021, Form::Y2019, Form::Mixed][at / 12], Carrier::ALL[at % Carrier::ALL.len()]);
        let printed = report(form, &mut dice);
        let bytes = written(carrier, &pieces(&printed, form), &mut dice, |_, _| {});
        let found = match read(&bytes) {
            Ok(found) => found,
            // A row without lines and with blanks does not show its columns.
            Err(error) if carrier == Carrier::PdfWithoutLines && error.contains("没有找到") => continue,
            Err(error) => {
                wrong.push(format!("{seed} {carrier:?} {form:?}: {error}"));
                continue;
            }
        };
        let tally = judge(&printed, &[], None, &found);
        // Without ruled lines a label wrapped beside others may stay unknown; its row is then lost.
        let enough = if carrier == Carrier::PdfWithoutLines { tally.cells * 3 / 4 } else { tally.cells };
        if !tally.silent.is_empty() || tally.found > 0 || tally.right < enough {
            wrong.push(format!(
                "{seed} {carrier:?} {form:?}: {} right, {:?} {:?} {:?}",
                tally.right,
                tally.silent,
                found.notes,
                lost(&found)
            ));
        }
        let words = [
            (found.agency.clone(), "云溪市示范局".to_owned()),
            (found.year.map(|year| year.to_string()), "2023".to_owned()),
            (Some(format!("{:?}", found.form)), format!("{form:?}")),
            (found.sections.overview.clone(), format!("{}\n{}", paper::OPENING, paper::OVERVIEW)),
            (found.sections.problems.clone(), paper::PROBLEMS.to_owned()),
            (found.sections.other.clone(), paper::OTHER.to_owned()),
        ];
        for (got, want) in words {
            if got.as_ref() != Some(&want) {
                wrong.push(format!("{seed} {carrier:?} {form:?}: {got:?}, not {want:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn lost(report: &AnnualReport) -> Vec<String> {
    let lost = report.cells.iter().filter(|(_, cell)| cell.state == CellState::Lost);
    lost.map(|(id, cell)| format!("{id}: {:?} {:?}", cell.place, cell.note)).take(8).collect()
}

/// How many reports a campaign reads: few in the daily tests, `COUNT=2000` for the long form.
fn count() -> u64 {
    std::env::var("COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(210)
}

/// Where a campaign begins: `FROM=1700 COUNT=1` reads one report again.
fn from(usual: u64) -> u64 {
    std::env::var("FROM").ok().and_then(|from| from.parse().ok()).unwrap_or(usual)
}

/// What was read in one layout.
#[derive(Default)]
struct Layout {
    reports: usize,
    refused: usize,
    tally: Tally,
    took: Duration,
    slowest: Duration,
}

/// What a damaged file says.
struct Filed {
    says: Report,
    /// The figures that stand nowhere any more.
    gone: Vec<CellId>,
    /// The number that was drawn somewhere.
    drawn: Option<Decimal>,
}

#[derive(Default)]
struct Campaign {
    layouts: BTreeMap<String, Layout>,
    silent: Vec<String>,
}

impl Campaign {
    fn read(&mut self, layout: &str, bytes: &[u8], file: &Filed, said: &str) {
        let entry = self.layouts.entry(layout.to_owned()).or_default();
        let start = Instant::now();
        let found = read(bytes);
        let mut tally = match &found {
            Ok(found) => judge(&file.says, &file.gone, file.drawn, found),
            Err(_) => Tally::default(),
        };
        let took = start.elapsed();
        entry.took += took;
        entry.slowest = entry.slowest.max(took);
        entry.reports += 1;
        entry.refused += usize::from(found.is_err());
        self.silent.extend(tally.silent.drain(..).map(|line| format!("{layout} ({said}): {line}")));
        entry.tally.cells += tally.cells;
        entry.tally.right += tally.right;
        entry.tally.lost += tally.lost;
        entry.tally.found += tally.found;
    }

    fn verdict(self) {
        for (name, layout) in &self.layouts {
            let Layout { reports, refused, tally, took, slowest } = layout;
            let tenths = 1000 * tally.right / tally.cells.max(1);
            let (whole, tenth) = (tenths / 10, tenths % 10);
            eprintln!(
                "{name}: {reports} reports, {refused} refused; of {} cells {whole}.{tenth} % right, {} lost and said, {} wrong and found; \
                 {:.1} ms a report, slowest {:.1} ms",
                tally.cells,
                tally.lost,
                tally.found,
                took.as_secs_f64() * 1000.0 / f64::from(u32::try_from(*reports).unwrap()),
                slowest.as_secs_f64() * 1000.0,
            );
        }
        let silent = self.silent;
        assert!(silent.is_empty(), "{} wrong and silent:\n{}", silent.len(), silent.join("\n"));
    }
}

#[test]
fn no_damage_makes_a_figure_wrong_without_a_finding() {
    let mut campaign = Campaign::default();
    for seed in from(1_000)..from(1_000) + count() {
        let mut dice = Dice::new(seed);
        let form = dice.of(&[Form::Y2021, Form::Y2021, Form::Y2019, Form::Mixed]);
        let printed = report(form, &mut dice);
        let what = Damage::ALL[usize::try_from(seed).unwrap() % Damage::ALL.len()];
        let mut parts: Vec<Piece> = pieces(&printed, form);
        let mut said = damage(&mut parts, what, &mut dice);
        let carrier = dice.of(&Carrier::ALL);
        let mut drawn = None;
        let bytes = written(carrier, &parts, &mut dice, |pages, dice| {
            if what == Damage::None || what == Damage::Stray {
                let (how, number) = smudge(pages, dice);
                (said, drawn) = (format!("{said}; {how}"), number);
            }
        });
        let said = format!("{seed} {what:?} {said}");
        let says = as_filed(&printed, &parts);
        let file = Filed { gone: gone(&says, &parts), says, drawn };
        campaign.read(&format!("{carrier:?}"), &bytes, &file, &said);
    }
    campaign.verdict();
}

/// Damages a text: a line gone, a line torn, a character wrong, a number set between. Says what was done.
fn spoil(text: &str, dice: &mut Dice) -> (String, String) {
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    let at = dice.roll(lines.len());
    let chars: Vec<char> = lines[at].chars().collect();
    let said = match dice.roll(4) {
        0 => format!("without “{}”", lines.remove(at)),
        1 => {
            let number = (dice.roll(300) + 1).to_string();
            lines.insert(at, number.clone());
            format!("“{number}” before line {at}")
        }
        2 if !chars.is_empty() => {
            let words: Vec<usize> = (0..chars.len()).filter(|&at| !chars[at].is_ascii()).collect();
            let Some(&place) = words.get(dice.roll(words.len())) else {
                return (text.to_owned(), String::new());
            };
            let mut chars = chars;
            chars[place] = dice.of(&['政', '公', '其', '行', '处', '天']);
            lines[at] = chars.into_iter().collect();
            format!("“{}” has a wrong character", lines[at])
        }
        _ => {
            // Between words, for a figure cut in two is two figures to anybody.
            let places: Vec<usize> = (1..chars.len())
                .filter(|&at| !chars[at].is_ascii_digit() || !chars[at - 1].is_ascii_digit())
                .collect();
            let Some(&place) = places.get(dice.roll(places.len())) else {
                return (text.to_owned(), String::new());
            };
            let said = format!("“{}” torn at {place}", lines[at]);
            lines[at] = format!(
                "{}\n{}",
                chars[..place].iter().collect::<String>(),
                chars[place..].iter().collect::<String>()
            );
            said
        }
    };
    (lines.join("\n"), said)
}

#[test]
fn no_damage_of_a_text_makes_a_figure_wrong_without_a_finding() {
    let mut campaign = Campaign::default();
    for seed in from(9_000)..from(9_000) + count() {
        let mut dice = Dice::new(seed);
        let printed: Report = loop {
            let printed = report(Form::Y2021, &mut dice);
            // The layouts print plain figures.
            if printed
                .values()
                .all(|printed| printed.value.is_some_and(|value| value.to_string() == printed.text))
            {
                break printed;
            }
        };
        let figures: layouts::Figures =
            printed.iter().map(|(id, printed)| (*id, printed.text.clone())).collect();
        let (name, text) = match seed % 7 {
            0 => ("L1 tabs", layouts::tabs_torn(&figures)),
            1 => (
                "L4 HTML",
                layouts::html(&figures, layouts::bare)
                    .replace("</tr>", "</tr>\n")
                    .replace("</td>", "</td>\n"),
            ),
            2 => ("L5 CMS HTML", layouts::html(&figures, layouts::cms).replace("</tr>", "</tr>\n")),
            3 => ("L7 script", layouts::script(&figures)),
            4 => ("L8 glued", layouts::glued(&figures)),
            5 => ("L9 Markdown", layouts::markdown(&figures)),
            _ => ("L11 a cell a line", layouts::lines(&figures)),
        };
        let (spoiled, said) = spoil(&text, &mut dice);
        let file = Filed { says: printed, gone: Vec::new(), drawn: None };
        campaign.read(name, spoiled.as_bytes(), &file, &format!("{seed} {said}"));
    }
    campaign.verdict();
}
