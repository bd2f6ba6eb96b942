//! Enterprises from a table file, row by row; a row that cannot be read is told and left out.

use std::fs::File;
use std::io::{BufReader, IsTerminal as _, Read, Seek as _};
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use gongkai_document::table::{Cell, Table};
use gongkai_enterprise::{BadCell, Heads, Profile};
use gongkai_screening::checksum;
use indicatif::{ProgressBar, ProgressStyle};

use super::parquet;

/// How a workbook (XLSX) begins.
const WORKBOOK: [u8; 4] = *b"PK\x03\x04";
/// So many bad rows are told one by one; the rest is counted.
const TOLD: u64 = 100;

/// What was read beside the enterprises.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) rows: u64,
    /// Rows left out.
    pub(crate) bad: u64,
    /// Rows read whose credit code has a wrong check digit.
    wrong_codes: u64,
}

/// Reads the file for applications in `year` and gives every enterprise to `take`, with its row in the file.
pub(crate) fn each(
    file: &Path,
    year: i16,
    take: impl FnMut(Profile, u64) -> Result<(), String>,
) -> anyhow::Result<Outcome> {
    let mut input = File::open(file).with_context(|| format!("打不开 {}", file.display()))?;
    let size = input.metadata().map(|about| about.len()).unwrap_or_default();
    let progress =
        if std::io::stderr().is_terminal() { ProgressBar::new(size) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("读企业表 {bar:30} {bytes}/{total_bytes} 剩 {eta}") {
        progress.set_style(style);
    }
    let mut reading = Reading { file, take, outcome: Outcome::default(), progress: &progress };
    let mut head = [0; 4];
    let count = input.read(&mut head).with_context(|| format!("读不了 {}", file.display()))?;
    input.rewind().with_context(|| format!("读不了 {}", file.display()))?;
    if count == head.len() && head == parquet::MAGIC {
        parquet::each(input, file, &mut |head, next| reading.table(head, year, next))?;
    } else if count == head.len() && head == WORKBOOK {
        reading.workbook(input, year)?;
    } else {
        reading.csv(input, year)?;
    }
    let outcome = reading.outcome;
    progress.finish_and_clear();
    if outcome.bad > TOLD {
        eprintln!("gongkai：{}：还有 {} 行读不了，没有逐行列出", file.display(), outcome.bad - TOLD);
    }
    if outcome.wrong_codes > 0 {
        let (file, count) = (file.display(), outcome.wrong_codes);
        eprintln!("gongkai：{file}：{count} 家企业的统一社会信用代码校验位不对，仍按原样匹配");
    }
    Ok(outcome)
}

/// The next row's cells, or what is wrong with the row; `None` at the end.
pub(super) type Next<'a> = dyn FnMut(&mut Vec<String>) -> Option<Result<(), String>> + 'a;

struct Reading<'a, T> {
    file: &'a Path,
    take: T,
    outcome: Outcome,
    progress: &'a ProgressBar,
}

impl<T: FnMut(Profile, u64) -> Result<(), String>> Reading<'_, T> {
    fn csv(&mut self, input: File, year: i16) -> anyhow::Result<()> {
        let bytes = self.progress.wrap_read(BufReader::with_capacity(1 << 20, input));
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        let mut heads: Option<Heads> = None;
        loop {
            let more = reader.read_byte_record(&mut record);
            // Where the row begins, so that a person finds it in an editor.
            let line = record.position().map_or(0, csv::Position::line);
            if !more.map_err(|error| anyhow!("{}：{error}", self.file.display()))? {
                break;
            }
            let cells: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
            let Some(known) = &heads else {
                let cells = cells.map_err(|_| {
                    anyhow!("{}：表头不是 UTF-8 编码，请另存为 UTF-8 编码的 CSV", self.file.display())
                })?;
                heads = Some(self.heads(cells, year)?);
                continue;
            };
            match cells {
                Ok(cells) => {
                    let read = known.profile(cells);
                    self.row(read, line);
                }
                Err(_) => self.bad(line, "不是 UTF-8 编码"),
            }
        }
        if heads.is_none() {
            bail!("{} 是空的，应有一行表头", self.file.display());
        }
        Ok(())
    }

    /// The first sheet of a workbook; rows are numbered as the spreadsheet shows them.
    fn workbook(&mut self, mut input: File, year: i16) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).with_context(|| format!("读不了 {}", self.file.display()))?;
        let table = Table::open(bytes).with_context(|| format!("读不了 {}", self.file.display()))?;
        let mut heads: Option<Heads> = None;
        for row in table {
            let row = row.with_context(|| format!("读不了 {}", self.file.display()))?;
            let cells: Result<Vec<String>, String> = row.cells.into_iter().map(words).collect();
            let Some(known) = &heads else {
                let cells = cells.map_err(|message| anyhow!("{}：表头{message}", self.file.display()))?;
                heads = Some(self.heads(cells.iter().map(String::as_str).collect(), year)?);
                continue;
            };
            match cells {
                Ok(mut cells) => {
                    // A sheet leaves out the empty cells at the end of a row.
                    cells.resize(cells.len().max(known.len()), String::new());
                    let read = known.profile(cells.iter().map(String::as_str));
                    self.row(read, row.number);
                }
                Err(message) => self.bad(row.number, &message),
            }
        }
        if heads.is_none() {
            bail!("{} 是空的，应有一行表头", self.file.display());
        }
        Ok(())
    }

    /// A table from elsewhere; rows are numbered from 1.
    fn table(&mut self, head: &[String], year: i16, next: &mut Next<'_>) -> anyhow::Result<()> {
        let heads = self.heads(head.iter().map(String::as_str).collect(), year)?;
        let mut cells = Vec::new();
        let mut row = 0;
        while let Some(read) = next(&mut cells) {
            row += 1;
            match read {
                Ok(()) => {
                    let read = heads.profile(cells.iter().map(String::as_str));
                    self.row(read, row);
                }
                Err(message) => self.bad(row, &message),
            }
        }
        Ok(())
    }

    fn heads(&self, cells: Vec<&str>, year: i16) -> anyhow::Result<Heads> {
        let heads = Heads::read(cells, year)
            .map_err(|bad| anyhow!("{}：表头{}", self.file.display(), shown(&bad)))?;
        for (column, head) in heads.unread() {
            eprintln!("gongkai：{}：第 {column} 列“{head}”不参与匹配", self.file.display());
        }
        Ok(heads)
    }

    fn row(&mut self, read: Result<Profile, Vec<BadCell>>, row: u64) {
        match read {
            Ok(profile) => {
                let wrong = !checksum::credit_code(&profile.credit_code);
                match (self.take)(profile, row) {
                    Ok(()) => {
                        self.outcome.rows += 1;
                        self.outcome.wrong_codes += u64::from(wrong);
                    }
                    Err(message) => self.bad(row, &message),
                }
            }
            Err(bad) => {
                let bad: Vec<String> = bad.iter().map(shown).collect();
                self.bad(row, &bad.join("；"));
            }
        }
    }

    fn bad(&mut self, row: u64, message: &str) {
        self.outcome.bad += 1;
        if self.outcome.bad <= TOLD {
            self.progress.suspend(|| {
                eprintln!("gongkai：{}：第 {row} 行{message}，这一行没有读入", self.file.display());
            });
        }
    }
}

/// What a cell of a workbook says.
fn words(cell: Cell) -> Result<String, String> {
    match cell {
        Cell::Text(text) => Ok(text),
        Cell::Day(day) => Ok(day.to_string()),
        Cell::Formula => Err("有公式，请改为数值".to_owned()),
        Cell::Error(text) => Err(format!("有错误值 {text}，请改正")),
        Cell::Garbled(text) => Err(format!("“{text}”有读不出的字符，请改正")),
    }
}

fn shown(bad: &BadCell) -> String {
    let head = if bad.head.is_empty() { String::new() } else { format!("（{}）", bad.head) };
    format!("第 {} 列{head}：{}", bad.column, bad.message)
}
