//! `gongkai clock`: a request's timeline → its last day, each step with its article.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use gongkai_statute::calendar::NoticeError;
use gongkai_statute::{Calendar, Notice};

mod input;
mod output;

/// Arguments of `gongkai clock`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "示例：\n  gongkai clock request.json\n  gongkai clock --json requests.jsonl > answers.jsonl"
)]
pub(crate) struct Args {
    /// 申请经过的 JSON 文件；JSON Lines 文件逐行给出结果；“-”表示标准输入
    pub(crate) file: PathBuf,
    /// 输出 JSON，每件申请一行
    #[arg(long)]
    pub(crate) json: bool,
    /// 补充或更正放假安排的 CSV 文件（date,kind,name）
    #[arg(long, value_name = "FILE")]
    pub(crate) calendar: Option<PathBuf>,
}

/// Reads the timelines and prints what becomes of each.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let text = read(&args.file)?;
    let calendar = calendar(args.calendar.as_deref())?;
    let answers = answer(&text, args.json, &calendar).with_context(|| args.file.display().to_string())?;
    match std::io::stdout().lock().write_all(answers.as_bytes()) {
        // Whoever reads may stop early, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        written => written.map(|()| ExitCode::SUCCESS).context("无法写出结果"),
    }
}

/// What is printed for the timelines in `text`.
fn answer(text: &str, json: bool, calendar: &Calendar) -> anyhow::Result<String> {
    let cases = input::cases(text)?;
    let several = cases.len() > 1;
    let mut answers = String::new();
    for case in cases {
        let mut reading = case.timeline.read(calendar, case.today);
        reading.warnings.extend(case.ignored);
        if json {
            answers.push_str(&serde_json::to_string(&output::Answer::from(&reading))?);
        } else {
            if several {
                writeln!(answers, "── 第{}行", case.line)?;
            }
            answers.push_str(&output::for_people(&reading));
        }
        answers.push('\n');
    }
    Ok(answers)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).context("无法读取标准输入")?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("无法读取文件 {}", file.display()))?;
    }
    String::from_utf8(bytes).with_context(|| format!("{} 不是 UTF-8 编码的文本", file.display()))
}

fn calendar(file: Option<&Path>) -> anyhow::Result<Calendar> {
    let mut calendar = Calendar::built_in().clone();
    let Some(file) = file else { return Ok(calendar) };
    let place = file.display();
    let wrong = |error: NoticeError| anyhow!("放假安排文件 {place}：{}", in_chinese(&error));
    let notices = Notice::read_csv(&read(file)?).map_err(wrong)?;
    if notices.is_empty() {
        bail!("放假安排文件 {place} 没有任何日期");
    }
    for notice in notices {
        // A file meant to add one day would otherwise take the others away without a word.
        if calendar.notice(notice.year).is_some() {
            eprintln!("{}年放假安排以 {place} 为准（共{}天），替换原有安排", notice.year, notice.days.len());
        }
        calendar = calendar.with_notice(notice).map_err(wrong)?;
    }
    Ok(calendar)
}

fn in_chinese(error: &NoticeError) -> String {
    match error {
        NoticeError::Line { line, found } => {
            format!("第{line}行应为“日期,holiday 或 makeup_workday,名称”，实为“{found}”")
        }
        NoticeError::Twice { date, .. } => format!("{date}出现两次"),
        NoticeError::OutsideYear { year, date } => format!("{date}不属于{year}年的安排"),
        NoticeError::MakeupOnWeekday { date, .. } => format!("{date}本来就是工作日，不能是调休上班日"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn ask(input: &Value) -> Value {
        let text = answer(&input.to_string(), true, Calendar::built_in()).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn refuse(text: &str) -> String {
        format!("{:#}", answer(text, true, Calendar::built_in()).unwrap_err())
    }

    fn received(day: &str, events: &Value) -> Value {
        json!({"received": {"channel": "in_person", "submitted": day}, "events": events, "today": day})
    }

    #[test]
    fn every_reference_vector_comes_out_of_the_command() {
        for (day, due, extended) in [
            ("2021-01-25", "2021-02-25", "2021-03-25"),
            ("2021-02-10", "2021-03-16", "2021-04-14"),
            ("2021-02-14", "2021-03-16", "2021-04-14"),
            ("2021-09-15", "2021-10-19", "2021-11-16"),
            ("2021-12-20", "2022-01-18", "2022-02-18"),
            ("2020-01-23", "2020-02-28", "2020-03-27"),
            ("2024-02-09", "2024-03-14", "2024-04-12"),
            ("2025-09-26", "2025-10-30", "2025-11-27"),
            ("2026-02-13", "2026-03-19", "2026-04-17"),
        ] {
            assert_eq!(ask(&received(day, &json!([])))["due"], due, "{day}");
            let extension = json!([{"kind": "extension_notice", "date": day, "workdays": 20}]);
            assert_eq!(ask(&received(day, &extension))["due"], extended, "{day}");
        }
    }

    #[test]
    fn the_reference_timelines_come_out_of_the_command() {
        let supplement = json!([
            {"kind": "supplement_notice", "date": "2021-03-10", "reply_by": "2021-03-24"},
            {"kind": "supplement_received", "date": "2021-03-18"},
        ]);
        let answer = ask(&received("2021-03-01", &supplement));
        assert_eq!((&answer["due"], &answer["received_on"]), (&json!("2021-04-16"), &json!("2021-03-01")));
        assert_eq!(answer["clock_start"], "2021-03-18");

        let letter = json!({"kind": "consultation_sent", "id": "a", "date": "2021-04-26", "received": "2021-04-28",
            "to": "third_party"});
        let opinion = json!({"kind": "consultation_answered", "id": "a", "date": "2021-05-14"});
        assert_eq!(ask(&received("2021-04-20", &json!([letter, opinion])))["due"], "2021-06-04");
        let second =
            json!({"kind": "consultation_sent", "id": "b", "date": "2021-05-10", "to": "other_agency"});
        let answered = json!({"kind": "consultation_answered", "id": "b", "date": "2021-05-21"});
        let both = json!([letter, opinion, second, answered]);
        assert_eq!(ask(&received("2021-04-20", &both))["due"], "2021-06-11");

        let extension = json!([{"kind": "extension_notice", "date": "2021-05-19", "workdays": 20}]);
        assert_eq!(ask(&received("2021-04-20", &extension))["due"], "2021-06-17");
    }

    #[test]
    fn a_year_without_notice_gives_no_day_but_a_bound_and_a_warning() {
        let input = received(
            "2026-11-20",
            &json!([{"kind": "extension_notice", "date": "2026-12-01", "workdays": 20}]),
        );
        let answer = ask(&input);
        assert_eq!(answer["due"], Value::Null);
        assert_eq!(answer["not_before"], "2027-01-11");
        assert!(answer["warnings"].to_string().contains("2027年放假安排尚未收录"));
        assert_eq!(ask(&received("2026-11-20", &json!([])))["due"], "2026-12-18");
    }

    #[test]
    fn an_unconfirmed_request_has_no_day_of_receipt() {
        let answer = ask(
            &json!({"received": {"channel": "online", "submitted": "2024-03-01"}, "today": "2024-03-01"}),
        );
        assert_eq!(answer["state"], "awaiting_confirmation");
        assert_eq!(answer["received_on"], Value::Null);
        assert_eq!(answer["confirm_by"], "2024-03-04");
    }

    #[test]
    fn every_step_names_its_article() {
        let answer = ask(&received("2021-04-20", &json!([])));
        let steps = answer["steps"].as_array().unwrap();
        assert!(steps.iter().all(|step| step["article"].as_str().unwrap().contains("第3")));
        assert_eq!(steps.last().unwrap()["article"], "《政府信息公开条例》（2019年施行）第33条");
    }

    #[test]
    fn json_lines_give_one_answer_per_line() {
        let line = received("2021-01-25", &json!([])).to_string();
        let text = answer(&format!("{line}\n\n{line}\n"), true, Calendar::built_in()).unwrap();
        assert_eq!(text.lines().count(), 2);
        let people = answer(&format!("{line}\n\n{line}\n"), false, Calendar::built_in()).unwrap();
        assert!(people.contains("第3行"));
    }

    #[test]
    fn bad_input_names_the_line_and_the_field() {
        let good = received("2021-01-25", &json!([])).to_string();
        let bad = received("2021-01-25", &json!([{"kind": "reply", "date": "2021-13-01"}])).to_string();
        insta::assert_snapshot!(refuse(&format!("{good}\n{bad}")), @"第2行：events[0].date：“2021-13-01”不是日期，应写成 2021-03-01 的形式");
        insta::assert_snapshot!(refuse(r#"{"received":{"channel":"pigeon"}}"#), @"第1行：received.channel：没有“pigeon”这一种，可用：in_person、oral、mail_signed、mail_ordinary、mail_other_unit、fax、online、email");
        insta::assert_snapshot!(refuse(r#"{"events":[]}"#), @"第1行：received：缺少这一项");
        insta::assert_snapshot!(refuse(r#"{"received":{"channel":"fax"},"events":[{"kind":"extension_notice","date":"2021-01-25"}]}"#), @"第1行：events[0].workdays：缺少这一项");
        insta::assert_snapshot!(refuse("{\n  \"received\": \n}"), @"第3行第1列：不是合法的 JSON");
        insta::assert_snapshot!(refuse(" \n"), @"文件里没有任何申请");
    }

    #[test]
    fn a_field_nobody_knows_is_told_and_not_dropped_in_silence() {
        let input = received(
            "2021-01-25",
            &json!([{"kind": "reply", "date": "2021-02-01", "delivred": "2021-02-09"}]),
        );
        assert!(ask(&input)["warnings"].to_string().contains("events[0].delivred"));
    }

    #[test]
    fn people_read_a_page_in_chinese() {
        let input = json!({
            "received": {"channel": "online", "submitted": "2021-04-19", "confirmed": "2021-04-20"},
            "events": [
                {"kind": "consultation_sent", "id": "a", "date": "2021-04-26", "received": "2021-04-28", "to": "third_party"},
                {"kind": "consultation_answered", "id": "a", "date": "2021-05-14"},
            ],
            "today": "2021-05-31",
        });
        let page = answer(&input.to_string(), false, Calendar::built_in()).unwrap();
        insta::assert_snapshot!(page, @r"
        收到申请之日　2021-04-20
        状态　　　　　计时中
        答复届满日　　2021-06-04
        期限情况　　　剩 4 个工作日（第 16 个工作日，共 20 个）

        经过
          2021-04-19  申请人提交申请：在线提交
                      《政府信息公开条例》（2019年施行）第31条第（三）项
          2021-04-20  收到申请之日：双方确认之日
                      《政府信息公开条例》（2019年施行）第31条第（三）项
          2021-04-26  向第三方征求意见，自次日起停止计算
                      《政府信息公开条例》（2019年施行）第32条
          2021-05-14  收到第三方意见，自次日起恢复计算
                      《政府信息公开条例》（2019年施行）第32条
          2021-06-04  答复期限届满：20个工作日，征求意见12个工作日不计算在内
                      《政府信息公开条例》（2019年施行）第33条
        ");
    }
}
