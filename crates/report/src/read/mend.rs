//! Rows and labels torn by a page break, put together again where the joined words are a label of the form.

use super::fold::folded;
use super::marks::{Kind, exactly};
use super::value::{Unit, Value, parse};
use crate::source::{Grid, GridCell};

/// The rows of a grid as they were before pages were broken.
pub(super) fn mended(grid: &Grid) -> Vec<Vec<GridCell>> {
    let mut rows: Vec<Vec<GridCell>> = Vec::with_capacity(grid.rows.len());
    for row in &grid.rows {
        if repeats_head(row, &rows) {
            continue;
        }
        let Some(upper) = rows.last() else {
            rows.push(row.clone());
            continue;
        };
        let columns = torn(upper, row);
        if columns.is_empty() {
            rows.push(row.clone());
        } else if is_row(row) {
            let mut row = row.clone();
            for column in columns {
                relabel(&mut rows, &mut row, column);
            }
            rows.push(row);
        } else {
            merge(&mut rows, row);
        }
    }
    rows
}

/// True for the head of table 三 printed again on a next page.
fn repeats_head(row: &[GridCell], above: &[Vec<GridCell>]) -> bool {
    let texts = |row: &[GridCell]| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let is_head = || {
        row.iter().filter_map(|cell| exactly(&cell.text)).flatten().any(|mark| {
            matches!(mark.kind, Kind::Note | Kind::Requesters | Kind::Requester(_) | Kind::Organisations)
        })
    };
    above.iter().take(4).any(|known| texts(known) == texts(row)) && is_head()
}

fn is_words(cell: &GridCell) -> bool {
    !cell.text.is_empty() && parse(&cell.text, Unit::Count) == Value::Unreadable
}

/// True when a label of the form stands whole in the row: then it is a row of its own.
fn is_row(row: &[GridCell]) -> bool {
    row.iter().any(|cell| !cell.spanned && exactly(&cell.text).is_some())
}

/// The columns where the words of two rows are one label.
fn torn(upper: &[GridCell], lower: &[GridCell]) -> Vec<usize> {
    let is_torn = |above: &GridCell, below: &GridCell| {
        // Brackets alone make no part of a label.
        let says = |cell: &GridCell| is_words(cell) && !folded(&cell.text).is_empty();
        if below.spanned || !says(above) || !says(below) || exactly(&below.text).is_some() {
            return false;
        }
        let marks = exactly(&format!("{}{}", above.text, below.text)).unwrap_or_default();
        // Two labels side by side are two labels.
        marks.len() == 1 || !marks.is_empty() && exactly(&above.text).is_none()
    };
    let pairs = upper.iter().zip(lower).enumerate();
    pairs.filter(|(_, (above, below))| is_torn(above, below)).map(|(column, _)| column).collect()
}

/// A label over several rows whose words were divided.
fn relabel(rows: &mut [Vec<GridCell>], lower: &mut [GridCell], column: usize) {
    let Some(cell) = lower.get_mut(column) else { return };
    let Some(above) = rows.last().and_then(|row| row.get(column)).map(|cell| cell.text.clone()) else {
        return;
    };
    let whole = format!("{above}{}", cell.text);
    cell.text.clone_from(&whole);
    cell.spanned = true;
    for row in rows.iter_mut().rev() {
        match row.get_mut(column).filter(|cell| cell.text == above) {
            Some(cell) => cell.text.clone_from(&whole),
            None => break,
        }
    }
}

/// Two parts of one row: what stands in both is kept as both, and is then no figure.
fn merge(rows: &mut [Vec<GridCell>], lower: &[GridCell]) {
    let Some((upper, earlier)) = rows.split_last_mut() else { return };
    for (column, (above, below)) in upper.iter_mut().zip(lower).enumerate() {
        if below.spanned || below.text.is_empty() || below.text == above.text && is_words(above) {
            continue;
        }
        if above.text.is_empty() {
            above.text.clone_from(&below.text);
            above.place.clone_from(&below.place);
            continue;
        }
        let part = std::mem::take(&mut above.text);
        above.text = format!("{part}\n{}", below.text);
        // A cell that began higher says the same all the way down.
        let began = earlier.iter_mut().rev().filter(|_| above.spanned);
        let same = began.map_while(|row| row.get_mut(column).filter(|cell| cell.text == part));
        same.for_each(|cell| cell.text.clone_from(&above.text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> Vec<GridCell> {
        texts.iter().map(|text| GridCell::new(*text, false)).collect()
    }

    fn texts(rows: &[Vec<GridCell>]) -> Vec<Vec<&str>> {
        rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect()
    }

    #[test]
    fn a_row_torn_in_its_label_is_one_row() {
        for (above, below) in [(["", ""], ["3", "4"]), (["3", "4"], ["", ""])] {
            let upper = row(&["5.要求行政机关确认或", above[0], above[1]]);
            let lower = row(&["重新出具已获取信息", below[0], below[1]]);
            let grid = Grid { place: String::new(), rows: vec![upper, lower] };
            assert_eq!(texts(&mended(&grid)), [["5.要求行政机关确认或\n重新出具已获取信息", "3", "4"]]);
        }
    }

    #[test]
    fn a_group_divided_between_pages_keeps_both_rows() {
        let upper = row(&["（四）无", "1.本机关不掌握相关政府信息", "7"]);
        let lower = row(&["法提供", "2.没有现成信息需要另行制作", "8"]);
        let grid = Grid { place: String::new(), rows: vec![upper, lower] };
        let rows = mended(&grid);
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row[0].text == "（四）无法提供") && rows[1][0].spanned);
    }

    #[test]
    fn a_head_over_two_rows_divided_between_them_leaves_the_second_its_own_heads() {
        let rows = vec![row(&["结果", "其他", "复议后起诉"]), row(&["维持", "结果", "结果维持"])];
        let rows = mended(&Grid { place: String::new(), rows });
        assert_eq!(
            texts(&rows),
            [["结果维持", "其他结果", "复议后起诉"], ["结果维持", "其他结果", "结果维持"]]
        );
        assert_eq!(rows[1].iter().map(|cell| cell.spanned).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_head_over_two_rows_torn_in_the_second_is_whole_again() {
        let mut middle = row(&["结果", "结果"]);
        middle[0].spanned = true;
        let grid = Grid {
            place: String::new(),
            rows: vec![row(&["结果", "复议后起诉"]), middle, row(&["维持", "纠正"])],
        };
        let rows = mended(&grid);
        assert_eq!(texts(&rows), [["结果\n维持", "复议后起诉"], ["结果\n维持", "结果\n纠正"]]);
    }

    #[test]
    fn a_bracket_is_no_part_of_the_label_above() {
        let rows = vec![row(&["5.要求行政机关确认或重新出具已获取信息", ""]), row(&["（", "66"])];
        assert_eq!(mended(&Grid { place: String::new(), rows: rows.clone() }), rows);
    }

    #[test]
    fn figures_in_both_parts_of_a_row_are_no_figure() {
        let grid = Grid {
            place: String::new(),
            rows: vec![row(&["5.要求行政机关确认或", "3"]), row(&["重新出具已获取信息", "4"])],
        };
        assert_eq!(mended(&grid)[0][1].text, "3\n4");
    }
}
