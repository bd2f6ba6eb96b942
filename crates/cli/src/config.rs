//! Settings (设置): `gongkai.toml`, then `GONGKAI_…`, read once into one typed struct.
//!
//! Every setting stands in one table, [`SETTINGS`]; `gongkai config check` prints it with the values in force.
//! All problems are reported together, each with its key and a valid example.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use gongkai_app::Place;
use gongkai_app::intake::Limits;
use gongkai_app::public_log::Witnesses;
use gongkai_server::Site;
use gongkai_server::site::Theme;
use gongkai_store::Settings as Database;

/// 设置的检查
#[derive(clap::Args)]
#[command(after_help = "示例：gongkai config check --config gongkai.toml")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// 检查设置文件，逐项说明
    Check {
        /// 设置文件
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

/// One setting: its key in the file, what it means, a valid example, and its value when nothing is said.
struct Setting {
    key: &'static str,
    meaning: &'static str,
    example: &'static str,
    default: Option<&'static str>,
    secret: bool,
}

const SETTINGS: &[Setting] = &[
    Setting {
        key: "data",
        meaning: "数据目录",
        example: "/var/lib/gongkai",
        default: Some("gongkai-data"),
        secret: false,
    },
    Setting {
        key: "listen",
        meaning: "监听地址",
        example: "127.0.0.1:8000",
        default: Some("127.0.0.1:8000"),
        secret: false,
    },
    Setting {
        key: "database_url_file",
        meaning: "写有 PostgreSQL 连接串的文件；不设则用数据目录里的 SQLite",
        example: "/etc/gongkai/database-url",
        default: None,
        secret: true,
    },
    Setting {
        key: "site_name",
        meaning: "网站名称（页面标签 SiteName）",
        example: "平湖市人民政府",
        default: Some("政府信息公开平台"),
        secret: false,
    },
    Setting {
        key: "site_domain",
        meaning: "网站域名（页面标签 SiteDomain）",
        example: "www.pinghu.gov.cn",
        default: Some("localhost"),
        secret: false,
    },
    Setting {
        key: "site_id_code",
        meaning: "政府网站标识码，10 位",
        example: "3304820001",
        default: Some("0000000000"),
        secret: false,
    },
    Setting {
        key: "site_icp",
        meaning: "ICP 备案号，显示在页脚",
        example: "浙ICP备00000000号",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "site_sponsor",
        meaning: "主办单位，显示在页脚",
        example: "平湖市人民政府办公室",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "site_police",
        meaning: "公安备案号，显示在页脚",
        example: "浙公网安备 00000000000000号",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "site_theme",
        meaning: "网站主题色，要深到白字看得清（对比度 4.5 以上）；不设则用内置的蓝色",
        example: "#8c1d18",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "site_contact",
        meaning: "网站联系电话，显示在页脚",
        example: "0573-00000000",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "site_report_error_url",
        meaning: "“网站找错”入口的地址",
        example: "https://example.gov.cn/jiucuo",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "site_embed_origins",
        meaning: "可以把 /embed/latest（最新公开）嵌入自己网页的网站，多个用空格分开，* 为任何网站；不设则都不可以",
        example: "https://www.zj.gov.cn https://*.example.gov.cn",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "public_url",
        meaning: "对外地址，用于订阅、网站地图和 Cookie 的安全属性",
        example: "https://www.pinghu.gov.cn",
        default: Some("http://127.0.0.1:8000"),
        secret: false,
    },
    Setting {
        key: "client_address_header",
        meaning: "前置代理写明访问者地址的请求头，用于限制频率；没有代理的留空，否则任何人都能冒充",
        example: "x-forwarded-for",
        default: Some(""),
        secret: false,
    },
    Setting {
        key: "portal_forms_per_address",
        meaning: "同一地址 10 分钟内在门户最多提交的表单数",
        example: "600",
        default: Some("600"),
        secret: false,
    },
    Setting {
        key: "portal_submissions_per_address",
        meaning: "同一地址 1 小时内在门户最多提交的公开申请数",
        example: "60",
        default: Some("60"),
        secret: false,
    },
    Setting {
        key: "page_cache_mb",
        meaning: "门户页面缓存最多占用的内存（MB）；0 表示不缓存",
        example: "64",
        default: Some("64"),
        secret: false,
    },
    Setting {
        key: "log_witnesses_file",
        meaning: "公开日志的见证人：文件里每行一个“地址 公钥”；不设则没有见证人",
        example: "/etc/gongkai/witnesses",
        default: None,
        secret: false,
    },
    Setting {
        key: "witness_logs_file",
        meaning: "本站为哪些日志见证：文件里每行一个对方日志的公钥；不设则不见证",
        example: "/etc/gongkai/witnessed-logs",
        default: None,
        secret: false,
    },
    Setting {
        key: "development",
        meaning: "开发模式：显示组件页 /dev/gallery",
        example: "false",
        default: Some("false"),
        secret: false,
    },
];

/// The settings in force.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Folder of all data.
    pub(crate) data: PathBuf,
    /// Address to listen on.
    pub(crate) listen: SocketAddr,
    /// PostgreSQL connection string, when one is set.
    pub(crate) database_url: Option<String>,
    /// 网站名称
    pub(crate) site_name: String,
    /// 网站域名
    pub(crate) site_domain: String,
    /// 网站标识码
    pub(crate) site_id_code: String,
    /// ICP 备案号
    pub(crate) site_icp: String,
    /// 主办单位
    pub(crate) site_sponsor: String,
    /// 公安备案号
    pub(crate) site_police: String,
    /// 主题色
    pub(crate) site_theme: Option<Theme>,
    /// 联系电话
    pub(crate) site_contact: String,
    /// 网站找错
    pub(crate) site_report_error_url: String,
    /// Sites that may frame the newest.
    pub(crate) site_embed_origins: String,
    /// Address by which the public reaches the site.
    pub(crate) public_url: String,
    /// Header in which the proxy says who asks.
    pub(crate) client_address_header: String,
    /// How much one address may send at the portal.
    pub(crate) limits: Limits,
    /// Megabytes of portal pages kept.
    pub(crate) page_cache_mb: u64,
    /// List of our log's witnesses.
    pub(crate) log_witnesses: String,
    /// List of the logs this site is a witness of.
    pub(crate) witness_logs: String,
    /// Shows the component gallery.
    pub(crate) development: bool,
}

impl Config {
    /// Reads the file (when there is one) and the environment.
    ///
    /// # Errors
    ///
    /// All problems together, one a line, each with the key and a valid example.
    pub(crate) fn read(file: Option<&Path>) -> anyhow::Result<Config> {
        let text = match file {
            Some(path) => {
                std::fs::read_to_string(path).with_context(|| format!("读不到设置文件 {}", path.display()))?
            }
            None => std::fs::read_to_string("gongkai.toml").unwrap_or_default(),
        };
        Config::parse(&text, |key| std::env::var(key).ok())
    }

    /// As [`Config::read`], with the data folder that was named on the command line in place of the file's.
    pub(crate) fn read_at(file: Option<&Path>, data: Option<&Path>) -> anyhow::Result<Config> {
        let mut config = Config::read(file)?;
        if let Some(data) = data {
            data.clone_into(&mut config.data);
        }
        Ok(config)
    }

    fn parse(text: &str, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<Config> {
        let table: toml::Table = text.parse().context("设置文件不是有效的 TOML")?;
        let mut problems = Vec::new();
        for key in table.keys() {
            if !SETTINGS.iter().any(|setting| setting.key == key) {
                problems.push(format!("{key}：没有这一项设置（可用的设置见 gongkai config check）"));
            }
        }
        let mut values = BTreeMap::new();
        for setting in SETTINGS {
            let given = environment(&format!("GONGKAI_{}", setting.key.to_uppercase()))
                .or_else(|| table.get(setting.key).map(plain))
                .or_else(|| setting.default.map(str::to_owned));
            if let Some(value) = given {
                values.insert(setting.key, value);
            }
        }
        let text = |key: &str| values.get(key).cloned().unwrap_or_default();
        let listen =
            text("listen").parse().map_err(|_| problems.push(problem("listen", &text("listen")))).ok();
        let theme = text("site_theme");
        let site_theme = if theme.is_empty() { None } else { Theme::parse(&theme) };
        if !theme.is_empty() && site_theme.is_none() {
            problems.push(problem("site_theme", &theme));
        }
        let development = match text("development").as_str() {
            "true" => true,
            "false" => false,
            other => {
                problems.push(problem("development", other));
                false
            }
        };
        if !text("public_url").starts_with("http://") && !text("public_url").starts_with("https://") {
            problems.push(problem("public_url", &text("public_url")));
        }
        if !text("site_embed_origins").split_whitespace().all(is_origin) {
            problems.push(problem("site_embed_origins", &text("site_embed_origins")));
        }
        let mut limits = Limits::default();
        for (key, limit) in [
            ("portal_forms_per_address", &mut limits.forms),
            ("portal_submissions_per_address", &mut limits.submissions),
        ] {
            match text(key).parse() {
                Ok(number) if number > 0 => *limit = number,
                _ => problems.push(problem(key, &text(key))),
            }
        }
        let page_cache_mb = text("page_cache_mb").parse::<u32>().unwrap_or_else(|_| {
            problems.push(problem("page_cache_mb", &text("page_cache_mb")));
            0
        });
        let database_url = match values.get("database_url_file") {
            Some(path) => {
                if let Ok(url) = std::fs::read_to_string(path) {
                    Some(url.trim().to_owned())
                } else {
                    problems.push(problem("database_url_file", path));
                    None
                }
            }
            None => None,
        };
        let mut list = |key: &str| match values.get(key) {
            Some(path) => std::fs::read_to_string(path).unwrap_or_else(|_| {
                problems.push(problem(key, path));
                String::new()
            }),
            None => String::new(),
        };
        let (log_witnesses, witness_logs) = (list("log_witnesses_file"), list("witness_logs_file"));
        if let Err((which, line)) = Witnesses::parse(&log_witnesses, &witness_logs) {
            let key = if which == 1 { "log_witnesses_file" } else { "witness_logs_file" };
            problems.push(format!("{key}：第 {line} 行不可用（见运维手册“公开日志”）"));
        }
        let Some(listen) = listen.filter(|_| problems.is_empty()) else {
            bail!("设置有 {} 处问题：\n  {}", problems.len(), problems.join("\n  "));
        };
        Ok(Config {
            data: text("data").into(),
            listen,
            database_url,
            site_name: text("site_name"),
            site_domain: text("site_domain"),
            site_id_code: text("site_id_code"),
            site_icp: text("site_icp"),
            site_sponsor: text("site_sponsor"),
            site_police: text("site_police"),
            site_theme,
            site_contact: text("site_contact"),
            site_report_error_url: text("site_report_error_url"),
            site_embed_origins: text("site_embed_origins"),
            public_url: text("public_url"),
            client_address_header: text("client_address_header").to_lowercase(),
            limits,
            page_cache_mb: page_cache_mb.into(),
            log_witnesses,
            witness_logs,
            development,
        })
    }

    /// The site as readers see it.
    pub(crate) fn site(&self) -> Site {
        Site {
            name: self.site_name.clone(),
            domain: self.site_domain.clone(),
            base_url: self.public_url.trim_end_matches('/').to_owned(),
            id_code: self.site_id_code.clone(),
            icp: self.site_icp.clone(),
            police: self.site_police.clone(),
            host: self.site_sponsor.clone(),
            contact: self.site_contact.clone(),
            report_error_href: self.site_report_error_url.clone(),
            embedders: self.site_embed_origins.clone(),
            demo: None,
            theme: self.site_theme,
            client_address_header: self.client_address_header.clone(),
            development: self.development,
            https: self.public_url.starts_with("https://"),
        }
    }

    /// Where the installation keeps its things.
    pub(crate) fn place(&self) -> Place {
        let mut place = Place::folder(&self.data);
        if let Some(url) = &self.database_url {
            place.database = Database::Postgres { url: url.clone() };
        }
        place
    }
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Is it a site as `frame-ancestors` takes it? Nothing that would say more than that gets into the header.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_host = |host: &str| {
        let host = host.strip_prefix("*.").unwrap_or(host);
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
    };
    text == "*" || host.is_some_and(is_host)
}

fn problem(key: &str, found: &str) -> String {
    let example = SETTINGS.iter().find(|setting| setting.key == key).map_or("", |setting| setting.example);
    format!("{key}：{found:?} 不可用，例如 {key} = {example:?}")
}

/// Runs `gongkai config`.
pub(crate) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let Command::Check { config } = &args.command;
    let read = Config::read(config.as_deref())?;
    for setting in SETTINGS {
        println!("{}", describe(setting, &read));
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(setting: &Setting, config: &Config) -> String {
    let value = match setting.key {
        "data" => config.data.display().to_string(),
        "listen" => config.listen.to_string(),
        "site_name" => config.site_name.clone(),
        "site_domain" => config.site_domain.clone(),
        "site_id_code" => config.site_id_code.clone(),
        "site_icp" => config.site_icp.clone(),
        "site_sponsor" => config.site_sponsor.clone(),
        "site_police" => config.site_police.clone(),
        "site_theme" => config.site_theme.map(|theme| format!("#{}", theme.key())).unwrap_or_default(),
        "site_contact" => config.site_contact.clone(),
        "site_report_error_url" => config.site_report_error_url.clone(),
        "site_embed_origins" => config.site_embed_origins.clone(),
        "public_url" => config.public_url.clone(),
        "client_address_header" => config.client_address_header.clone(),
        "portal_forms_per_address" => config.limits.forms.to_string(),
        "portal_submissions_per_address" => config.limits.submissions.to_string(),
        "page_cache_mb" => config.page_cache_mb.to_string(),
        "log_witnesses_file" => lines_told(&config.log_witnesses),
        "witness_logs_file" => lines_told(&config.witness_logs),
        "development" => config.development.to_string(),
        _ => config.database_url.as_ref().map_or_else(|| "（未设）".to_owned(), |_| "已设".to_owned()),
    };
    let value = if setting.secret && value == "已设" { "[hidden]" } else { value.as_str() };
    format!(
        "{key} = {value}\n    {meaning}；环境变量 GONGKAI_{env}；例 {example}",
        key = setting.key,
        meaning = setting.meaning,
        env = setting.key.to_uppercase(),
        example = setting.example
    )
}

fn lines_told(list: &str) -> String {
    match list.lines().filter(|line| !line.trim().is_empty()).count() {
        0 => "（未设）".to_owned(),
        count => format!("{count} 行"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults() {
        let config = Config::parse("", |_| None).unwrap();
        assert_eq!(config.listen.port(), 8000);
        assert_eq!(config.database_url, None);
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let set = |key: &str| (key == "GONGKAI_LISTEN").then(|| "127.0.0.1:9".to_owned());
        assert_eq!(Config::parse("listen = '127.0.0.1:7'", set).unwrap().listen.port(), 9);
    }

    #[test]
    fn all_problems_are_told_together_with_examples() {
        let error = Config::parse("lisen = 1\nlisten = 'here'\npublic_url = 'x'\ndevelopment = 3", |_| None)
            .unwrap_err();
        let text = error.to_string();
        for part in ["4 处问题", "lisen", "127.0.0.1:8000", "https://www.pinghu.gov.cn", "development"] {
            assert!(text.contains(part), "{part} missing in {text}");
        }
    }

    #[test]
    fn only_sites_may_be_named_that_embed() {
        for right in ["*", "https://www.zj.gov.cn", "https://*.example.gov.cn", "http://127.0.0.1:8000"] {
            assert!(is_origin(right), "{right}");
        }
        for wrong in ["'none'", "https://", "https://a;script-src *", "www.zj.gov.cn", "https://a/b", "data:"]
        {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }
}
