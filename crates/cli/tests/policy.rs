//! `gongkai policy` as a person uses it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

fn gongkai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn talk(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Files {
        Files(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn keep(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}

/// The item of the design and some around it.
const ITEMS: &str = r#"[
 {"id":"A","title":"研发补助","when":"region.startsWith('3304') && industry.startsWith('C') && size in ['small','micro'] && rd_ratio >= 0.03 && '高新技术企业' in qualifications && !('serious_dishonesty' in flags)",
  "amount":{"share":"0.1","of":"rd","cap":"5"}},
 {"id":"B","title":"连续增长","when":"revenue > 1000 && revenue[2022] < 1000"},
 {"id":"C","title":"新设企业","when":"age < 3 || founded >= '2022-06-01'"}
]"#;

/// Fictional enterprises; the credit codes are made up, with right check digits left aside.
const ENTERPRISES: &str = "\
credit_code,name,region,industry,founded,staff,revenue,assets,rd,qualifications,flags,revenue@2022
E1,甲厂,330482,C3911,2015-03-01,100,1500,800,60,高新技术企业,-,900
E2,乙厂,330402,C1311,2023-01-01,100,1500,800,30,高新技术企业;软件企业,-,1200
E3,丙厂,330482,C3911,,,1500,800,60,高新技术企业,-,
E4,丁厂,330482,C3911,2010-01-01,15,1500,800,60,,serious_dishonesty,
E5,戊厂,320500,C3911,2010-01-01,100,0,800,60,高新技术企业,-,0
E6,己厂,330482,C3911,2010-01-01,100,0,800,60,高新技术企业,,0
";

fn sources(files: &Files, enterprises: &str) -> Vec<String> {
    let items = files.keep("事项.json", ITEMS);
    ["--items", &items, "--enterprises", enterprises, "--year", "2024"].map(str::to_owned).to_vec()
}

fn ask(verb: &str, sources: &[String], more: &[&str]) -> Output {
    let mut arguments = vec!["policy", verb];
    arguments.extend(sources.iter().map(String::as_str));
    arguments.extend(more);
    gongkai(&arguments)
}

const MATCHES: &str = "\
item,credit_code,result,missing
A,E1,met,
A,E3,unknown,staff
A,E6,unknown,flags;rd_ratio
B,E1,met,
B,E3,unknown,revenue@2022
B,E4,unknown,revenue@2022
C,E2,met,
C,E3,unknown,founded
";

#[test]
fn matches_are_met_or_unknown_with_what_is_missing() {
    let files = Files::new();
    let table = files.keep("企业.csv", ENTERPRISES);
    let done = ask("match", &sources(&files, &table), &[]);
    assert_eq!(out(&done), MATCHES, "{}", talk(&done));
    assert_eq!(done.status.code(), Some(0));
    assert!(talk(&done).contains("A：符合 1 家，可能符合 2 家"), "{}", talk(&done));

    let to = files.path("结果.csv");
    let done = ask("match", &sources(&files, &table), &["--out", to.to_str().unwrap()]);
    assert_eq!((out(&done).as_str(), done.status.code()), ("", Some(0)));
    assert_eq!(std::fs::read_to_string(to).unwrap(), MATCHES);

    let done = ask("match", &sources(&files, &table), &["--json"]);
    let rows: Vec<serde_json::Value> =
        out(&done).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 8);
    assert_eq!(
        rows[1],
        serde_json::json!({"item": "A", "credit_code": "E3", "result": "unknown", "missing": ["staff"]})
    );
}

#[test]
fn an_unknown_set_makes_in_and_its_negation_unknown_and_a_dash_neither() {
    let files = Files::new();
    let items = files.keep(
        "事项.json",
        r#"[{"id":"in","when":"'软件企业' in qualifications"},{"id":"not","when":"!('软件企业' in qualifications)"}]"#,
    );
    let table = files.keep("企业.csv", "credit_code,qualifications\nE1,\nE2,-\nE3,软件企业\n");
    let done = gongkai(&["policy", "match", "--items", &items, "--enterprises", &table, "--year", "2024"]);
    insta::assert_snapshot!(out(&done), @r"
    item,credit_code,result,missing
    in,E3,met,
    in,E1,unknown,qualifications
    not,E2,met,
    not,E1,unknown,qualifications
    ");
}

#[test]
fn rows_that_cannot_be_read_are_named_with_line_and_column_and_the_rest_is_matched() {
    let files = Files::new();
    let table = "credit_code,region,staff,founded\nE1,330482,\"1,000\",2020-01-01\nE2,330482,5,2020-02-30\n\
                 \"E3\n\",330482,5,2020-01-01\nE3,330482,5,2020-01-01\nE4,330482\n,330482,1,\nE5,330482,5,2023-05-05\n";
    let table = files.keep("企业.csv", table);
    let done = ask("match", &sources(&files, &table), &[]);
    assert_eq!(done.status.code(), Some(1));
    assert!(out(&done).contains("C,E5,met,"), "{}", out(&done));
    let talk = talk(&done);
    for place in [
        "第 2 行第 3 列（staff）：“1,000”不是数字",
        "第 3 行第 4 列（founded）：“2020-02-30”不是日期",
        "第 6 行：统一社会信用代码与第 4 行重复",
        "第 7 行第 2 列：这一行有 2 格，表头有 4 列",
        "第 8 行第 1 列（credit_code）：统一社会信用代码不能为空",
    ] {
        assert!(talk.contains(place), "{place}\n{talk}");
    }
}

#[test]
fn what_cannot_be_done_exits_2_in_one_line_with_its_place() {
    let files = Files::new();
    let table = files.keep("企业.csv", ENTERPRISES);
    let bad = files.keep("坏事项.json", r#"[{"id":"A","when":"staff >= 10 &&\n  region.startsWith(3304)"}]"#);
    let good = files.keep("好事项.json", ITEMS);
    let headless = files.keep("无表头.csv", "name\n甲\n");
    let broken = files.keep("坏.parquet", "PAR1PAR1 but no more");
    for (items, enterprises, place) in [
        (bad.as_str(), table.as_str(), "坏事项.json：事项 A 的条件第 2 行第 21 列"),
        ("/nowhere/事项.json", table.as_str(), "打不开 /nowhere/事项.json"),
        (good.as_str(), "/nowhere/企业.csv", "打不开 /nowhere/企业.csv"),
        (good.as_str(), headless.as_str(), "缺少 credit_code"),
        (good.as_str(), broken.as_str(), "不是完好的 Parquet 文件"),
        (table.as_str(), table.as_str(), "不是合法的 JSON"),
    ] {
        for verb in ["match", "explain", "simulate"] {
            let done =
                gongkai(&["policy", verb, "--items", items, "--enterprises", enterprises, "--year", "2024"]);
            assert_eq!(done.status.code(), Some(2), "{verb} {place}");
            let talk = talk(&done);
            assert_eq!(talk.trim_end().lines().count(), 1, "{talk}");
            assert!(talk.contains(place), "{place}\n{talk}");
            assert!(out(&done).is_empty());
        }
    }
}

#[test]
fn a_check_names_every_problem_and_exits_1_for_errors_only() {
    let files = Files::new();
    let good = files.keep("好.json", ITEMS);
    let done = gongkai(&["policy", "check", &good, "--year", "2024"]);
    assert_eq!(done.status.code(), Some(0), "{}", out(&done));
    assert!(out(&done).contains("3 个事项，2 个没有问题，1 个有提醒"), "{}", out(&done));
    let bad = files.keep(
        "坏.json",
        r#"[{"id":"A","when":"staff > 100 && staff < 50"},{"id":"B","when":"profit > 3"},
            {"id":"C","when":"staff > 5 && staff > 3"},{"id":"D","when":"region.startsWith('99')"}]"#,
    );
    let done = gongkai(&["policy", "check", &bad, "--year", "2024", "--json"]);
    assert_eq!(done.status.code(), Some(1));
    let rows: Vec<serde_json::Value> =
        out(&done).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes: Vec<(bool, &str, u64)> = rows
        .iter()
        .map(|row| &row["findings"][0])
        .zip(&rows)
        .map(|(finding, row)| {
            (
                row["ok"].as_bool().unwrap(),
                finding["code"].as_str().unwrap(),
                finding["column"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        codes,
        [
            (false, "contradiction", 16),
            (false, "unknown_attribute", 1),
            (true, "redundant", 14),
            (false, "unknown_code", 1)
        ]
    );
    let done = gongkai(&["policy", "check", &good, "/nowhere.json"]);
    assert_eq!(done.status.code(), Some(2));
}

#[test]
fn an_explanation_gives_every_condition_with_required_and_actual() {
    let files = Files::new();
    let table = files.keep("企业.csv", ENTERPRISES);
    let done = ask("explain", &sources(&files, &table), &["--item", "A", "--enterprise", "E4"]);
    assert_eq!(done.status.code(), Some(0));
    insta::assert_snapshot!(out(&done));
    let done = ask("explain", &sources(&files, &table), &["--item", "A", "--enterprise", "E2", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&out(&done)).unwrap();
    assert_eq!((&value["result"], &value["short"]), (&"not_met".into(), &"上年度研发占比不低于3%".into()));
    let parts = value["conditions"].as_array().unwrap();
    assert_eq!(parts.len(), 7);
    assert_eq!(parts[4]["result"], "not_met");
    assert!(parts[4]["actual"].as_str().unwrap().starts_with("2%"), "{}", parts[4]);
    let done = ask("explain", &sources(&files, &table), &["--enterprise", "E9"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(talk(&done).contains("没有读到企业 E9"));
}

#[test]
fn a_simulation_tells_reach_cost_and_who_is_one_datum_short() {
    let files = Files::new();
    let table = files.keep("企业.csv", ENTERPRISES);
    let done = ask("simulate", &sources(&files, &table), &["--region-digits", "4"]);
    assert_eq!(done.status.code(), Some(0));
    insta::assert_snapshot!(out(&done));
    let done = ask("simulate", &sources(&files, &table), &["--json"]);
    let first: serde_json::Value = serde_json::from_str(out(&done).lines().next().unwrap()).unwrap();
    assert_eq!(first["cost"], serde_json::json!({"met": "5", "unknown": "10", "without_figure": 0}));
    assert_eq!((&first["met"], &first["unknown"], &first["short"]), (&1.into(), &2.into(), &3.into()));
}

/// The same enterprises as a Parquet file, with numbers, days and nulls of their own.
fn write_parquet(path: &std::path::Path) {
    let schema = "message enterprises { required binary credit_code (utf8); optional binary region (utf8);
        optional binary industry (utf8); optional int32 founded (date); optional double staff;
        optional double revenue; optional double rd; optional binary qualifications (utf8);
        optional binary flags (utf8); optional double revenue@2022; }";
    let schema = schema.replace("revenue@2022", "revenue_2022");
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let file = std::fs::File::create(path).unwrap();
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let texts = |cells: &[&str]| -> (Vec<ByteArray>, Vec<i16>) {
        let levels = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        (cells.iter().filter(|cell| !cell.is_empty()).map(|cell| ByteArray::from(*cell)).collect(), levels)
    };
    let numbers = |cells: &[Option<f64>]| -> (Vec<f64>, Vec<i16>) {
        (
            cells.iter().flatten().copied().collect(),
            cells.iter().map(|cell| i16::from(cell.is_some())).collect(),
        )
    };
    let mut place = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        match place {
            0 => {
                let codes: Vec<ByteArray> = ["E1", "E3", "E5"].map(ByteArray::from).to_vec();
                column.typed::<ByteArrayType>().write_batch(&codes, None, None).unwrap();
            }
            1 | 2 | 7 | 8 => {
                let cells = [
                    ["330482", "330482", "320500"],
                    ["C3911", "C3911", "C3911"],
                    ["高新技术企业", "高新技术企业", ""],
                    ["-", "-", "-"],
                ];
                let (values, levels) = texts(&cells[if place < 3 { place - 1 } else { place - 5 }]);
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
            }
            3 => {
                // 2015-03-01, unknown, 2010-01-01.
                column.typed::<Int32Type>().write_batch(&[16_495, 14_610], Some(&[1, 0, 1]), None).unwrap();
            }
            _ => {
                let cells = [
                    [Some(100.0), None, Some(100.0)],
                    [Some(1500.0), Some(1500.0), Some(0.0)],
                    [Some(60.0), Some(60.0), Some(60.0)],
                    [Some(900.0), None, Some(0.0)],
                ];
                let (values, levels) = numbers(&cells[if place < 7 { place - 4 } else { 3 }]);
                column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
            }
        }
        column.close().unwrap();
        place += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn a_parquet_table_is_matched_like_a_csv_table() {
    let files = Files::new();
    let path = files.path("企业.parquet");
    write_parquet(&path);
    let done = ask("match", &sources(&files, path.to_str().unwrap()), &[]);
    assert_eq!(done.status.code(), Some(0), "{}", talk(&done));
    // The column revenue_2022 is none of ours, so 2022 is unknown.
    assert!(talk(&done).contains("第 10 列“revenue_2022”不参与匹配"), "{}", talk(&done));
    insta::assert_snapshot!(out(&done), @r"
    item,credit_code,result,missing
    A,E1,met,
    A,E3,unknown,staff
    B,E1,unknown,revenue@2022
    B,E3,unknown,revenue@2022
    C,E3,unknown,founded
    ");
}
