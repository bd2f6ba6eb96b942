//! The office over HTTP: who gets in, what is kept on a form, journeys from the first form to the last act.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod office_seat;
mod support;

use office_seat::{Seat, main_of, open, send, sign_in, staffed, token_on, try_to_sign_in};
use support::{AGENCY, NASTY};

const NEW_ITEM: &[(&str, &str)] = &[
    ("title", "关于组织申报2022年度技术改造项目的通知"),
    ("body", "各有关单位：\n现组织申报。"),
    ("generated_on", "2022-01-10"),
    ("column", "zcwj"),
    ("origin", "made"),
    ("attribute", "proactive"),
    ("document_number", "云经信[2022]3号"),
    ("section", "bgs"),
];

const NEW_REQUEST: &[(&str, &str)] = &[
    ("channel", "in_person"),
    ("submitted_on", "2022-01-10"),
    ("requester", "natural_person"),
    ("name", "申请人丁某"),
    ("identity", "33049919900101001X"),
    ("contact", "云溪市示例街2号 0000-0000002"),
    ("subject", "技术改造补助名单"),
    ("text", "2021年度技术改造补助的单位名单和金额"),
    ("form", "paper"),
    ("route", "mail"),
];

fn without<'a>(fields: &[(&'a str, &'a str)], name: &str) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().filter(|(field, _)| *field != name).collect()
}

#[tokio::test]
async fn nobody_learns_from_signing_in_whether_a_login_exists() {
    let portal = staffed().await;
    let wrong = try_to_sign_in(&portal, "officer", "不是这个密码的密码", "").await;
    let unknown = try_to_sign_in(&portal, "nobody", "不是这个密码的密码", "").await;
    for answer in [&wrong, &unknown] {
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains("登录名或密码不正确"), "{}", main_of(&answer.text));
    }
    assert!(!wrong.text.contains("不是这个密码的密码"), "a password is never sent back");
}

#[tokio::test]
async fn signing_in_leads_back_and_signing_out_ends_the_session() {
    let portal = staffed().await;
    let asked = portal.get("/office/yunxi-jxj/items?show=all").await;
    assert_eq!(asked.status, 303);
    let to_sign_in = asked.header("location");
    assert!(to_sign_in.starts_with("/office/sign-in?back=%2Foffice%2Fyunxi-jxj%2Fitems"), "{to_sign_in}");
    let back =
        try_to_sign_in(&portal, "officer", office_seat::PASSWORD, "/office/yunxi-jxj/items?show=all").await;
    assert_eq!(back.header("location"), "/office/yunxi-jxj/items?show=all");
    let officer = sign_in(&portal, "officer").await;
    let account = officer.get("/office/account").await;
    assert!(account.text.contains("公开专员"));
    assert_eq!(account.header("cache-control"), "no-store", "what is not public is not kept by browsers");
    assert_eq!(officer.act("/office/sign-out", &[]).await, "/office/sign-in");
    assert_eq!(officer.get("/office/account").await.status, 303);
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_does_nothing() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let other = sign_in(&portal, "author").await;
    for token in ["", other.token.as_str()] {
        let mut fields = vec![("form_token", token)];
        fields.extend(NEW_ITEM);
        let answer = send(&portal, &officer.cookie, "/office/yunxi-jxj/items/new", &fields).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text.contains("页面已过期"));
    }
    assert!(!officer.read("/office/yunxi-jxj/items").await.contains("技术改造项目"));
}

#[tokio::test]
async fn what_was_filled_in_comes_back_escaped_beside_its_error() {
    let portal = staffed().await;
    let author = sign_in(&portal, "author").await;
    let mut fields = without(NEW_ITEM, "column");
    fields.retain(|(name, _)| *name != "title");
    fields.push(("title", NASTY));
    let answer = author.post("/office/yunxi-jxj/items/new", &fields).await;
    assert_eq!(answer.status, 422);
    let main = main_of(&answer.text);
    assert!(main.contains("请选择栏目") && main.contains(r##"href="#column""##), "{main}");
    assert!(main.contains("现组织申报。") && main.contains("云经信[2022]3号"), "{main}");
    assert!(!main.contains("<script>") && main.contains("&#60;script&#62;"), "{main}");
    assert!(answer.text.contains("aria-invalid=\"true\""));
}

/// From a form to a public page; the number of the item.
async fn publish(author: &Seat<'_>, portal: &support::Portal) -> String {
    let item = author.act("/office/yunxi-jxj/items/new", NEW_ITEM).await;
    let page = author.read(&item).await;
    assert!(page.contains("云经信〔2022〕3号"), "the number is put right, and the notice says so");
    author.act(&format!("{item}/submit"), &[]).await;
    for login in ["reviewer", "unit_head", "leader"] {
        let reviewer = sign_in(portal, login).await;
        let seen = seen_on(&reviewer.read(&format!("{item}/approve")).await);
        reviewer.act(&format!("{item}/approve"), &[("seen", &seen), ("note", "同意")]).await;
    }
    let keeper = sign_in(portal, "secrecy_reviewer").await;
    let seen = seen_on(&keeper.read(&format!("{item}/secrecy")).await);
    let finding = [("seen", seen.as_str()), ("conclusion", "public"), ("basis", "不涉及国家秘密")];
    keeper.act(&format!("{item}/secrecy"), &finding).await;
    let officer = sign_in(portal, "officer").await;
    officer.act(&format!("{item}/publish"), &[]).await;
    item
}

fn seen_on(html: &str) -> String {
    let start = html.find(r#"name="seen" value=""#).unwrap() + 19;
    html.get(start..).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_draft_is_approved_level_by_level_cleared_published_and_pulled() {
    let portal = staffed().await;
    let author = sign_in(&portal, "author").await;
    let item = publish(&author, &portal).await;
    let page = author.read(&item).await;
    assert!(page.contains("第 3 级审核通过（共 3 级）") && page.contains("保密审查：可以公开"));
    let public = page.split(r#"<a href="/items/"#).nth(1).unwrap().split('"').next().unwrap();
    let public = format!("/items/{public}");
    assert!(portal.get(&public).await.text.contains("技术改造项目"));
    // A new edition can be drafted and compared.
    let mut fields = without(NEW_ITEM, "body");
    fields
        .extend([("body", "各有关单位：\n现组织申报，截止日期为3月1日。"), ("change_note", "补充截止日期")]);
    author.act(&format!("{item}/revise"), &fields).await;
    let compared = author.read(&format!("{item}/compare?from=1&to=2")).await;
    assert!(compared.contains("截止日期为3月1日") && compared.contains("<ins>"));
    assert!(author.read(&format!("{item}/preview")).await.contains("截止日期为3月1日"));
    let officer = sign_in(&portal, "officer").await;
    officer.act(&format!("{item}/pull"), &[("reason", "含有不应公开的内容")]).await;
    assert!(!portal.get(&public).await.text.contains("技术改造项目"));
}

#[tokio::test]
async fn an_author_cannot_approve_and_a_refusal_says_why_on_the_form() {
    let portal = staffed().await;
    open(&portal.app, "both", &[gongkai_agency::Role::Author, gongkai_agency::Role::Reviewer]).await;
    let both = sign_in(&portal, "both").await;
    let item = both.act("/office/yunxi-jxj/items/new", NEW_ITEM).await;
    both.act(&format!("{item}/submit"), &[]).await;
    assert!(both.read(&item).await.contains("撰稿人不能审核自己的稿件"));
    let seen = seen_on(&both.read(&format!("{item}/approve")).await);
    let refused = both.post(&format!("{item}/approve"), &[("seen", &seen), ("note", "自己同意")]).await;
    assert_eq!(refused.status, 422);
    let main = main_of(&refused.text);
    assert!(main.contains("撰稿人不能审核自己的稿件") && main.contains("自己同意"), "{main}");
}

#[tokio::test]
async fn a_request_is_registered_decided_delivered_and_sued_over() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let case = officer.act("/office/yunxi-jxj/requests/new", NEW_REQUEST).await;
    assert_eq!(case, "/office/yunxi-jxj/requests/2022-000001");
    let page = officer.read(&case).await;
    assert!(page.contains("剩 19 个工作日") && page.contains("技术改造补助名单"), "{}", main_of(&page));
    for private in ["申请人丁某", "33049919900101001X", "示例街2号", "单位名单和金额"] {
        assert!(!page.contains(private), "{private} is shown on demand only");
    }
    assert!(officer.read(&format!("{case}/requester")).await.contains("申请人丁某"));
    officer.act(&format!("{case}/assign"), &[("on", "2022-01-11"), ("section", "bgs")]).await;
    let author = sign_in(&portal, "author").await;
    // Not there means: searched. The form asks for it before the reply may leave.
    let draft =
        [("on", "2022-01-11"), ("decision", "granted"), ("body", "经审查，予以公开。"), ("form", "paper")];
    author.act(&format!("{case}/draft_reply"), &draft).await;
    let page = officer.read(&case).await;
    assert!(page.contains("缺少保密审查记录") && page.contains("经审查，予以公开。"), "{}", main_of(&page));
    let leader = sign_in(&portal, "leader").await;
    let early = leader.post(&format!("{case}/approve"), &[("on", "2022-01-11")]).await;
    assert_eq!(early.status, 422, "{}", main_of(&early.text));
    let keeper = sign_in(&portal, "secrecy_reviewer").await;
    let review = [("on", "2022-01-11"), ("passed", "passed"), ("opinion", "不涉及国家秘密")];
    keeper.act(&format!("{case}/review_secrecy"), &review).await;
    leader.act(&format!("{case}/approve"), &[("on", "2022-01-11")]).await;
    officer.act(&format!("{case}/deliver"), &[("on", "2022-01-11"), ("way", "posted")]).await;
    let page = officer.read(&case).await;
    assert!(
        page.contains("已办结") && page.contains("云溪经济和信息化公复〔2022〕1号"),
        "{}",
        main_of(&page)
    );

    let register = officer.read("/office/yunxi-jxj/documents").await;
    assert!(
        register.contains("云溪经济和信息化公复〔2022〕1号") && register.contains("已发出"),
        "{register}"
    );

    let filed = [
        ("kind", "review"),
        ("on", "2022-01-11"),
        ("authority", "云溪市人民政府"),
        ("matter", "对答复不服"),
        ("request", "2022-000001"),
    ];
    let remedy = officer.act("/office/yunxi-jxj/remedies/new", &filed).await;
    officer.act(&format!("{remedy}/accept"), &[("on", "2022-01-11")]).await;
    let concluded = [("on", "2022-01-11"), ("result", "revoked"), ("reply_by", "2022-02-20")];
    officer.act(&format!("{remedy}/conclude"), &concluded).await;
    officer.act(&format!("{remedy}/reopen"), &[]).await;
    let page = officer.read(&case).await;
    assert!(page.contains("重新答复") && page.contains("撤销"), "{}", main_of(&page));
    assert!(officer.read("/office/yunxi-jxj/remedies?show=all").await.contains("对答复不服"));
}

#[tokio::test]
async fn an_act_the_law_forbids_is_listed_with_its_article_and_kept_on_its_form() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let case = officer.act("/office/yunxi-jxj/requests/new", NEW_REQUEST).await;
    let page = officer.read(&case).await;
    assert!(page.contains("没有等待补正的告知") && page.contains("条例第30条"), "{}", main_of(&page));
    let refused = officer
        .post(&format!("{case}/receive_supplement"), &[("on", "2022-01-11"), ("text", "补充说明")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("补充说明"), "{}", main_of(&refused.text));
    // Only a head of the disclosure unit may be named.
    let extend =
        [("on", "2022-01-11"), ("workdays", "20"), ("reason", "涉及档案较多"), ("approved_by", "author")];
    let refused = officer.post(&format!("{case}/extend"), &extend).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("批准人应当是本机关的政府信息公开工作机构负责人"));
    let right =
        [("on", "2022-01-11"), ("workdays", "20"), ("reason", "涉及档案较多"), ("approved_by", "unit_head")];
    officer.act(&format!("{case}/extend"), &right).await;
    assert!(officer.read(&case).await.contains("告知延长答复期限"));
}

#[tokio::test]
async fn several_requests_are_handled_at_once_each_with_its_result() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let requests = "/office/yunxi-jxj/requests";
    let first = officer.act(&format!("{requests}/new"), NEW_REQUEST).await;
    let second = officer.act(&format!("{requests}/new"), NEW_REQUEST).await;
    let number = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    let (first, second) = (number(&first), number(&second));
    let bulk = format!("{requests}/bulk");
    let both = [("numbers", first.as_str()), ("numbers", second.as_str()), ("on", "2022-01-11")];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        both.iter().copied().chain(more.iter().copied()).collect()
    };

    let nothing = officer.post(&bulk, &[("act", "remind"), ("on", "2022-01-11"), ("note", "请尽快")]).await;
    assert!(main_of(&nothing.text).contains("请至少选择一件申请"), "{}", main_of(&nothing.text));
    let noteless = officer.post(&bulk, &with(&[("act", "remind")])).await;
    assert!(main_of(&noteless.text).contains("请写明催办的内容"));
    assert!(noteless.text.contains("checked"), "what was chosen stays chosen");

    let letters = officer.post(&bulk, &with(&[("act", "issue_letter"), ("letter", "P2")])).await;
    assert!(main_of(&letters.text).contains("办理了 2 件"), "{}", main_of(&letters.text));
    let again = officer.post(&bulk, &with(&[("act", "issue_letter"), ("letter", "P2")])).await;
    assert!(main_of(&again.text).contains("办理了 0 件") && again.text.contains("已经出具过"));
    let early = officer.post(&bulk, &with(&[("act", "issue_letter"), ("letter", "P5")])).await;
    assert!(main_of(&early.text).contains("还没有到出具这份文书的环节"), "{}", main_of(&early.text));

    let close = [("act", "close"), ("closing", "other"), ("note", "申请人来电表示已经取得")];
    officer.act(&format!("{requests}/{first}/withdraw"), &[("on", "2022-01-11")]).await;
    let closed = officer.post(&bulk, &with(&close)).await;
    let main = main_of(&closed.text);
    assert!(main.contains("选了 2 件，办理了 1 件") && main.contains("没有办理："), "{main}");
}

#[tokio::test]
async fn the_report_is_drafted_checked_signed_published_and_handed_in() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let ledger = "/office/yunxi-jxj/ledger";
    for figure in ["licences", "penalties", "coercive_measures", "fees"] {
        let charge = [("section", "办公室"), ("figure", figure), ("from", "2021-01-01")];
        officer.act(&format!("{ledger}/charge"), &charge).await;
        let amount = if figure == "fees" { "120.50" } else { "3" };
        let returned = [
            ("section", "办公室"),
            ("figure", figure),
            ("from", "2021-01-01"),
            ("to", "2021-12-31"),
            ("amount", amount),
            ("source", "业务系统导出表"),
        ];
        officer.act(&format!("{ledger}/return"), &returned).await;
    }
    let page = officer.read(&format!("{ledger}?year=2021")).await;
    assert!(page.contains("120.5 元") && page.contains("2021-01-01 至 2021-12-31"), "{}", main_of(&page));

    let report = "/office/yunxi-jxj/reports/2021";
    assert!(officer.read(report).await.contains("期初底数尚未登记"));
    let opening = [
        ("as_of", "2020-12-31"),
        ("items", "5572"),
        ("regulations", "0"),
        ("normative_documents", "12"),
        ("evidence", "上年度年度报告"),
    ];
    officer.act(&format!("{ledger}/opening"), &opening).await;
    assert!(officer.read("/office/yunxi-jxj/reports").await.contains("未开始"));
    officer.act(&format!("{report}/open"), &[]).await;
    let early = officer.post(&format!("{report}/submit"), &[]).await;
    assert_eq!(early.status, 422, "the sections are not written yet");
    officer.act(&format!("{report}/drafts"), &[]).await;
    let text = officer.read(&format!("{report}/text/other")).await;
    assert!(text.contains("可以引用的数据") && text.contains("{{items_in_year}}"), "{}", main_of(&text));
    let unknown = officer.post(&format!("{report}/text/other"), &[("text", "全年{{nothing}}件。")]).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.text.contains("全年{{nothing}}件。"), "{}", main_of(&unknown.text));

    // A broken equation lights its figures and keeps the report from being handed in.
    let cell = "requests.received.total";
    let correct = [("cell", cell), ("value", "7"), ("reason", "系统外七件")];
    officer.act(&format!("{report}/correct"), &correct).await;
    let page = officer.read(report).await;
    assert!(page.contains("lit lit-stop") && page.contains("系统外七件"), "{}", main_of(&page));
    let stopped = officer.post(&format!("{report}/submit"), &[]).await;
    assert_eq!(stopped.status, 422);
    assert!(stopped.text.contains("不能提交和签发"), "{}", main_of(&stopped.text));
    officer.act(&format!("{report}/withdraw-correction"), &[("cell", cell), ("reason", "已补录")]).await;
    let records =
        officer.read(&format!("{report}/records?cell=proactive.normative_documents.in_force")).await;
    assert!(records.contains("按记录统计为"), "{}", main_of(&records));

    answer_warnings(&officer, report).await;
    officer.act(&format!("{report}/submit"), &[]).await;
    assert_eq!(officer.post(&format!("{report}/sign"), &[]).await.status, 403);
    let leader = sign_in(&portal, "leader").await;
    leader.act(&format!("{report}/sign"), &[]).await;
    officer.act(&format!("{report}/publish"), &[]).await;
    let authority = [("authority", "云溪市人民政府办公室"), ("on", "2022-01-11"), ("receipt", "签收单1号")];
    officer.act(&format!("{report}/authority"), &authority).await;
    let page = officer.read(report).await;
    assert!(page.contains("第 1 版") && page.contains("签收单1号"), "{}", main_of(&page));
    assert_eq!(portal.get("/reports/yunxi-jxj/2021").await.status, 200);
    for format in ["html", "xlsx", "json"] {
        let file = officer.get(&format!("{report}/download/{format}")).await;
        assert_eq!(file.status, 200, "{format}");
        assert!(file.header("content-disposition").starts_with("attachment"));
    }
    officer.act(&format!("{report}/reopen"), &[("reason", "补登一件")]).await;
    assert!(officer.read(report).await.contains("编制中"));
}

/// Gives a reason for each warning the checks still show.
async fn answer_warnings(officer: &Seat<'_>, report: &str) {
    for _ in 0..20 {
        let page = officer.read(report).await;
        let open = page.split("待解决").nth(1).unwrap().split("没有核对的").next().unwrap();
        let Some(link) = open.split(r#"href=""#).find(|it| it.contains("/acknowledge?finding=")) else {
            return;
        };
        let link = link.split('"').next().unwrap();
        let form = officer.read(link).await;
        let start = form.find(r#"name="finding" value=""#).unwrap() + 22;
        let finding = form.get(start..).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        officer
            .act(&format!("{report}/acknowledge"), &[("finding", &finding), ("reason", "已核对，属实")])
            .await;
    }
    panic!("warnings that do not end");
}

#[tokio::test]
async fn an_operator_sets_up_an_agency_and_its_people() {
    let portal = staffed().await;
    open(&portal.app, "chief", &[]).await;
    let role = gongkai_agency::Role::Operator;
    portal.app.grant_role(&gongkai_app::Actor::System, "chief", role, "yunxi").await.unwrap();
    let chief = sign_in(&portal, "chief").await;
    let founded = [
        ("name", "云溪市农业农村局"),
        ("short_name", "市农业农村局"),
        ("code", "yunxi-nyj"),
        ("kind", "department"),
        ("level", "county"),
        ("region", "330499"),
        ("parent", "yunxi"),
    ];
    let settings = chief.act("/office/system/agencies/new", &founded).await;
    assert_eq!(settings, "/office/yunxi-nyj/settings");
    chief.act(&format!("{settings}/section"), &[("name", "办公室"), ("slug", "bgs")]).await;
    let column = [
        ("name", "工作动态"),
        ("slug", "gzdt"),
        ("column_type", "news"),
        ("description", "本机关的工作动态"),
        ("rhythm", "dynamic"),
        ("place", "0"),
    ];
    chief.act(&format!("{settings}/column"), &column).await;
    let page = chief.read(&settings).await;
    assert!(page.contains("工作动态") && page.contains("办公室"), "{}", main_of(&page));
    let account = [("login", "nongye"), ("name", "测试丙"), ("agency", "yunxi-nyj")];
    let account = chief.act("/office/system/accounts/new", &account).await;
    chief.act(&format!("{account}/grant"), &[("role", "officer"), ("agency", "yunxi-nyj")]).await;
    let weak = chief.post(&format!("{account}/password"), &[("password", "1234567890")]).await;
    assert_eq!(weak.status, 422);
    assert!(!weak.text.contains("1234567890"));
    chief.act(&format!("{account}/password"), &[("password", office_seat::PASSWORD)]).await;
    let officer = sign_in(&portal, "nongye").await;
    assert!(officer.read("/office/yunxi-nyj").await.contains("编制并公布年度报告"));
    assert_eq!(officer.get(&format!("/office/{AGENCY}")).await.status, 403, "another agency's desk");
    chief.act(&format!("{account}/disable"), &[("reason", "调离")]).await;
    assert_eq!(officer.get("/office/yunxi-nyj").await.status, 303, "a disabled account is out at once");
    let tree = chief.read("/office/yunxi/supervision").await;
    assert!(tree.contains("市农业农村局") && tree.contains("正常"), "{}", main_of(&tree));
}

#[tokio::test]
async fn a_holiday_notice_says_how_many_cases_it_moved() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    officer.act("/office/yunxi-jxj/requests/new", NEW_REQUEST).await;
    let operator = sign_in(&portal, "operator").await;
    let form = operator.read("/office/system/calendar/new").await;
    let csv =
        "date,kind,name\n2022-01-03,holiday,测试节\n2022-01-17,holiday,测试节\n2022-01-31,holiday,测试节\n";
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{}\r\n--B\r\nContent-Disposition: \
         form-data; name=\"source\"\r\n\r\n测试通知〔2022〕1号\r\n--B\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"2022.csv\"\r\nContent-Type: text/csv\r\n\r\n{csv}\r\n--B--\r\n",
        token_on(&form)
    );
    let request = axum::http::Request::post("/office/system/calendar/new")
        .header("content-type", "multipart/form-data; boundary=B")
        .header("cookie", &operator.cookie)
        .body(axum::body::Body::from(body))
        .unwrap();
    let done = support::answer(&portal.router, request).await;
    assert_eq!(done.status, 303, "{}", main_of(&done.text));
    let page = operator.read("/office/system/calendar").await;
    assert!(page.contains("重新计算在办申请 1 件") && page.contains("届满日变动 1 件"), "{}", main_of(&page));
    assert!(page.contains("测试通知〔2022〕1号"));
}

#[tokio::test]
async fn what_is_past_its_own_day_stands_on_the_officers_list_as_one_task() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let today = "/office/yunxi-jxj";
    assert!(!officer.read(today).await.contains("已过写明的有效期"));
    let mut old = support::legacy(4);
    old.fields.title = "有效期到上年底的办法".to_owned();
    old.fields.expires_on = Some(jiff::civil::date(2021, 12, 31));
    portal
        .app
        .import_items(&gongkai_app::Actor::System, AGENCY, vec![old], "keeper", "逐条复核")
        .await
        .unwrap();
    let page = officer.read(today).await;
    assert!(page.contains("1 条信息已过写明的有效期"), "{}", main_of(&page));
    let list = officer.read("/office/yunxi-jxj/items?show=past").await;
    assert!(list.contains("有效期到上年底的办法") && list.contains("登记效力变更"), "{}", main_of(&list));
    let author = sign_in(&portal, "author").await;
    assert!(!author.read(today).await.contains("已过写明的有效期"), "it is the officer's");
}

#[tokio::test]
async fn coverage_names_what_is_empty_and_what_is_owed_stands_on_the_list() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let page = officer.read("/office/yunxi-jxj/coverage").await;
    assert!(page.contains("项法定公开事项没有信息"), "{}", main_of(&page));
    assert!(page.contains("A20-07") && page.contains("政府信息公开指南"), "{}", main_of(&page));
    for show in ["held", "take_back", "interpret", "disclose", "reassess", "past"] {
        let list = officer.read(&format!("/office/yunxi-jxj/items?show={show}")).await;
        assert!(list.contains("没有"), "{show}: {}", main_of(&list));
    }
}

#[tokio::test]
async fn a_plan_is_made_shown_in_the_calendar_and_finished() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let plans = "/office/yunxi-jxj/plans";
    let wrong =
        officer.post(&format!("{plans}/new"), &[("title", "部门决算"), ("stages", "某日 决算")]).await;
    let text = main_of(&wrong.text);
    assert!(wrong.status == 422 && text.contains("第 1 行") && text.contains("请选择公开节奏"), "{text}");
    let fields = [
        ("title", "部门决算"),
        ("rhythm", "staged"),
        ("column", "czxx"),
        ("stages", "2022-01-20 部门预算\n2022-08-20 部门决算"),
    ];
    let done = officer.post(&format!("{plans}/new"), &fields).await;
    assert_eq!(done.status, 303, "{}", main_of(&done.text));
    let page = officer.read(plans).await;
    assert!(page.contains("部门决算：部门预算") && page.contains("2022-01-20"), "{}", main_of(&page));
    let waived =
        officer.post(&format!("{plans}/1/waive"), &[("stage", "1"), ("reason", "已并入财政预算")]).await;
    assert_eq!(waived.status, 303, "{}", main_of(&waived.text));
    let page = officer.read(&format!("{plans}/1")).await;
    assert!(page.contains("不再公开") && page.contains("已并入财政预算"), "{}", main_of(&page));
    assert_eq!(officer.get(&format!("{plans}/1/finish?stage=9")).await.status, 404);
}

#[tokio::test]
async fn an_archive_is_supplied_signs_and_stands_in_the_guide() {
    let portal = staffed().await;
    let officer = sign_in(&portal, "officer").await;
    let supply = "/office/yunxi-jxj/coverage/supply";
    let place = [("name", "云溪市档案馆"), ("kind", "archive"), ("address", "人民路2号，工作日开放")];
    assert_eq!(officer.post(&format!("{supply}/place"), &place).await.status, 303);
    let none = [("place", "1"), ("from", "1990-01-01"), ("through", "1990-12-31")];
    let empty = officer.post(&format!("{supply}/deliver"), &none).await;
    assert!(empty.status == 422 && empty.text.contains("不需要送交"), "{}", main_of(&empty.text));
    let all = [("place", "1"), ("from", "2000-01-01"), ("through", "2022-01-11")];
    let done = officer.post(&format!("{supply}/deliver"), &all).await;
    assert_eq!(done.status, 303, "{}", main_of(&done.text));
    let list = officer.get(&format!("{supply}/list?delivery=1")).await;
    assert!(list.status == 200 && list.header("content-disposition").starts_with("attachment"));
    let receipt = [("delivery", "1"), ("on", "2022-01-11"), ("receiver", "云溪市档案馆")];
    assert_eq!(officer.post(&format!("{supply}/receive"), &receipt).await.status, 303);
    let page = officer.read(supply).await;
    assert!(page.contains("云溪市档案馆") && page.contains("2000-01-01 至 2022-01-11"), "{}", main_of(&page));
    let guide = portal.get("/zfxxgk/yunxi-jxj/guide").await.text;
    assert!(guide.contains("现场查阅") && guide.contains("人民路2号，工作日开放"), "{}", main_of(&guide));
}
