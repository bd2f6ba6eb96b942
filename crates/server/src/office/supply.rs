//! Reading places and deliveries to archives and libraries (查阅场所、送交), Art. 25.

use axum::Router;
use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_app::registers::FileFormat;
use gongkai_publication::PlaceKind;
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::{Fault, Flaws};
use super::forms::{self, Filled, Group, Sheet, choices, render};
use super::parts::{Part, PartsPage};
use crate::AppState;
use crate::download::download;
use crate::form::{Checker, Fields, Form};
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::field::{Choice, Field};

/// Deliveries shown.
const MOST: u32 = 200;

/// What can be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplyAct {
    /// 登记、修改查阅场所
    Place,
    /// 停用查阅场所
    ClosePlace,
    /// 登记送交
    Deliver,
    /// 登记回执
    Receive,
}

impl SupplyAct {
    /// Every act.
    pub const ALL: [SupplyAct; 4] =
        [SupplyAct::Place, SupplyAct::ClosePlace, SupplyAct::Deliver, SupplyAct::Receive];

    const fn route(self) -> &'static str {
        match self {
            SupplyAct::Place => "/office/{agency}/coverage/supply/place",
            SupplyAct::ClosePlace => "/office/{agency}/coverage/supply/close-place",
            SupplyAct::Deliver => "/office/{agency}/coverage/supply/deliver",
            SupplyAct::Receive => "/office/{agency}/coverage/supply/receive",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            SupplyAct::Place => "登记查阅场所",
            SupplyAct::ClosePlace => "停用查阅场所",
            SupplyAct::Deliver => "登记送交",
            SupplyAct::Receive => "登记回执",
        }
    }

    fn address(self, agency: &str) -> String {
        let last = self.route().rsplit('/').next().unwrap_or_default();
        format!("{}/{last}", address::supply(agency))
    }
}

/// The pages of supply.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/coverage/supply", get(page))
        .route("/office/{agency}/coverage/supply/list", get(list));
    for act in SupplyAct::ALL {
        let show = move |desk: Desk, Query(place): Query<Place>| async move {
            let fields = present(&desk, act, &place).await?;
            form(&desk, act, &fields, &Flaws::default()).await
        };
        let perform = move |desk: Desk, Form(given): Form<Fields>| async move {
            match run(&desk, act, &given).await {
                Ok(()) => {
                    desk.done(format!("已办理：{}。", act.label()), &address::supply(desk.code())).await
                }
                Err(fault) => form(&desk, act, &given, &fault.flaws()?).await,
            }
        };
        router = router.route(act.route(), get(show).post(perform));
    }
    router
}

/// Which place or delivery a form is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    place: String,
    #[serde(default)]
    delivery: String,
}

/// `GET /office/{agency}/coverage/supply`
///
/// # Errors
///
/// A problem when the records cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let act = |act: SupplyAct| {
        let may = desk.may(&Method::POST, act.route());
        may.then(|| (act.label().to_owned(), act.address(desk.code())))
    };
    let part = |title, table, act: Option<(String, String)>| Part {
        title,
        acts: act.into_iter().collect(),
        table: Some(table),
        facts: None,
    };
    let page = PartsPage {
        frame: desk.frame("查阅场所和送交", &[("公开覆盖", address::coverage(desk.code()))]).await?,
        title: "查阅场所和送交".to_owned(),
        intro:
            "在国家档案馆、公共图书馆、政务服务场所设置查阅场所，及时提供主动公开的政府信息（条例第25条）。"
                .to_owned(),
        parts: vec![
            part("查阅场所", places(&desk).await?, act(SupplyAct::Place)),
            part("送交", deliveries(&desk).await?, act(SupplyAct::Deliver)),
        ],
    };
    render(StatusCode::OK, &page)
}

async fn places(desk: &Desk) -> Result<DataTable, Fault> {
    let rows = desk.app.store.supply_places(desk.code()).await?;
    let act = |act: SupplyAct, label: &str, place: u16| {
        if desk.may(&Method::POST, act.route()) {
            Value::link(label, with_query(&act.address(desk.code()), &[("place", &place.to_string())]))
        } else {
            Value::text("")
        }
    };
    let rows = rows.iter().map(|row| {
        let (edit, close) = if row.closed {
            (Value::text("已停用"), Value::text(""))
        } else {
            (act(SupplyAct::Place, "修改", row.place), act(SupplyAct::ClosePlace, "停用", row.place))
        };
        vec![Value::text(&row.name), Value::text(row.kind.label()), Value::text(&row.address), edit, close]
    });
    let columns = [
        ("名称", Align::Start),
        ("种类", Align::Fixed),
        ("地址和开放时间", Align::Start),
        ("修改", Align::Fixed),
        ("停用", Align::Fixed),
    ];
    let empty = "还没有查阅场所。登记后写入公开指南。";
    Ok(DataTable::plain("places", "查阅场所", &columns, rows.collect(), empty))
}

async fn deliveries(desk: &Desk) -> Result<DataTable, Fault> {
    let places = desk.app.store.supply_places(desk.code()).await?;
    let rows = desk.app.store.supply_deliveries(desk.code(), MOST).await?;
    let rows = rows.iter().map(|row| {
        let place = places.iter().find(|place| place.place == row.place);
        let number = row.delivery.to_string();
        let receipt = match &row.received {
            Some((on, receiver)) => Value::Countdown(Countdown::done(format!("{on} {receiver}"))),
            None if desk.may(&Method::POST, SupplyAct::Receive.route()) => Value::link(
                "登记回执",
                with_query(&SupplyAct::Receive.address(desk.code()), &[("delivery", &number)]),
            ),
            None => Value::Countdown(Countdown::stopped("没有回执")),
        };
        let list = with_query(&format!("{}/list", address::supply(desk.code())), &[("delivery", &number)]);
        vec![
            Value::text(place.map_or("", |place| place.name.as_str())),
            receipt,
            Value::text(row.on.to_string()),
            Value::text(format!("{} 至 {}", row.from, row.through)),
            Value::text(row.items.to_string()),
            Value::link("清单", list),
        ]
    });
    let columns = [
        ("查阅场所", Align::Start),
        ("回执", Align::Fixed),
        ("送交日期", Align::Fixed),
        ("公开期间", Align::Fixed),
        ("条数", Align::End),
        ("清单", Align::Fixed),
    ];
    let empty = "还没有送交。按期间生成清单，和文件一并送交，收到回执后登记。";
    Ok(DataTable::plain("deliveries", "送交", &columns, rows.collect(), empty))
}

/// `GET /office/{agency}/coverage/supply/list?delivery=`
///
/// # Errors
///
/// Not found when there is no such delivery.
pub async fn list(desk: Desk, Query(place): Query<Place>) -> Result<Response, Fault> {
    let number = place.delivery.parse().map_err(|_| Fault::Problem(Problem::NotFound))?;
    let bytes = desk.app.supply_list(desk.code(), number).await?;
    Ok(download(&format!("送交清单-{number}.xlsx"), FileFormat::Xlsx.media_type(), bytes))
}

/// What the form holds at first.
async fn present(desk: &Desk, act: SupplyAct, asked: &Place) -> Result<Fields, Fault> {
    let mut pairs = vec![("place", asked.place.clone()), ("delivery", asked.delivery.clone())];
    let today = desk.app.today();
    match act {
        SupplyAct::Place => {
            let rows = desk.app.store.supply_places(desk.code()).await?;
            if let Some(row) = rows.into_iter().find(|row| row.place.to_string() == asked.place) {
                pairs.extend([
                    ("name", row.name),
                    ("kind", row.kind.key().to_owned()),
                    ("address", row.address),
                ]);
            }
        }
        SupplyAct::Deliver => {
            // The next period begins where the last one ended.
            let last = desk.app.store.supply_deliveries(desk.code(), 1).await?;
            let from = last.first().and_then(|row| row.through.tomorrow().ok());
            pairs.extend(from.map(|from| ("from", from.to_string())));
            pairs.push(("through", today.to_string()));
        }
        SupplyAct::Receive => pairs.push(("on", today.to_string())),
        SupplyAct::ClosePlace => {}
    }
    Ok(Fields::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))))
}

async fn fields(desk: &Desk, act: SupplyAct, filled: &Filled<'_>) -> Result<Vec<Field>, Fault> {
    let hidden = |name: &'static str| Field::hidden(name, filled.fields.text(name));
    Ok(match act {
        SupplyAct::Place => vec![
            filled.line("name", "名称"),
            filled.radios("kind", "种类", choices(PlaceKind::ALL, PlaceKind::key, PlaceKind::label)),
            filled.area("address", "地址和开放时间", 2).hint("写入公开指南，方便公众查阅。"),
            hidden("place"),
        ],
        SupplyAct::ClosePlace => vec![hidden("place")],
        SupplyAct::Deliver => {
            let places = desk.app.store.supply_places(desk.code()).await?.into_iter();
            let places = places.filter(|row| !row.closed);
            let places = places.map(|row| Choice::new(row.place.to_string(), row.name)).collect();
            vec![
                filled.select("place", "送交给", places),
                filled.date("from", "首次公开日期自"),
                filled.date("through", "至"),
            ]
        }
        SupplyAct::Receive => {
            vec![filled.date("on", "签收日期"), filled.line("receiver", "签收单位"), hidden("delivery")]
        }
    })
}

async fn form(desk: &Desk, act: SupplyAct, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let next = match act {
        SupplyAct::Deliver => "系统列出这一期间首次公开、现在仍公开的信息，保存为清单；清单送交后不再改变。",
        SupplyAct::ClosePlace => "停用后不再写入指南，以前的送交记录保留。",
        SupplyAct::Place | SupplyAct::Receive => "",
    };
    let sheet = Sheet {
        title: act.label().to_owned(),
        groups: vec![Group::plain(fields(desk, act, &Filled::new(given, flaws)).await?)],
        submit: format!("确认{}", act.label()),
        next: next.to_owned(),
        action: act.address(desk.code()),
        cancel: address::supply(desk.code()),
        grave: act == SupplyAct::ClosePlace,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("查阅场所和送交", address::supply(desk.code()))]).await
}

async fn run(desk: &Desk, act: SupplyAct, given: &Fields) -> Result<(), Fault> {
    let (app, actor, code) = (&desk.app, &desk.actor, desk.code());
    let mut check = Checker::new(given);
    let number = |name: &str| given.text(name).parse::<u16>().ok();
    match act {
        SupplyAct::Place => {
            let name = check.required("name", "请填写名称");
            let kind = check.choice("kind", PlaceKind::from_key, "请选择种类");
            let where_ = check.required("address", "请填写地址和开放时间");
            let kind = check.finish(kind)?;
            app.set_supply_place(actor, code, number("place"), &name, kind, &where_).await?;
        }
        SupplyAct::ClosePlace => {
            app.close_supply_place(actor, code, number("place").unwrap_or_default()).await?;
        }
        SupplyAct::Deliver => {
            let place = number("place");
            if place.is_none() {
                check.fail("place", "请选择查阅场所");
            }
            let (from, through) = (check.date("from", "起始日期"), check.date("through", "截止日期"));
            let (place, (from, through)) = check.finish(place.zip(from.zip(through)))?;
            app.deliver_supply(actor, code, place, from, through).await?;
        }
        SupplyAct::Receive => {
            let (on, receiver) = (check.date("on", "签收日期"), check.required("receiver", "请填写签收单位"));
            let on = check.finish(on)?;
            app.receive_supply(actor, code, number("delivery").unwrap_or_default(), on, &receiver).await?;
        }
    }
    Ok(())
}
