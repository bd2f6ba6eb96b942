//! A labelled corpus: sentences of our own with planted values and near misses. Also read by the benchmark.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    dead_code,
    reason = "a corpus for tests, which may fail loudly; the bench takes it in too"
)]

/// A sentence with what should be found in it: kind, first character, behind the last.
pub(crate) struct Sample {
    pub text: String,
    pub labels: Vec<(&'static str, usize, usize)>,
}

/// A small generator of numbers, the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap())).collect()
    }
}

fn id_number(dice: &mut Dice) -> String {
    let region = dice.pick(&["330482", "330402", "110105", "440524", "510104", "320106", "370202"]);
    let head = format!(
        "{region}{:04}{:02}{:02}{}",
        1945 + dice.below(65),
        1 + dice.below(12),
        1 + dice.below(28),
        dice.digits(3)
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = head.chars().zip(weights).map(|(ch, weight)| ch.to_digit(10).unwrap() * weight).sum();
    format!("{head}{}", b"10X98765432"[(sum % 11) as usize] as char)
}

fn credit_code(dice: &mut Dice) -> String {
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let class = dice.pick(&["91", "92", "11", "12", "52"]);
    let region = dice.pick(&["330482", "330400", "110108"]);
    let head = format!("{class}{region}MA{}{}", dice.digits(6), dice.pick(&["A", "K", "7"]));
    let mut weight = 1;
    let mut sum = 0;
    for ch in head.chars() {
        sum += alphabet.find(ch).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    format!("{head}{}", alphabet.chars().nth((31 - sum % 31) % 31).unwrap())
}

fn luhn_digit(head: &str) -> usize {
    let sum: usize = head
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match (place % 2, usize::from(byte - b'0') * 2) {
            (0, double) if double > 9 => double - 9,
            (0, double) => double,
            (_, double) => double / 2,
        })
        .sum();
    (10 - sum % 10) % 10
}

fn card(dice: &mut Dice) -> String {
    let head = format!("{}{}", dice.pick(&["622202", "621700", "622848", "623058"]), dice.digits(12));
    format!("{head}{}", luhn_digit(&head))
}

fn mobile(dice: &mut Dice) -> String {
    format!("1{}{}{}", 3 + dice.below(7), dice.below(10), dice.digits(8))
}

fn landline(dice: &mut Dice) -> String {
    let area = dice.pick(&["0573", "0571", "010", "021"]);
    format!("{area}-8{}", dice.digits(7))
}

fn name(dice: &mut Dice) -> String {
    let given = dice.pick(&["样例", "示范", "假名", "虚构", "例", "测试"]);
    format!("{}{given}", dice.pick(&["王", "李", "张", "刘", "陈", "杨", "赵", "吴", "徐", "郭"]))
}

fn address(dice: &mut Dice) -> String {
    let town = dice.pick(&["样例市虚构区示范街道", "浙江省样例市虚构县示范镇", "样例市示范县"]);
    let road = dice.pick(&["朝阳路", "解放街", "人民路", "新华路"]);
    format!("{town}{road}{}号{}幢{}室", 1 + dice.below(300), 1 + dice.below(20), 101 + dice.below(900))
}

fn plate(dice: &mut Dice) -> String {
    format!("{}{}{}", dice.pick(&["浙F", "浙A", "沪B", "京N"]), dice.pick(&["A", "K", "7"]), dice.digits(4))
}

fn passport(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&["E", "G", "EA", "EK"]), dice.digits(8)).chars().take(9).collect()
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|ch| if ch.is_ascii_graphic() { char::from_u32(ch as u32 + 0xFEE0).unwrap() } else { ch })
        .collect()
}

fn grouped(text: &str, sizes: &[usize], joint: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut parts = Vec::new();
    for size in sizes {
        parts.push(chars[at..(at + size).min(chars.len())].iter().collect::<String>());
        at += size;
    }
    parts.retain(|part| !part.is_empty());
    parts.join(joint)
}

/// A sentence of pieces: a piece with a kind is what should be found.
fn sample(pieces: &[(&'static str, &str)]) -> Sample {
    let mut text = String::new();
    let mut labels = Vec::new();
    for (kind, piece) in pieces {
        let start = text.chars().count();
        text.push_str(piece);
        if !kind.is_empty() {
            labels.push((*kind, start, text.chars().count()));
        }
    }
    Sample { text, labels }
}

/// Sentences with planted values.
pub(crate) fn positives(dice: &mut Dice, rounds: usize) -> Vec<Sample> {
    let mut all = Vec::new();
    for round in 0..rounds {
        let (id, code, card, phone) = (id_number(dice), credit_code(dice), card(dice), mobile(dice));
        let who = name(dice);
        let id = match round % 6 {
            1 => wide(&id),
            2 => grouped(&id, &[6, 8, 4], " "),
            3 => id.to_lowercase(),
            4 => id.chars().flat_map(|ch| [ch, '\u{200b}']).take(35).collect(),
            5 => grouped(&id, &[6, 4, 4, 4], "-"),
            _ => id,
        };
        all.push(sample(&[("", "经核实，身份证号码为"), ("id_number", &id), ("", "的人员已办理登记。")]));
        let code = if round % 4 == 1 { wide(&code) } else { code };
        all.push(sample(&[("", "供应商统一社会信用代码："), ("credit_code", &code), ("", "，符合条件。")]));
        let card = match round % 3 {
            1 => grouped(&card, &[4, 4, 4, 4, 3], " "),
            2 => wide(&card),
            _ => card,
        };
        all.push(sample(&[("", "补助资金汇入银行卡"), ("bank_card", &card), ("", "，请查收。")]));
        let phone = match round % 5 {
            1 => grouped(&phone, &[3, 4, 4], "-"),
            2 => wide(&phone),
            3 => grouped(&phone, &[3, 4, 4], " "),
            4 => phone
                .chars()
                .map(|ch| "〇一二三四五六七八九".chars().nth(ch.to_digit(10).unwrap() as usize).unwrap())
                .collect(),
            _ => phone,
        };
        all.push(sample(&[("", "如有疑问请拨打本人手机"), ("mobile", &phone), ("", "，谢谢。")]));
        let fixed = landline(dice);
        let fixed = match round % 3 {
            1 => format!("{fixed}转{}", 100 + dice.below(900)),
            2 => wide(&fixed),
            _ => fixed,
        };
        all.push(sample(&[("", "家中座机为"), ("landline", &fixed), ("", "。")]));
        let mail = format!(
            "user{}@{}",
            dice.digits(3),
            dice.pick(&["example.com", "mail.example.cn", "example.org"])
        );
        all.push(sample(&[("", "材料请发送至"), ("email", &mail), ("", "。")]));
        all.push(sample(&[("", "信访人住址："), ("address", &address(dice)), ("", "，反映噪声问题。")]));
        all.push(sample(&[("", "当事人驾驶"), ("plate", &plate(dice)), ("", "小型轿车违法停放。")]));
        all.push(sample(&[("", "随行人员护照号码："), ("passport", &passport(dice)), ("", "，已核验。")]));
        let label = dice.pick(&["姓名：", "申请人：", "户主：", "患者："]);
        all.push(sample(&[("", label), ("person_name", &who), ("", "，情况属实。")]));
        let mark = dice.pick(&["机密★1年", "秘密★长期", "绝密★", "机　密★5年"]);
        let stop = mark.chars().position(|ch| ch == '★').unwrap();
        let (level, rest) =
            (mark.chars().take(stop).collect::<String>(), mark.chars().skip(stop).collect::<String>());
        all.push(sample(&[("secrecy_mark", &level), ("", &rest), ("", "\n关于样例工作的通知")]));
        all.push(sample(&[
            ("", "样例市停车管理办法（"),
            ("draft_mark", dice.pick(&["征求意见稿", "送审稿", "讨论稿"])),
            ("", "）"),
        ]));
        let wrong = dice.pick(&["布署", "既使", "一如继往", "按装", "国务园", "追朔"]);
        all.push(sample(&[("", "各单位要认真"), ("wrong_word", wrong), ("", "相关工作。")]));
        let number = format!(
            "样政办发{}{}号",
            dice.pick(&["[2021]", "（2020）", "〔2019〕第", "〔2021〕0"]),
            1 + dice.below(90)
        );
        all.push(sample(&[("", "《关于样例的通知》（"), ("document_number", &number), ("", "）已经废止。")]));
        let day = dice.pick(&["2021年2月29日", "2022年4月31日", "2021年13月5日", "二〇二一年六月三十一日"]);
        all.push(sample(&[("", "本办法自"), ("date", day), ("", "起施行。")]));
    }
    all
}

/// Sentences in which nothing should be found.
pub(crate) fn near_misses(dice: &mut Dice, rounds: usize) -> Vec<Sample> {
    let mut all = Vec::new();
    for _ in 0..rounds {
        let mut id = id_number(dice);
        let last = id.pop().unwrap();
        id.push(if last == '5' { '6' } else { '5' });
        let mut near = card(dice);
        let last = near.pop().unwrap();
        near.push(if last == '9' { '0' } else { char::from_u32(last as u32 + 1).unwrap() });
        let index = format!("11341702486344515H/2021{:02}-{}", 1 + dice.below(12), dice.digits(5));
        let texts = [
            format!("订单编号{}已发货。", mobile(dice)),
            format!("业务流水号为{id}，请留存。"),
            format!("索引号：{index}"),
            format!("索引号 330523/2022-{}", dice.digits(5)),
            format!("项目总投资{}元，其中财政资金{}万元。", dice.digits(8), dice.digits(4)),
            format!("样政办发〔{}〕{}号文件要求继续有效。", 2000 + dice.below(25), 1 + dice.below(200)),
            format!(
                "会议于{}年{}月{}日召开。",
                2000 + dice.below(25),
                1 + dice.below(12),
                1 + dice.below(28)
            ),
            format!("打印时间20211115{}。", dice.digits(9)),
            format!("交易凭证号{near}对应的款项。"),
            format!(
                "服务热线12345，银行客服95{}，咨询400-{}-{}。",
                dice.digits(3),
                dice.digits(3),
                dice.digits(4)
            ),
            format!("全年用电{}千瓦时，同比增长{}.{}%。", mobile(dice), dice.below(30), dice.below(10)),
            "涉及国家秘密、商业秘密的政府信息不得公开，依法应当保密。".to_owned(),
            format!("浙ICP备{}号-1，浙公网安备3304820200{}号", dice.digits(8), dice.digits(4)),
            "申请人应当如实说明情况，当事人有权陈述、申辩，家长须同意。".to_owned(),
            format!("第{}条 起草单位应当将送审稿报送审查，草案经审议通过。", 1 + dice.below(60)),
            format!("案号（2021）浙0482民初{}号，标准号GB/T {}-2012。", dice.digits(4), dice.digits(4)),
            format!("坐标30.{}，120.{}；面积{}平方米。", dice.digits(6), dice.digits(6), dice.digits(11)),
            format!(
                "版本 v{}.{}.{}，项目代码2020-330482-48-03-{}。",
                dice.below(9),
                dice.below(9),
                dice.below(9),
                dice.digits(6)
            ),
        ];
        all.extend(texts.into_iter().map(|text| Sample { text, labels: Vec::new() }));
    }
    all
}
