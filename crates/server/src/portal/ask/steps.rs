//! What each step asks for, in plain words.

use gongkai_request::code::{ProvisionForm, ProvisionRoute};
use gongkai_statute::RequesterKind;
use gongkai_store::agency::AgencyRow;

use super::draft::{Acting, Draft, Step, joint};
use crate::form::Fields;
use crate::office::fault::Flaws;
use crate::office::forms::{Filled, Group, choices};
use crate::routes;
use crate::ui::field::Control;
use crate::ui::metadata_table::{MetadataRow, MetadataTable};
use crate::ui::step_list::{Step as Mark, StepList, StepState};

/// The fields of a step.
pub(super) fn groups(step: Step, fields: &Fields, flaws: &Flaws) -> Vec<Group> {
    let filled = Filled::new(fields, flaws);
    match step {
        Step::Who => vec![
            Group::plain(vec![
                filled.radios(
                    "requester",
                    "您以什么身份申请",
                    choices(&RequesterKind::ALL, RequesterKind::key, RequesterKind::label),
                ),
                filled.line("name", "姓名或者单位名称").autocomplete("name").hint("与证件上的一致。"),
                filled
                    .line("identity", "证件号码")
                    .hint("个人填写居民身份证等有效证件的号码；单位填写统一社会信用代码。证件照片可以在第 4 步上传。"),
            ]),
            Group::new(
                "怎样联系您",
                vec![
                    filled.line("phone", "电话").control(Control::Line("tel")).autocomplete("tel").optional(),
                    filled
                        .line("email", "电子邮箱")
                        .control(Control::Line("email"))
                        .autocomplete("email")
                        .optional(),
                    filled.area("address", "通信地址", 2).autocomplete("street-address").optional(),
                ],
            )
            .hint("至少填一项。网上提交的申请，工作人员会联系您确认，确认之日是收到申请之日。"),
            Group::new(
                "代理人、共同申请人",
                vec![
                    filled.radios("acting", "谁来办", choices(&Acting::ALL, Acting::key, Acting::label)).optional(),
                    filled.line("agent_name", "代理人或者监护人的姓名").optional(),
                    filled.line("agent_identity", "代理人或者监护人的证件号码").optional(),
                    filled.line("agent_contact", "代理人或者监护人的联系方式").optional(),
                    filled
                        .area("joint", "共同申请人", 2)
                        .optional()
                        .hint("每行一人：姓名或者名称、证件号码、联系方式，用逗号隔开。"),
                ],
            )
            .hint("自己办、只有一个申请人的不用填。委托书、监护关系证明在第 4 步上传。"),
        ],
        Step::What => vec![Group::plain(vec![
            filled.line("title", "信息的名称").optional().hint("例如：2021年度城市道路养护合同。"),
            filled.line("document_number", "文号").optional().hint("例如：云经信〔2021〕9号。不知道的不填。"),
            filled
                .area("features", "其他特征描述", 6)
                .optional()
                .hint("大概的时间、由谁作出、关于什么事，写到工作人员能找到就行。一次申请写一件事。"),
        ])],
        Step::How => vec![Group::plain(vec![
            filled.radios(
                "form",
                "要什么形式的",
                choices(ProvisionForm::ALL, ProvisionForm::key, ProvisionForm::label),
            ),
            filled.radios(
                "route",
                "怎样拿到",
                choices(ProvisionRoute::ALL, ProvisionRoute::key, ProvisionRoute::label),
            ),
        ])
        .hint("机关没有您要的形式时，会以现有的形式提供。")],
        Step::Files | Step::Check => Vec::new(),
    }
}

/// What the step is for.
pub(super) const fn intro(step: Step) -> &'static str {
    match step {
        Step::Who => {
            "条例第29条要求写明姓名或者名称、身份证明和联系方式。您填的只用于办理这件申请，加密保存。"
        }
        Step::What => "写明要哪一份信息。不需要说明用途。",
        Step::How => "选择您方便的形式和途径。",
        Step::Files => "可以上传身份证明和有关材料，也可以不传。",
        Step::Check => "请核对，有误的点“修改”。提交后得到编号和查询码。",
    }
}

/// The five steps with where the visitor stands.
pub(super) fn list(draft: &Draft, here: Step) -> StepList {
    let steps = Step::ALL.into_iter().map(|step| {
        let is_done = draft.done.contains(&step);
        let state = if step == here {
            StepState::Current
        } else if is_done {
            StepState::Done
        } else {
            StepState::Ahead
        };
        Mark {
            label: step.label().to_owned(),
            state,
            href: (is_done && step != here).then(|| routes::ask_step(&draft.agency, step.key())),
            note: String::new(),
        }
    });
    StepList { label: "填写步骤".to_owned(), steps: steps.collect() }
}

/// Everything that was filled in, step by step, to be looked over.
pub(super) fn review(draft: &Draft, agency: &AgencyRow) -> Vec<(Step, MetadataTable)> {
    let fields = draft.typed();
    let text = |name: &str| fields.text(name).to_owned();
    let kind = RequesterKind::from_key(fields.text("requester")).map_or("", RequesterKind::label);
    let form = ProvisionForm::from_key(fields.text("form")).map_or("", ProvisionForm::label);
    let route = ProvisionRoute::from_key(fields.text("route")).map_or("", ProvisionRoute::label);
    let who = vec![
        MetadataRow::new("受理机关", agency.name.clone()),
        MetadataRow::new("身份", kind),
        MetadataRow::new("姓名或者名称", text("name")),
        MetadataRow::new("证件号码", text("identity")),
        MetadataRow::new("电话", text("phone")),
        MetadataRow::new("电子邮箱", text("email")),
        MetadataRow::wide("通信地址", text("address")),
    ];
    let mut who = who;
    let acting = Acting::of(&fields);
    if acting != Acting::Own {
        let agent = format!("{} {} {}", text("agent_name"), text("agent_identity"), text("agent_contact"));
        who.push(MetadataRow::wide(acting.party(), agent));
    }
    who.extend(joint(&fields).into_iter().map(|one| MetadataRow::wide("共同申请人", one)));
    let what = vec![
        MetadataRow::wide("信息的名称", text("title")),
        MetadataRow::wide("文号", text("document_number")),
        MetadataRow::wide("特征描述", text("features")),
    ];
    let how = vec![MetadataRow::new("形式", form), MetadataRow::new("途径", route)];
    let files: Vec<String> = draft.files.iter().map(|file| file.name.clone()).collect();
    let files = if files.is_empty() { "没有上传".to_owned() } else { files.join("、") };
    [
        (Step::Who, who),
        (Step::What, what),
        (Step::How, how),
        (Step::Files, vec![MetadataRow::wide("附件", files)]),
    ]
    .into_iter()
    .map(|(step, rows)| (step, MetadataTable { rows }))
    .collect()
}
