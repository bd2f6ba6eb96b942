//! The fields of each document, with examples. A table: one line a field.

use std::sync::LazyLock;

use super::{FieldInfo, Sample};
use crate::cite::cite;
use crate::code::{LetterCode, Reader};

/// The fields that a document's template may use, the common ones first.
pub fn fields_of(code: LetterCode) -> &'static [FieldInfo] {
    static TABLE: LazyLock<Vec<(LetterCode, Vec<FieldInfo>)>> =
        LazyLock::new(|| LetterCode::ALL.into_iter().map(|code| (code, all(code))).collect());
    TABLE.iter().find(|(known, _)| *known == code).map_or(&[], |(_, fields)| fields)
}

const fn must(name: &'static str, meaning: &'static str, sample: &'static str) -> FieldInfo {
    FieldInfo { name, meaning, required: true, sample: Sample::Text(sample) }
}

const fn may(name: &'static str, meaning: &'static str, sample: &'static str) -> FieldInfo {
    FieldInfo { name, meaning, required: false, sample: Sample::Text(sample) }
}

const fn must_lines(name: &'static str, meaning: &'static str, sample: &'static [&'static str]) -> FieldInfo {
    FieldInfo { name, meaning, required: true, sample: Sample::Lines(sample) }
}

const fn may_lines(name: &'static str, meaning: &'static str, sample: &'static [&'static str]) -> FieldInfo {
    FieldInfo { name, meaning, required: false, sample: Sample::Lines(sample) }
}

const fn flag(name: &'static str, meaning: &'static str, sample: bool) -> FieldInfo {
    FieldInfo { name, meaning, required: false, sample: Sample::Flag(sample) }
}

/// What every document knows.
const COMMON: &[FieldInfo] = &[
    must("机关名称", "发文机关全称或者规范化简称", "样例市发展和改革局"),
    must("申请编号", "申请登记的编号", "2026-000123"),
    must("日期", "成文日期，写作2026年3月5日", "2026年3月27日"),
    may("联系单位", "政府信息公开工作机构名称", "局办公室"),
    may("联系电话", "政府信息公开工作机构电话", "0000-88886666"),
    may("联系地址", "政府信息公开工作机构地址", "样例市样例路1号"),
];

const NUMBER: FieldInfo = may("文号", "发文字号；起草时可空", "样发改公复〔2026〕12号");
const ATTACHMENTS: FieldInfo = may_lines("附件", "附件名称，一行一个", &[]);
const COPIES: FieldInfo = may_lines("附件", "附件名称，一行一个", &["关于样例路改造工程的批复"]);
const BODY: FieldInfo = may_lines("正文", "答复书正文中经办人另写的段落，在决定之后、救济告知之前", &[]);
const REMEDIES: FieldInfo = must_lines(
    "救济告知",
    "救济途径，由系统按决定种类和日期写好，一段一行",
    &["如对本答复不服，可以自收到本答复之日起60日内向样例市人民政府申请行政复议，\
         或者自收到本答复之日起6个月内向样例市人民法院提起行政诉讼。"],
);
const REMEDIES_MAY: FieldInfo = FieldInfo {
    required: false,
    meaning: "救济途径；程序性文书一般不写",
    sample: Sample::Lines(&[]),
    ..REMEDIES
};
const REASON: FieldInfo =
    must("理由", "作出该处理的理由，写完整的句子", "经核实，上述信息的情况符合该条规定的情形。");

/// What documents to and about the applicant know.
const ABOUT: &[FieldInfo] = &[
    must("申请人", "申请人姓名或者名称", "王样例"),
    may("称呼", "正文对收件人的称呼，空时为“你（单位）”", "你"),
    must("收到日期", "收到申请之日（条例第三十一条）", "2026年3月2日"),
    may("提交方式", "申请人提交申请的方式", "网上提交"),
    must("申请内容", "申请公开的内容，按申请人原话", "样例路改造工程的批复文件"),
];

const CONSULTED: &[FieldInfo] = &[
    may("回复期限", "答复的期限", "收到本文书之日起15个工作日"),
    may("回函地址", "意见寄往的地址", "样例市样例路1号样例市发展和改革局办公室"),
];

fn all(code: LetterCode) -> Vec<FieldInfo> {
    let mut fields = COMMON.to_vec();
    if code.bears_number() {
        fields.push(NUMBER);
    }
    if code.reader() == Reader::Requester {
        fields.extend(ABOUT);
    }
    fields.extend(own(code));
    if matches!(code, LetterCode::P7 | LetterCode::P9) {
        fields.extend(CONSULTED);
    }
    if !code.is_form() {
        // Only what grants something usually has an attachment.
        let copies = matches!(code, LetterCode::R2 | LetterCode::R3);
        fields.push(if copies { COPIES } else { ATTACHMENTS });
        if code.decision().is_some() {
            fields.push(BODY);
        }
        fields.push(if code.needs_remedies() { REMEDIES } else { REMEDIES_MAY });
    }
    // The citation follows from the code, so nobody has to give it; a given one outranks it.
    let basis: &'static str = Box::leak(cite(code.articles()).into_boxed_str());
    fields.push(may("法律依据", "依据的条款；不填写时由系统按文书种类写出", basis));
    fields
}

fn own(code: LetterCode) -> &'static [FieldInfo] {
    match code {
        LetterCode::P1 => P1,
        LetterCode::P2 => P2,
        LetterCode::P3 => P3,
        LetterCode::P4 => P4,
        LetterCode::P5 => P5,
        LetterCode::P6 => P6,
        LetterCode::P7 => P7,
        LetterCode::P8 => P8,
        LetterCode::P9 => P9,
        LetterCode::P10 => P10,
        LetterCode::P11 => P11,
        LetterCode::P12 => P12,
        LetterCode::P13 => P13,
        LetterCode::P14 => P14,
        LetterCode::R1 => R1,
        LetterCode::R2 => R2,
        LetterCode::R3 => R3,
        LetterCode::R4 => R4,
        LetterCode::R5 => R5,
        LetterCode::R6 => R6,
        LetterCode::R7 => R7,
        LetterCode::R8 => R8,
        LetterCode::R9 => R9,
        LetterCode::R10 => R10,
        LetterCode::R11 => R11,
        LetterCode::R12 => R12,
        LetterCode::R13 => R13,
        LetterCode::R14 => R14,
        LetterCode::R15 => R15,
        LetterCode::R16 => R16,
        LetterCode::R17 => R17,
        LetterCode::R18 => R18,
        LetterCode::R19 => R19,
        LetterCode::R20 => R20,
        LetterCode::R21 => R21,
        LetterCode::R22 => R22,
        LetterCode::R23 => R23,
        LetterCode::C1 => C1,
        LetterCode::C2 => C2,
    }
}

const P1: &[FieldInfo] = &[
    must("申请人", "申请人姓名或者名称", "王样例"),
    may("申请人类别", "自然人、商业企业、科研机构等", "自然人"),
    may("证件", "身份证明的名称和号码", "居民身份证 000000190001010000"),
    may("联系方式", "申请人的电话、地址、电子邮箱", "电话：000-00000000；地址：样例市样例街2号"),
    may("代理人", "代理人或者联系人", "李样例"),
    must("提交渠道", "当面、邮寄、网上、传真、口头等", "邮寄（签收）"),
    may("提交日期", "申请人提交的日期", "2026年2月27日"),
    may("到达日期", "申请到达本机关的日期", "2026年3月2日"),
    may("确认日期", "与申请人确认的日期", "2026年3月2日"),
    may("收到日期", "收到申请之日（条例第三十一条）", "2026年3月2日"),
    must("申请内容", "申请公开的内容，按申请人原话", "样例路改造工程的批复文件"),
    may("提供方式", "要求的提供方式和获取途径", "纸质，邮寄"),
    may("届满日", "答复期限届满日", "2026年3月30日"),
    may("登记人", "登记的工作人员", "赵样例"),
    flag("代为填写", "申请人书写确有困难，由工作人员代为填写", true),
    may("承办科室", "分办的科室", "投资科"),
    may("备注", "其他需要记载的事项", "与2026-000120号申请一并提交"),
];

const P2: &[FieldInfo] = &[
    must("提交日期", "申请人提交的日期", "2026年3月2日"),
    flag("待确认", "收到日期尚待双方确认（网上、传真、平常信函）", false),
    may("查询码", "查询办理情况的查询码", "K7QM-2XVD-94TR"),
    may("查询网址", "查询办理情况的网址", "https://www.example.gov.cn/requests/track"),
    may("届满日", "答复期限届满日", "2026年3月30日"),
];

const P3: &[FieldInfo] = &[
    must_lines(
        "补正事项",
        "需要补正的全部事项，一行一项",
        &["指明所需文件的名称、文号或者便于查询的其他特征", "说明所需文件形成的大致时间"],
    ),
    must("补正期限", "补正的合理期限", "自收到本告知书之日起15个工作日内"),
];

const P4: &[FieldInfo] = &[
    must("认定情况", "申请数量、频次的认定", "自2026年1月1日以来，你向本机关提出政府信息公开申请共68件"),
    must("说明期限", "说明理由的期限", "自收到本告知书之日起10个工作日内"),
];

const P5: &[FieldInfo] = &[
    must("延期理由", "延长答复期限的理由", "所申请信息涉及年份较多，需要逐卷查找"),
    must("原届满日", "延长前的答复期限届满日", "2026年3月30日"),
    must("延长工作日", "延长的工作日数", "20"),
    must("届满日", "延长后的答复期限届满日", "2026年4月28日"),
];

const P6: &[FieldInfo] = &[
    may("认定情况", "申请数量、频次的认定", "自2026年1月1日以来，你向本机关提出政府信息公开申请共68件"),
    must("延迟理由", "不能在期限内答复的理由", "所需文件数量较大，在规定期限内难以全部检索和审查"),
    must("延迟答复日", "确定延迟答复的日期", "2026年6月30日"),
];

const P7: &[FieldInfo] = &[
    must("第三方", "被征求意见的第三方", "样例建设有限公司"),
    must("征询内容", "涉及第三方的信息，不写申请人情况", "你单位提交的样例路改造工程投标报价明细"),
    may("涉及权益", "可能涉及的权益", "商业秘密"),
];

const P8: &[FieldInfo] = &[
    must("征求日期", "发出征求意见函件的日期", "2026年3月9日"),
    may("征求对象", "征求意见对象的类别，不写名称", "第三方"),
];

const P9: &[FieldInfo] = &[
    must("共同制作机关", "共同制作的机关", "样例市交通运输局"),
    must("征询内容", "拟公开的共同制作的信息", "《样例路改造工程联合审查意见》（2025年8月印发）"),
    may("公开建议", "牵头机关的公开意见", "本机关拟予以公开"),
];

const P10: &[FieldInfo] = &[
    must("第三方", "被征求意见的第三方", "样例建设有限公司"),
    must("征询内容", "征求意见的信息", "样例路改造工程投标报价明细"),
    may("征求日期", "征求意见的日期", "2026年3月9日"),
    may("第三方意见", "第三方的意见，空为未答复", "不同意公开"),
    must("公开内容", "决定公开的政府信息内容", "样例路改造工程中标单位的分项报价"),
    must("理由", "决定公开的理由", "该工程使用财政资金，不公开可能对公共利益造成重大影响。"),
    may("公开日期", "拟提供给申请人的日期", "2026年4月10日"),
];

const P11: &[FieldInfo] = &[
    must("收费方式", "按件计收或者按量计收", "按件计收"),
    must("计费数量", "计收的件数或者页数", "本月第31件"),
    may_lines("计费明细", "计算过程，一行一步", &["第31件适用每件200元的标准"]),
    must("金额", "应缴金额", "200元"),
    must("缴纳方式", "缴纳的方式和账户", "持本通知书通过非税收入统一缴款渠道缴纳"),
    may("缴费期限", "缴纳的期限", "自收到本通知书次日起20个工作日内"),
];

const P12: &[FieldInfo] = &[
    must("协办单位", "请其协办的单位", "样例市财政局"),
    must(
        "协办事项",
        "请其办理的事项",
        "请查找并提供样例路改造工程2025年度资金下达文件，并提出是否可以公开的意见",
    ),
    must("办理期限", "内部办理期限", "2026年3月16日"),
];

const P13: &[FieldInfo] = &[
    must("文书名称", "送达的文书", "政府信息公开申请答复书"),
    may("送达文号", "送达文书的文号", "样发改公复〔2026〕12号"),
    must("受送达人", "收件人", "王样例"),
    must("送达方式", "直接送达、委托送达、邮寄送达、电子送达", "邮寄送达（邮政企业）"),
    may("送达地点", "送达地点或者电子地址", "样例市样例街2号"),
    may("送达日期", "签收、交邮或者到达的日期", "2026年3月27日"),
    may("邮件号码", "邮政企业的邮件号码", "XA00000000000"),
    may("送达人", "经办送达的工作人员", "赵样例"),
    may("备注", "未妥投、退回、拒收等情况", "无"),
];

const P14: &[FieldInfo] = &[
    must("申请人", "申请人姓名或者名称", "王样例"),
    must("收到日期", "收到申请之日", "2026年3月2日"),
    must("申请内容", "申请公开的内容", "样例路改造工程的批复文件"),
    may("届满日", "答复期限届满日", "2026年3月30日"),
    must("拟办意见", "承办科室拟作的处理和理由", "经检索，本机关保存有该批复文件，拟予以公开。"),
    may("拟办依据", "拟作处理的依据", "《中华人民共和国政府信息公开条例》第三十六条第（二）项"),
    may("承办人", "承办人和日期", "赵样例　2026年3月20日"),
    may("第三方情况", "征求意见的情况", "不涉及第三方"),
    may("审查意见", "保密审查意见", "不涉及国家秘密、工作秘密，可以公开。"),
    may("审查人", "保密审查人和日期", "钱样例　2026年3月23日"),
    may("机构意见", "政府信息公开工作机构负责人意见", "同意。"),
    may("机构负责人", "负责人和日期", "孙样例　2026年3月24日"),
    may("签发意见", "机关领导签发意见", "同意，请按期答复。"),
    may("签发人", "签发人和日期", "周样例　2026年3月25日"),
];

const R1: &[FieldInfo] = &[
    must("信息名称", "所申请信息的名称", "《样例市2025年重大建设项目清单》"),
    must("获取途径", "获取的方式、途径（网址或者地点）", "样例市人民政府门户网站“政府信息公开”专栏"),
];

const PROVISION: FieldInfo = may("提供方式", "提供的形式、途径和时间", "以纸质方式随本答复书一并邮寄给你");
const PAGES: FieldInfo = may("页数", "提供信息的页数", "12");
const OTHER_FORM: FieldInfo = may(
    "改变方式理由",
    "未按申请人要求的形式提供的理由（条例第四十条）",
    "因原件为大幅图纸，复制可能损坏载体，改为提供电子扫描件",
);

const R2: &[FieldInfo] = &[
    must("公开内容", "公开的信息", "《关于样例路改造工程的批复》（样发改投〔2025〕45号）"),
    PROVISION,
    PAGES,
    OTHER_FORM,
];

const R3: &[FieldInfo] = &[
    must("公开内容", "可以公开的部分", "《样例路改造工程招标情况报告》除下列内容以外的部分"),
    FieldInfo {
        name: "不予公开部分",
        meaning: "不予公开的每一部分：行.内容、行.依据、行.理由",
        required: true,
        sample: Sample::Rows(&[
            &[
                ("内容", "报告第三部分“投标人分项报价”"),
                ("依据", "《中华人民共和国政府信息公开条例》第十五条"),
                ("理由", "该内容属于投标人的商业秘密，经征求意见，权利人不同意公开且理由合理"),
            ],
            &[
                ("内容", "报告附件中评标人员的联系电话"),
                ("依据", "《中华人民共和国政府信息公开条例》第十五条"),
                ("理由", "该内容属于个人隐私，公开会对个人合法权益造成损害"),
            ],
        ]),
    },
    PROVISION,
    PAGES,
    OTHER_FORM,
];

const R4: &[FieldInfo] = &[may(
    "定密依据说明",
    "只写属于国家秘密这一事由的依据，不写秘密内容",
    "经依法确定为国家秘密且尚在保密期限内",
)];

const R5: &[FieldInfo] = &[
    must(
        "禁止规定",
        "禁止公开的法律、行政法规及其条款",
        "《中华人民共和国统计法》关于统计调查对象资料保密的规定",
    ),
    REASON,
];

const R6: &[FieldInfo] = &[must("危害类别", "国家安全、公共安全、经济安全或者社会稳定", "公共安全"), REASON];

const R7: &[FieldInfo] = &[
    must("权益类别", "商业秘密、个人隐私等", "商业秘密"),
    must("征求结果", "征求第三方意见的结果", "第三方书面答复不同意公开，并说明了理由"),
    REASON,
];

const R8: &[FieldInfo] = &[must("信息类别", "人事管理、后勤管理或者内部工作流程", "内部工作流程"), REASON];

const R9: &[FieldInfo] = &[must("信息类别", "讨论记录、过程稿、磋商信函或者请示报告", "讨论记录"), REASON];

const R10: &[FieldInfo] = &[may("案卷说明", "案卷的种类", "行政处罚案卷"), REASON];

const R11: &[FieldInfo] = &[
    must("特别规定", "对该信息的获取有特别规定的法律、行政法规", "《不动产登记暂行条例》"),
    must("查询途径", "办理查询的机构、地点和方式", "样例市不动产登记中心（样例市样例路9号）查询窗口"),
];

const R12: &[FieldInfo] = &[
    must("检索范围", "检索的系统、档案和科室", "本机关档案室、公文办理系统和投资科"),
    may("检索方式", "检索使用的关键词和方法", "以“样例路”“改造工程”为关键词，查找2015年以来的文件"),
    must("检索日期", "检索的日期", "2026年3月11日"),
    must("检索结果", "检索的结果", "未检索到与申请内容相符的文件"),
    may(
        "不存在原因",
        "信息不存在的原因（能够说明的）",
        "该工程未经本机关审批，本机关没有制作或者获取相关文件",
    ),
];

const R13: &[FieldInfo] = &[
    REASON,
    may("负责机关", "负责公开的机关（能够确定的）", "样例市交通运输局"),
    may("负责机关联系方式", "负责公开的机关的联系方式", "地址：样例市样例路5号，电话：0000-88885555"),
];

const R14: &[FieldInfo] = &[REASON];

const R15: &[FieldInfo] = &[
    must("补正告知日期", "发出补正告知书的日期", "2026年3月6日"),
    must("补正日期", "收到补正材料的日期", "2026年3月16日"),
    must(
        "不明确之处",
        "补正后仍不明确的内容",
        "补正后仍未指明所需文件的名称、文号或者其他特征，无法确定具体的政府信息",
    ),
];

const R16: &[FieldInfo] =
    &[REASON, may("反映渠道", "可以提出的相应渠道", "样例市信访接待中心（电话：0000-88884444）")];

const R17: &[FieldInfo] = &[
    must("此前答复文号", "此前答复的文号", "样发改公复〔2026〕3号"),
    must("此前答复日期", "此前答复的日期", "2026年1月20日"),
    may("理由", "认定为重复申请的理由", "两次申请的内容相同。"),
];

const R18: &[FieldInfo] = &[
    must("出版物名称", "公开出版物的名称", "《样例市统计年鉴》"),
    may("获取途径", "获取的途径", "样例市图书馆查阅，或者向公开发行单位购买"),
];

const R19: &[FieldInfo] = &[
    must("认定情况", "申请数量、频次的认定", "自2026年1月1日以来，你向本机关提出政府信息公开申请共68件"),
    must("说明情况", "申请人说明理由的情况", "2026年3月12日，你提交了书面说明"),
    REASON,
];

const R20: &[FieldInfo] = &[
    must(
        "此前提供情况",
        "申请人此前获取该信息的情况",
        "本机关已于2026年1月20日以样发改公复〔2026〕3号答复书向你提供",
    ),
    REASON,
];

const R21: &[FieldInfo] = &[
    must("补正告知日期", "发出补正告知书的日期", "2026年3月6日"),
    may("补正告知文号", "补正告知书的文号", "样发改公补〔2026〕4号"),
    must("补正届满日", "补正期限届满的日期", "2026年3月27日"),
];

const R22: &[FieldInfo] = &[
    must("收费通知日期", "收费通知送达的日期", "2026年3月6日"),
    may("收费通知文号", "收费通知书的文号", "样发改公费〔2026〕1号"),
    must("金额", "应缴金额", "200元"),
    must("缴费届满日", "缴费期限届满的日期", "2026年4月3日"),
];

const R23: &[FieldInfo] = &[
    may("撤回日期", "申请人撤回申请的日期", "2026年3月18日"),
    may("终止原因", "不是撤回时，终止办理的原因", ""),
];

const C1: &[FieldInfo] = &[
    must("更正记录", "申请更正的政府信息记录", "企业备案信息中的注册地址"),
    must("处理结果", "更正、不予更正、转送或者告知", "更正"),
    may("更正内容", "更正后的内容", "注册地址更正为样例市样例街8号"),
    may("理由", "不予更正、转送或者告知的理由", "经核实，该记录与原始凭证一致。"),
    may("转送机关", "有权更正的机关", "样例市市场监督管理局"),
];

const C2: &[FieldInfo] = &[
    must("处理结果", "纳入主动公开或者不纳入主动公开", "纳入主动公开"),
    may("公开位置", "主动公开的位置", "样例市人民政府门户网站“重大建设项目”专栏"),
    may("公开日期", "公开的日期", "2026年3月25日"),
    may("理由", "不纳入的理由", "该信息不属于应当主动公开的范围。"),
];
