//! One walk over text and grids that gathers the rows of the three tables, by their labels.

use gongkai_statute::ReportRow;

use super::flow::Flow;
use super::fold::{fold, folded, half_width};
use super::marks::{Head, Item, Kind, Mark, column, of_cell};
use super::mend::mended;
use super::value::{Unit, Value, is_dash, is_invisible, parse};
use crate::cell::{Column, RemedyColumn, RemedyKind, Row};
use crate::form::Group;
use crate::source::{Grid, GridCell};

/// A delimited cell right of a label.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) place: String,
}

impl Field {
    pub(super) fn is_blank(&self) -> bool {
        parse(&self.text, Unit::Count) == Value::Blank
    }
}

/// Figures in running text, of which only the order is certain.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) place: String,
    /// True when the last digit may be the ordinal of the label behind.
    pub(super) unsure: bool,
    /// True when words that are no label follow: figures may stand behind them.
    pub(super) cut: bool,
    /// True when the figures stand on several lines, and neither one to a line nor all below the label.
    pub(super) torn: bool,
}

/// The figures of a row as the source gives them.
#[derive(Debug, Clone)]
pub(super) enum Figures {
    Cells(Vec<Field>),
    Run(Run),
}

/// A row of table 二.
pub(super) struct Raw2 {
    pub(super) item: Item,
    pub(super) heads: Vec<Head>,
    /// The head says 元 where the form says 万元.
    pub(super) yuan: bool,
    /// How many numbers that no row has taken stand above the label.
    pub(super) loose: usize,
    pub(super) figures: Figures,
}

/// A row of table 三.
#[derive(Debug, Clone)]
pub(super) struct Raw3 {
    pub(super) row: Row,
    /// How many numbers that no row has taken stand above the label.
    pub(super) loose: usize,
    pub(super) figures: Figures,
}

/// The data row of table 四, or of one of its groups.
pub(super) struct Raw4 {
    pub(super) groups: Vec<RemedyKind>,
    pub(super) outcomes: Vec<RemedyColumn>,
    pub(super) figures: Figures,
}

/// What one walk found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) table2: Vec<Raw2>,
    pub(super) table3: Vec<Raw3>,
    /// Rows labelled （六）其他处理 itself.
    pub(super) single: Vec<Figures>,
    pub(super) table4: Vec<Raw4>,
    /// Heads of the columns of table 三, a header row each.
    pub(super) header: Vec<Vec<Kind>>,
    /// Head or row that only the 2019 form has.
    pub(super) form_2019: bool,
    pub(super) notes: Vec<String>,
    /// Where the tables begin and end in the running text.
    pub(super) first: Option<usize>,
    pub(super) last: Option<usize>,
    /// The tables were numbered anew after chapters of the agency's own plan.
    pub(super) own_numbers: bool,
}

/// Where the walk is and what it remembers of the rows above.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about the place, each read on its own")]
struct Scan {
    found: Found,
    at: usize,
    in2: bool,
    heads: Vec<Head>,
    heads_closed: bool,
    yuan: bool,
    /// Numbers that no row has taken stand behind the last label of the running text.
    loose: usize,
    in3: bool,
    body: bool,
    group: Option<Group>,
    pending: Option<Row>,
    groups: Vec<RemedyKind>,
    outcomes: Vec<RemedyColumn>,
}

/// Gathers the rows of the tables.
pub(super) fn scan(flow: &Flow<'_>) -> Found {
    let mut scan = Scan::default();
    let mut grids = flow.grids.iter().peekable();
    for (index, mark) in flow.marks.iter().enumerate() {
        while let Some((at, grid)) = grids.next_if(|(at, _)| *at <= mark.start) {
            scan.at = *at;
            scan.grid(grid);
        }
        let next = flow.marks.get(index + 1);
        let end = next.map_or(flow.text.len(), |next| next.start);
        let end = grids.peek().map_or(end, |(at, _)| end.min(*at));
        scan.at = mark.start;
        scan.mark(flow, mark, next, end.max(mark.end));
    }
    for (at, grid) in grids {
        scan.at = *at;
        scan.grid(grid);
    }
    scan.found
}

/// The part of the text behind a label that figures may stand in.
struct Tail<'a> {
    figures: &'a str,
    /// Significant characters that are no figures.
    unknown: usize,
    /// A measure word follows: a sentence, not a table.
    prose: bool,
    torn: bool,
}

/// True when figures stand on several lines, but not as a list of one a line below its label.
fn is_torn(figures: &str) -> bool {
    let counts: Vec<usize> = figures.split('\n').map(|line| line.split_whitespace().count()).collect();
    let (beside, below) = counts.split_first().map_or((0, &[] as &[usize]), |(first, rest)| (*first, rest));
    let lines = below.iter().filter(|count| **count > 0).count();
    lines > 0 && (beside > 0 || lines > 1 && below.iter().any(|count| *count > 1))
}

fn tail(text: &str) -> Tail<'_> {
    let skipped = text.trim_start_matches([')', '）', '：', ':', '”', '"', '】', '」', '*']);
    let end = skipped
        .char_indices()
        .find(|&(_, ch)| {
            let ch = half_width(ch);
            !(ch.is_ascii_digit()
                || ch.is_whitespace()
                || is_invisible(ch)
                || is_dash(ch)
                || "./,|+".contains(ch))
        })
        .map_or(skipped.len(), |(index, _)| index);
    let (figures, rest) = skipped.split_at(end);
    let prose = figures.contains(|ch: char| half_width(ch).is_ascii_digit())
        && !figures.ends_with('\n')
        && rest.starts_with([
            '件', '条', '份', '次', '人', '个', '项', '年', '月', '日', '起', '宗', '%', '％', '余', '多',
        ]);
    let unknown = fold(rest).iter().filter(|sig| !sig.ch.is_ascii_digit()).count();
    Tail { figures: figures.trim(), unknown, prose, torn: is_torn(figures) }
}

/// How many figures, or marks for none, the last line of a text has, if it has nothing else.
fn last_figures(text: &str) -> usize {
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    let is_figure = |word: &&str| match parse(word, Unit::Count) {
        Value::Number(_) | Value::Annotated(..) => true,
        // A longer row of dashes is a ruled line.
        Value::Blank => word.chars().count() <= 2,
        Value::Unreadable => false,
    };
    let figures = || line.split_whitespace().filter(is_figure);
    if figures().count() == line.split_whitespace().count() { figures().count() } else { 0 }
}

/// True for the heads of table 二, which no figure belongs to.
fn is_head2(kind: Kind) -> bool {
    matches!(kind, Kind::Caption | Kind::Information | Kind::Head(_))
}

impl Scan {
    /// How many rows were found so far.
    fn rows(&self) -> usize {
        let Found { table2, table3, single, table4, .. } = &self.found;
        table2.len() + table3.len() + single.len() + table4.len()
    }

    fn touch(&mut self) {
        self.found.first.get_or_insert(self.at);
        self.found.last = Some(self.at);
    }

    fn mark(&mut self, flow: &Flow<'_>, mark: &Mark, next: Option<&Mark>, end: usize) {
        let tail = tail(flow.slice(mark.end, end));
        let run = || {
            let unsure = next.is_some_and(|next| !next.sure && next.start == end && next.ordinal.is_some());
            let (text, place) = (tail.figures.to_owned(), flow.place(mark.core));
            Figures::Run(Run { text, place, unsure, cut: tail.unknown > 0, torn: tail.torn })
        };
        let has_figures = !tail.figures.trim_matches('|').trim().is_empty();
        let known = self.rows();
        match mark.kind {
            Kind::Chapter(chapter) => self.chapter(chapter, mark.ordinal),
            kind if is_head2(kind) => self.head2(kind, flow.slice(mark.core, end)),
            Kind::Item(item) if self.in2 && has_figures && !tail.prose => self.row2(item, run()),
            Kind::Note | Kind::Requesters => {
                self.in3 = true;
                self.in2 = false;
            }
            Kind::Row(row) => {
                let strict = row == Row::Received
                    && has_figures
                    && tail.unknown == 0
                    && next.is_some_and(|next| next.kind == Kind::Row(Row::CarriedIn));
                if tail.prose {
                    self.in3 = false;
                } else if self.in3 || strict {
                    self.row3(row, has_figures.then(run));
                }
            }
            Kind::Group(_) | Kind::Other | Kind::Total | Kind::Results if self.in3 && self.body => {
                self.other3(mark, has_figures.then(run));
            }
            Kind::Remedy(kind) => self.groups.push(kind),
            Kind::Outcome(outcome) => self.outcomes.push(outcome),
            Kind::Total if !self.outcomes.is_empty() => {
                self.outcomes.push(RemedyColumn::Total);
                if has_figures {
                    self.row4(run());
                }
            }
            _ => {}
        }
        let taken = has_figures && self.rows() > known;
        self.loose = if taken && tail.unknown == 0 { 0 } else { last_figures(flow.slice(mark.end, end)) };
        if matches!(mark.kind, Kind::Remedy(_) | Kind::Outcome(_)) && self.found.last.is_some() && self.body {
            self.leave3();
        }
        if tail.unknown > 12 && self.outcomes.is_empty() {
            self.groups.clear();
        }
        if tail.unknown > 30 {
            self.leave3();
            self.in2 = false;
            self.outcomes.clear();
        }
    }

    fn leave3(&mut self) {
        self.in3 = false;
        self.body = false;
        self.pending = None;
        self.group = None;
    }

    fn chapter(&mut self, chapter: u8, ordinal: Option<char>) {
        if matches!((chapter, ordinal), (2, Some('一')) | (3, Some('二')) | (4, Some('三'))) {
            self.found.own_numbers = true;
        }
        self.leave3();
        self.in2 = chapter == 2;
        self.in3 = chapter == 3;
        self.groups.clear();
        self.outcomes.clear();
    }

    fn head2(&mut self, kind: Kind, text: &str) {
        self.in2 = true;
        if self.heads_closed || !matches!(kind, Kind::Head(_)) {
            self.heads.clear();
            self.heads_closed = false;
        }
        if let Kind::Head(head) = kind {
            self.heads.push(head);
            self.found.form_2019 |= matches!(
                head,
                Head::NewlyMade
                    | Head::NewlyDisclosed
                    | Head::TotalDisclosed
                    | Head::Stock
                    | Head::Change
                    | Head::ProcurementItems
                    | Head::ProcurementYuan
            );
            if head == Head::Amount {
                self.yuan = folded(text).contains("单位元");
            }
        }
    }

    fn row2(&mut self, item: Item, figures: Figures) {
        self.touch();
        self.heads_closed = true;
        self.found.form_2019 |= matches!(item, Item::OtherServices | Item::Procurement);
        let heads = self.heads.clone();
        let loose = self.loose;
        self.found.table2.push(Raw2 { item, heads, yuan: self.yuan, loose, figures });
    }

    fn row3(&mut self, row: Row, figures: Option<Figures>) {
        self.touch();
        self.in3 = true;
        self.body = true;
        self.in2 = false;
        if let Some(group) = row.group() {
            self.group = Some(group);
        }
        match figures {
            Some(figures) => {
                self.pending = None;
                self.found.table3.push(Raw3 { row, loose: self.loose, figures });
            }
            None => self.pending = Some(row),
        }
    }

    /// Labels that mean a row only where they stand: 其他, 总计, and the group that is a row in the 2019 form.
    fn other3(&mut self, mark: &Mark, figures: Option<Figures>) {
        match mark.kind {
            Kind::Group(Group::Other) => self.single(figures),
            Kind::Other if mark.ordinal == Some('六') => self.single(figures),
            Kind::Group(group) => {
                self.group = Some(group);
                self.pending = None;
            }
            Kind::Results => self.group = None,
            Kind::Other if mark.ordinal == Some('3') || self.group == Some(Group::Other) => {
                self.row3(Row::Result(ReportRow::Other), figures);
            }
            Kind::Total if self.outcomes.is_empty() => {
                self.group = None;
                self.row3(Row::ResultsTotal, figures);
            }
            _ => {}
        }
    }

    fn single(&mut self, figures: Option<Figures>) {
        self.group = Some(Group::Other);
        self.pending = None;
        if let Some(figures) = figures {
            self.touch();
            self.found.single.push(figures);
        }
    }

    fn row4(&mut self, figures: Figures) {
        self.touch();
        self.leave3();
        let groups = std::mem::take(&mut self.groups);
        let outcomes = std::mem::take(&mut self.outcomes);
        self.found.table4.push(Raw4 { groups, outcomes, figures });
    }
}

/// A row of a grid, its labels and what stands right of the last.
struct Line {
    marks: Vec<Mark>,
    fields: Vec<Field>,
    /// Words that are no label of the form.
    stray: Option<String>,
    /// Figures stand left of a label.
    mixed: bool,
    /// The group label that spans this row from above.
    group: Option<Group>,
    /// The text of the label cells.
    words: String,
    place: String,
}

impl Line {
    fn figures(&self) -> usize {
        self.fields.iter().filter(|field| parse(&field.text, Unit::Count).number().is_some()).count()
    }

    fn has(&self, test: impl Fn(Kind) -> bool) -> bool {
        self.marks.iter().any(|mark| test(mark.kind))
    }
}

fn line(grid: &Grid, index: usize, cells: &[GridCell]) -> Line {
    let place = format!("{}第 {} 行", grid.place, index + 1);
    let words = String::new();
    let mut line =
        Line { marks: Vec::new(), fields: Vec::new(), stray: None, mixed: false, group: None, words, place };
    for (column, cell) in cells.iter().enumerate() {
        let plain = parse(&cell.text, Unit::Count) != Value::Unreadable;
        if cell.spanned {
            let group = of_cell(&cell.text).into_iter().flatten().find_map(|mark| match mark.kind {
                Kind::Group(group) => Some(group),
                _ => None,
            });
            line.group = group.or(line.group);
            continue;
        }
        let field = || Field {
            text: cell.text.clone(),
            place: cell.place.clone().unwrap_or_else(|| format!("{}第 {} 列", line.place, column + 1)),
        };
        if plain {
            let field = field();
            line.fields.push(field);
        } else if let Some(marks) = of_cell(&cell.text) {
            line.mixed |= line.fields.iter().any(|field| !field.is_blank());
            line.fields.clear();
            line.marks.extend(marks);
            line.words.push_str(&cell.text);
        } else if line.marks.is_empty() {
            line.stray.get_or_insert_with(|| cell.text.clone());
        } else {
            let field = field();
            line.fields.push(field);
        }
    }
    line
}

impl Scan {
    fn grid(&mut self, grid: &Grid) {
        self.loose = 0;
        for (index, cells) in mended(grid).iter().enumerate() {
            let line = line(grid, index, cells);
            if line.marks.is_empty() {
                self.bare(line);
            } else {
                self.labelled(line);
            }
        }
    }

    /// A row without any label.
    fn bare(&mut self, line: Line) {
        let figures = line.figures();
        let room = 5 * self.outcomes.iter().filter(|outcome| **outcome == RemedyColumn::Upheld).count();
        if room > 0 && (figures > 0 || line.fields.len() >= room) {
            self.row4(Figures::Cells(line.fields));
        } else if let Some(row) = self.pending.take_if(|_| figures > 0 && line.stray.is_none()) {
            self.row3(row, Some(Figures::Cells(line.fields)));
        } else if self.body && figures >= 5 {
            let label = line.stray.unwrap_or_default();
            self.found.notes.push(format!("{}的标签“{label}”不认识，这一行的数字没有采用。", line.place));
        }
    }

    fn labelled(&mut self, line: Line) {
        if line.mixed {
            self.found.notes.push(format!("{}里数字和标签相间，没有采用。", line.place));
            return;
        }
        let rows = line.marks.iter().filter(|mark| matches!(mark.kind, Kind::Row(_))).count();
        let own = |kind| matches!(kind, Kind::Row(_) | Kind::Item(_) | Kind::Other | Kind::Total);
        let owners = line.marks.iter().filter(|mark| own(mark.kind)).count();
        if line.has(|kind| matches!(kind, Kind::Outcome(_))) {
            self.head4(&line);
        } else if rows > 1 && line.figures() == 0 {
            // A made-up header that lists some of the rows.
        } else if line.has(|kind| matches!(kind, Kind::Requester(_) | Kind::Organisations)) {
            self.in3 = true;
            self.in2 = false;
            self.found.header.push(line.marks.iter().map(|mark| mark.kind).collect());
        } else if line.has(is_head2) {
            for mark in &line.marks {
                self.head2(mark.kind, &line.words);
            }
        } else if owners > 1 && line.figures() > 0 {
            // The line between two rows is gone.
            self.pending = None;
            self.found.notes.push(format!("{}有两行的标签，不能断定数字属于哪一行，没有采用。", line.place));
        } else {
            self.row(line);
        }
    }

    fn head4(&mut self, line: &Line) {
        self.leave3();
        for mark in &line.marks {
            match mark.kind {
                Kind::Outcome(outcome) => self.outcomes.push(outcome),
                Kind::Total => self.outcomes.push(RemedyColumn::Total),
                Kind::Remedy(kind) => self.groups.push(kind),
                _ => {}
            }
        }
    }

    fn row(&mut self, line: Line) {
        if let Some(group) = line.group {
            self.group = Some(group);
        }
        let Some(mark) = line.marks.last().copied() else { return };
        let room = line.fields.len() >= Column::ALL.len();
        let filled = line.figures() > 0 || room || line.fields.iter().any(|field| !field.is_blank());
        for above in line.marks.iter().rev().skip(1) {
            if let Kind::Group(group) = above.kind {
                self.group = Some(group);
            }
        }
        match mark.kind {
            Kind::Item(item) if self.in2 => self.row2(item, Figures::Cells(line.fields)),
            Kind::Row(row) => self.row3(row, filled.then_some(Figures::Cells(line.fields))),
            Kind::Remedy(_) | Kind::Suits => {
                self.leave3();
                for mark in &line.marks {
                    if let Kind::Remedy(kind) = mark.kind {
                        self.groups.push(kind);
                    }
                }
            }
            Kind::Total | Kind::Other if !filled => {}
            Kind::Group(_) | Kind::Other | Kind::Total | Kind::Results if self.body => {
                self.other3(&mark, filled.then_some(Figures::Cells(line.fields)));
            }
            Kind::Note | Kind::Requesters => {
                self.in3 = true;
                self.in2 = false;
            }
            _ => {}
        }
    }
}

/// The columns of table 三 from left to right; `None` when the heads contradict the form and each other.
pub(super) fn columns(header: &[Vec<Kind>]) -> Option<Vec<Column>> {
    let standard = Column::ALL.to_vec();
    let rank = |kind: &Kind| match kind {
        Kind::Organisations => Some(1),
        kind => column(*kind).and_then(|column| standard.iter().position(|known| *known == column)),
    };
    let in_order = |row: &Vec<Kind>| {
        let ranks: Vec<usize> = row.iter().filter_map(rank).collect();
        ranks.is_sorted()
    };
    if header.iter().all(in_order) {
        return Some(standard);
    }
    let of = |row: &Vec<Kind>| -> Vec<Column> { row.iter().filter_map(|kind| column(*kind)).collect() };
    let whole = header.iter().map(of).find(|columns| columns.len() == Column::ALL.len());
    let found = whole.or_else(|| {
        let lower =
            header.iter().map(of).find(|columns| columns.len() == 5 && !columns.contains(&Column::Total))?;
        let upper = header.iter().find(|row| row.contains(&Kind::Organisations) && of(row).len() == 2)?;
        Some(
            upper
                .iter()
                .flat_map(|kind| {
                    if *kind == Kind::Organisations {
                        lower.clone()
                    } else {
                        column(*kind).into_iter().collect()
                    }
                })
                .collect(),
        )
    })?;
    let complete =
        Column::ALL.iter().all(|column| found.contains(column)) && found.len() == Column::ALL.len();
    complete.then_some(found)
}
