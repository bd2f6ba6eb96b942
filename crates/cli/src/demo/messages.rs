//! What the public writes to the city agency, and what it answers: some public, one private, one turned away, one open.

use gongkai_app::App;
use gongkai_app::inquiries::{InquiryCommand, NewInquiry, PlainInquiry};
use gongkai_publication::{Dismissal, InquiryAnswer, InquiryKind};
use gongkai_request::motion::InquiryId;
use jiff::civil::{Date, date};

use super::items::Chain;

/// A message and what becomes of it.
pub(crate) struct Message {
    /// Day on which it comes.
    pub(crate) on: Date,
    kind: InquiryKind,
    consents: bool,
    title: &'static str,
    text: &'static str,
    end: End,
}

enum End {
    /// Answered: how the question is worded for the public, and the answer.
    Answered(&'static str, &'static str),
    /// Not handled: why, and what its sender is told.
    Dismissed(Dismissal, &'static str),
    /// Drafted, and waiting for approval.
    Drafted(&'static str, &'static str),
    Open,
}

/// The messages, the earliest first.
pub(crate) const MESSAGES: [Message; 6] = [
    Message {
        on: date(2021, 9, 13),
        kind: InquiryKind::Question,
        consents: true,
        title: "演示小区加装电梯怎么申请",
        text: "我住演示小区三号楼，想问加装电梯要几户同意，材料交到哪里。",
        end: End::Answered(
            "既有住宅加装电梯要多少业主同意，材料交到哪里。",
            "应当由本单元专有部分面积占比三分之二以上且人数占比三分之二以上的业主参与表决，并经参与表决的业主过半数同意。材料交所在街道综合窗口，五个工作日内出具意见。",
        ),
    },
    Message {
        on: date(2021, 10, 11),
        kind: InquiryKind::Complaint,
        consents: false,
        title: "工地夜间施工",
        text: "演示路工地每天夜里十一点以后还在打桩，影响休息。",
        end: End::Answered(
            "",
            "已到现场核实，责令施工单位停止夜间打桩；再有发生的，请拨打值班电话，我们当晚到场。",
        ),
    },
    Message {
        on: date(2021, 11, 8),
        kind: InquiryKind::SiteFault,
        consents: true,
        title: "办事指南的电话打不通",
        text: "施工许可办事指南里的咨询电话是空号。",
        end: End::Answered("施工许可办事指南的咨询电话是空号。", "电话已经更正。谢谢您的提醒。"),
    },
    Message {
        on: date(2021, 11, 22),
        kind: InquiryKind::Question,
        consents: true,
        title: "学区怎么划分",
        text: "请问明年演示小学的学区怎么划分？",
        end: End::Dismissed(
            Dismissal::Elsewhere,
            "学区由教育部门划定，请向云浦市教育局咨询，电话 0000-00000020。",
        ),
    },
    Message {
        on: date(2021, 12, 24),
        kind: InquiryKind::Advice,
        consents: true,
        title: "建议公园增加夜间照明",
        text: "演示公园东门的步道晚上没有灯，建议加装。",
        end: End::Drafted(
            "公园东门步道夜间没有照明，建议加装。",
            "已列入明年第一季度的照明改造，二月底前完成。",
        ),
    },
    Message {
        on: date(2022, 1, 7),
        kind: InquiryKind::Question,
        consents: true,
        title: "老旧小区改造名单",
        text: "今年的老旧小区改造有没有演示新村？",
        end: End::Open,
    },
];

impl Message {
    /// It comes, and is handled.
    pub(crate) async fn come(&self, app: &App, chain: &Chain) -> anyhow::Result<()> {
        let agency = chain.office.code;
        let new = NewInquiry {
            kind: self.kind,
            item: None,
            consents: self.consents,
            plain: PlainInquiry {
                name: "演示市民乙".to_owned(),
                contact: "0000-00000010".to_owned(),
                title: self.title.to_owned(),
                text: self.text.to_owned(),
            },
        };
        let key = gongkai_app::vault::to_hex(&gongkai_app::vault::random::<16>()?);
        let id = app.send_inquiry(&key, agency, new).await?.id;
        match self.end {
            End::Open => {}
            End::Drafted(question, answer) => self.draft(app, chain, id, (question, answer)).await?,
            End::Answered(question, answer) => {
                self.draft(app, chain, id, (question, answer)).await?;
                app.act_on_inquiry(chain.approver(), agency, id, &InquiryCommand::Approve(true)).await?;
            }
            End::Dismissed(ground, told) => {
                let command = InquiryCommand::Dismiss(ground, told.to_owned());
                app.act_on_inquiry(&chain.officer, agency, id, &command).await?;
            }
        }
        Ok(())
    }

    async fn draft(
        &self,
        app: &App,
        chain: &Chain,
        id: InquiryId,
        (question, answer): (&str, &str),
    ) -> anyhow::Result<()> {
        let command = InquiryCommand::Draft(Box::new(InquiryAnswer {
            title: self.title.to_owned(),
            question: question.to_owned(),
            answer: answer.to_owned(),
            publish: self.consents,
            on: app.today(),
            by: String::new(),
        }));
        Ok(app.act_on_inquiry(&chain.author, chain.office.code, id, &command).await?)
    }
}
