//! Surnames (姓氏), and what a personal name looks like.

use crate::fold::is_han;

/// Surnames that are seldom the first character of another word.
const STRONG: &str = "王李张刘陈杨赵黄吴徐孙胡朱郭何罗梁宋郑谢韩唐冯董萧肖曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛阎余潘杜戴汪姜范姚谭廖邹熊陆郝孔崔邱秦侯邵孟段钱汤尹黎乔贺赖龚庞樊兰殷翟倪严牛俞葛柴裘屠楼诸毛阮柳詹陶莫涂缪祝郁";
/// Surnames that are also ordinary words or parts of them.
const WEAK: &str = "林高马周程夏钟田任叶金石江史顾龙万雷易常武文方白洪施温安路房齐康伍季车连成时关向古左景骆单包凌鲁舒冉于应管卜舟计项计平明计和水区师应沙麻储计项计温闻强司全尚宁章云费华水盛庄申欧宣封桂党游符";
const COMPOUND: [&str; 12] =
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"];
/// Never in a given name, or already masked.
const NOT_GIVEN: &str = "的是在与或等应不有以及所可须将由对从到按个者某等于因系被向提要住持未称该此其这那您我你他她们同已均又且但若则却并共各每另任何时候任职日月年第号元人员部门局处科室长院厅省市县区镇乡村组委会";
/// Words that begin like names.
const NOT_NAMES: &[&str] = &[
    "应当",
    "任何",
    "方可",
    "董事",
    "范围",
    "高于",
    "成为",
    "向社",
    "何种",
    "何时",
    "于是",
    "和其",
    "平等",
    "安全",
    "方便",
    "高效",
    "公开",
    "常住",
    "金额",
    "时间",
    "计划",
    "项目",
    "管理",
    "关于",
    "强制",
    "全部",
    "许可",
    "严重",
    "严格",
    "严禁",
    "曾经",
    "余额",
    "余下",
    "程序",
    "文件",
    "单位",
    "单独",
    "方式",
    "明确",
    "黄金",
    "毛利",
    "陈述",
    "申请",
    "申报",
    "申诉",
    "祝贺",
    "徐州",
    "沈阳",
    "郑州",
    "温州",
    "杭州",
    "连续",
    "连带",
    "成立",
    "成员",
    "关系",
    "车辆",
    "包括",
    "古迹",
    "水利",
    "水电",
    "康复",
    "温度",
    "安排",
    "安置",
    "江苏",
    "江西",
    "云南",
    "宁波",
    "时限",
    "石油",
    "马上",
    "钱款",
    "许多",
    "诸多",
    "乔木",
    "牛奶",
    "何地",
    "柴油",
    "施工",
    "施行",
    "易燃",
    "章程",
    "党员",
    "党委",
    "游客",
    "金融",
    "文化",
    "文字",
    "路线",
    "房屋",
    "房产",
    "师生",
    "全体",
    "平均",
    "高度",
    "高级",
    "高温",
    "雷电",
    "任务",
    "季度",
    "齐全",
    "常见",
    "章节",
    "房地产",
    "连锁",
    "符合",
    "费用",
    "盛会",
    "华侨",
    "庄严",
    "尚未",
    "宁夏",
    "封闭",
    "宣传",
    "桂林",
    "顾客",
    "程度",
    "田间",
    "夏季",
    "林业",
    "林木",
    "段落",
    "侯审",
    "丁类",
    "孔径",
    "苏州",
    "江河",
];

/// How sure a surname is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surname {
    /// Seldom anything else
    Strong,
    /// Also an ordinary character
    Weak,
}

/// The surname a name begins with, and its length in characters.
pub(crate) fn surname(name: &str) -> Option<(Surname, usize)> {
    let first = name.chars().next()?;
    if is_word(name, &COMPOUND) {
        return Some((Surname::Strong, 2));
    }
    if STRONG.contains(first) {
        Some((Surname::Strong, 1))
    } else if WEAK.contains(first) {
        Some((Surname::Weak, 1))
    } else {
        None
    }
}

/// True when `text` begins with one of `words`, all of them Chinese.
fn is_word(text: &str, words: &[&str]) -> bool {
    // Chinese characters differ most in their third byte.
    let third = text.as_bytes().get(2);
    words.iter().any(|word| word.as_bytes().get(2) == third && text.starts_with(word))
}

/// Does a whole text look like the name of a person? Rather yes than no.
pub fn looks_like_a_name(text: &str) -> bool {
    looks_like_name(text).is_some()
}

/// How sure `text` as a whole is a personal name, if it looks like one.
pub(crate) fn looks_like_name(text: &str) -> Option<Surname> {
    let (sure, length) = surname(text)?;
    let given: Vec<char> = text.chars().skip(length).collect();
    let shape =
        (1..=2).contains(&given.len()) && given.iter().all(|ch| is_han(*ch) && !NOT_GIVEN.contains(*ch));
    (shape && !is_word(text, NOT_NAMES)).then_some(sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words() {
        for name in ["张三", "李四光", "欧阳样例", "周例"] {
            assert!(looks_like_name(name).is_some(), "{name}");
        }
        for word in ["应当", "张", "张某", "张某某", "安全生", "申请人", "样例", "王的", "任何人"]
        {
            assert_eq!(looks_like_name(word), None, "{word}");
        }
    }
}
