//! What the city agency asks the public: one that was answered, one that waits for its feedback, one that runs.

use gongkai_app::App;
use gongkai_app::solicitations::{NewSolicitation, PlainOpinion};
use gongkai_publication::{Adoption, OpinionChannel, OpinionWeighed};
use jiff::civil::{Date, date};

use super::items::{Chain, Plan};
use super::words::Text;

/// A draft that is put before the public.
pub(crate) struct Asked {
    /// Day of its publication.
    pub(crate) on: Date,
    /// The last day.
    through: Date,
    title: &'static str,
    what: &'static str,
    opinions: &'static [&'static str],
}

/// The drafts, the earliest first.
pub(crate) const ASKED: [Asked; 3] = [
    Asked {
        on: date(2021, 10, 18),
        through: date(2021, 11, 18),
        title: "云浦市既有住宅加装电梯实施办法（征求意见稿）",
        what: "既有住宅加装电梯的申请条件、办理程序和资金筹集办法",
        opinions: &[
            "第六条要求全体业主同意，建议改为按法律规定的比例表决。",
            "表决比例应当与法律一致，不应要求全体同意。",
            "建议财政补助标准提高一倍。",
        ],
    },
    Asked {
        on: date(2021, 11, 26),
        through: date(2021, 12, 28),
        title: "云浦市建筑工地扬尘防治管理规定（征求意见稿）",
        what: "建筑工地扬尘防治的责任、措施和监督检查要求",
        opinions: &[
            "第九条喷淋设备的间距要求过密，小型工地难以做到，建议按工地面积分档。",
            "建议明确夜间渣土运输的时段和路线由谁公布。",
            "雾炮机的功率标准应当写进附件。",
        ],
    },
    Asked {
        on: date(2021, 12, 27),
        through: date(2022, 1, 28),
        title: "云浦市城市更新项目公众参与规程（征求意见稿）",
        what: "城市更新项目中公众参与的环节、方式和意见处理要求",
        opinions: &["建议把公示时间从七日延长到十五日。", "希望同步公布意见采纳情况。"],
    },
];

impl Asked {
    /// Publishes the draft, asks, and takes in what the public says.
    pub(crate) async fn ask(&self, app: &App, chain: &Chain) -> anyhow::Result<()> {
        let text = Text {
            title: self.title.to_owned(),
            summary: format!("就{}公开征求意见。", self.what),
            paragraphs: vec![
                format!("为规范{}，我局起草了本征求意见稿，现向社会公开征求意见。", self.what),
                "起草说明：征求意见稿依据有关法律、法规制定，已经征求市级有关部门意见。".to_owned(),
                "欢迎就条件、程序、责任等提出修改意见，采纳情况在征集结束后公布。".to_owned(),
            ],
            keywords: vec!["征求意见"],
        };
        let plan = Plan { on: self.on, column: "gggt", text, number: None, legal_kind: None };
        let item = chain.publish(app, &plan).await?;
        let new = NewSolicitation {
            item,
            through: self.through,
            touches_business: true,
            why_short: None,
            ways: "信函寄云浦市演示路8号城建局法规科，信封注明“征求意见”；电话 0000-00000002。".to_owned(),
        };
        let id = app.open_solicitation(&chain.officer, chain.office.code, new).await?;
        for (place, words) in self.opinions.iter().enumerate() {
            let named = place == 0;
            let plain = PlainOpinion {
                name: if named { "演示市民甲".to_owned() } else { String::new() },
                contact: if named { "0000-00000009".to_owned() } else { String::new() },
                text: (*words).to_owned(),
            };
            if place == 1 {
                let (channel, on) = (OpinionChannel::Mail, app.today());
                app.register_opinion(&chain.officer, &id, channel, on, plain).await?;
            } else {
                app.give_opinion(&format!("{place:032x}"), &id, plain).await?;
            }
        }
        Ok(())
    }
}

/// The first one is weighed, and what became of it is published.
pub(crate) async fn feed_back(app: &App, chain: &Chain) -> anyhow::Result<()> {
    let (officer, id) = (&chain.officer, format!("{}/1", chain.office.code));
    let weighed = |gist: &str, adoption, reason: &str| OpinionWeighed {
        gist: gist.to_owned(),
        adoption,
        reason: reason.to_owned(),
        by: String::new(),
    };
    let adopted = weighed("第六条的表决比例应与法律规定一致", Adoption::Adopted, "");
    app.weigh_opinions(officer, &id, &[1, 2], adopted).await?;
    let reason = "补助标准由市政府另行规定，本办法不作规定，意见已转市财政部门研究";
    app.weigh_opinions(officer, &id, &[3], weighed("提高财政补助标准", Adoption::Declined, reason)).await?;
    let item = app.draft_feedback(officer, &id).await?;
    app.submit_item(officer, &item, None).await?;
    chain.review(app, item).await?;
    Ok(())
}
