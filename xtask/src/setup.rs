//! Finds out what the machine lacks, and installs it when it may.
//!
//! Looks for files and programs rather than asking the package manager, so a second run costs nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Something a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A C compiler, for the bundled database and the cryptography.
    Compiler,
    /// Formatter and linter of the Rust toolchain.
    RustTools,
    /// PostgreSQL's server programs; the tests start a cluster of their own in a temporary folder.
    Postgres,
    /// A Chromium that is a plain program (playwright-core drives it; no driver of its own is needed).
    Browser,
    /// A font with Chinese characters, or screenshots and PDFs show boxes.
    Fonts,
    /// A free 仿宋, in which letters are set when the agency has no font of its own.
    LetterFonts,
    /// What looks at a PDF: qpdf and poppler's programs.
    PdfTools,
    /// `LibreOffice`'s writer, which opens our Word files as an agency would.
    Office,
    /// Node.js 18 or later, for the browser journeys.
    Node,
    /// npm, which fetches the two packages the journeys are written with.
    Npm,
    /// Python with Ed25519: a verifier of the public log that is none of ours; with venv, for validators.
    Python,
    /// xmllint, which checks our XML against schemas.
    XmlTools,
}

/// What `demo` needs.
pub(crate) const DEMO: &[Need] = &[Need::Compiler];
/// What `test` needs.
pub(crate) const TEST: &[Need] = &[
    Need::Compiler,
    Need::RustTools,
    Need::Postgres,
    Need::Browser,
    Need::Fonts,
    Need::LetterFonts,
    Need::PdfTools,
    Need::Office,
    Need::Node,
    Need::Npm,
    Need::Python,
    Need::XmlTools,
];

/// The file of the free 仿宋, and where Debian and a TeX installation keep it.
const FANG: &str = "FandolFang-Regular.otf";
const FANG_FOLDERS: &[&str] = &[
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/fonts/opentype/fandol",
    "/usr/local/share/fonts",
];

impl Need {
    fn what(self) -> &'static str {
        match self {
            Self::Compiler => "a C compiler",
            Self::RustTools => "rustfmt and clippy",
            Self::Postgres => "PostgreSQL's server programs",
            Self::Browser => "Chromium",
            Self::Fonts => "a font with Chinese characters",
            Self::LetterFonts => "the Fandol fonts (仿宋)",
            Self::PdfTools => "qpdf and poppler's programs",
            Self::Office => "LibreOffice Writer",
            Self::Node => "Node.js 18 or later",
            Self::Npm => "npm",
            Self::Python => "Python 3 with its cryptography and venv packages",
            Self::XmlTools => "xmllint",
        }
    }

    /// Debian's packages for it; empty when apt cannot help.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["gcc", "libc6-dev"],
            Self::RustTools => &[],
            Self::Postgres => &["postgresql"],
            Self::Browser => &["chromium"],
            Self::Fonts => &["fonts-noto-cjk"],
            // The fonts are in no smaller package.
            Self::LetterFonts => &["texlive-lang-chinese"],
            Self::PdfTools => &["qpdf", "poppler-utils"],
            Self::Office => &["libreoffice-writer-nogui"],
            Self::Node => &["nodejs"],
            Self::Npm => &["npm"],
            Self::Python => &["python3", "python3-cryptography", "python3-venv"],
            Self::XmlTools => &["libxml2-utils"],
        }
    }

    /// What to do by hand where apt cannot help.
    fn by_hand(self) -> Option<&'static str> {
        match self {
            Self::RustTools => Some("rustup component add rustfmt clippy"),
            Self::Browser => Some(
                "where Chromium is no Debian package (Ubuntu ships a snap), install any Chromium or Chrome and set \
                 GONGKAI_CHROMIUM=/path/to/it",
            ),
            _ => None,
        }
    }
}

/// What can be asked of a machine.
pub(crate) trait Machine {
    /// Whether a program of this name is on the search path.
    fn has_program(&self, name: &str) -> bool;
    /// Whether there is such a file.
    fn has_file(&self, path: &Path) -> bool;
    /// The entries of a folder.
    fn entries(&self, folder: &Path) -> Vec<PathBuf>;
    /// The first line a command prints, if it runs.
    fn first_line(&self, program: &str, arguments: &[&str]) -> Option<String>;
    /// A setting of the environment.
    fn setting(&self, name: &str) -> Option<String>;
}

/// The machine we run on.
pub(crate) struct Here;

impl Machine for Here {
    fn has_program(&self, name: &str) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
    }

    fn has_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
    }

    fn first_line(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = Command::new(program).args(arguments).output().ok()?;
        if !output.status.success() {
            return None;
        }
        String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
    }

    fn setting(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }
}

/// Which of `needs` the machine lacks.
pub(crate) fn missing(machine: &dyn Machine, needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !is_present(machine, *need)).collect()
}

fn is_present(machine: &dyn Machine, need: Need) -> bool {
    match need {
        Need::Compiler => ["cc", "gcc", "clang"].iter().any(|name| machine.has_program(name)),
        Need::RustTools => machine.has_program("rustfmt") && machine.has_program("cargo-clippy"),
        Need::Postgres => machine
            .entries(Path::new("/usr/lib/postgresql"))
            .iter()
            .any(|version| machine.has_file(&version.join("bin/initdb"))),
        Need::Browser => chromium(machine).is_some(),
        Need::Fonts => has_chinese_font(machine),
        Need::LetterFonts => {
            FANG_FOLDERS.iter().any(|folder| machine.has_file(&Path::new(folder).join(FANG)))
        }
        Need::PdfTools => ["qpdf", "pdftotext", "pdffonts", "pdfinfo", "pdftoppm"]
            .iter()
            .all(|name| machine.has_program(name)),
        Need::Office => machine.has_program("soffice"),
        Need::Node => node_major(machine).is_some_and(|major| major >= 18),
        Need::Npm => machine.has_program("npm"),
        Need::Python => {
            machine.first_line("python3", &["-c", "import cryptography, ensurepip, venv; print(1)"]).is_some()
        }
        Need::XmlTools => machine.has_program("xmllint"),
    }
}

/// Where Chromium is: what the caller says, else the usual places.
pub(crate) fn chromium(machine: &dyn Machine) -> Option<PathBuf> {
    if let Some(path) = machine.setting("GONGKAI_CHROMIUM") {
        return Some(PathBuf::from(path));
    }
    [
        "/usr/bin/chromium",
        "/usr/bin/google-chrome-stable",
        "/usr/bin/google-chrome",
        "/usr/bin/chromium-browser",
    ]
    .iter()
    .map(PathBuf::from)
    .find(|path| machine.has_file(path))
}

/// The first number of `v18.20.4`.
fn node_major(machine: &dyn Machine) -> Option<u32> {
    let line = machine.first_line("node", &["--version"])?;
    line.trim_start_matches('v').split('.').next()?.parse().ok()
}

fn has_chinese_font(machine: &dyn Machine) -> bool {
    let noto = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk"];
    let by_file = noto.iter().any(|folder| {
        machine.entries(Path::new(folder)).iter().any(|file| file.to_string_lossy().contains("CJK"))
    });
    by_file || machine.first_line("fc-list", &[":lang=zh-cn"]).is_some_and(|line| !line.is_empty())
}

/// How packages may be installed here.
#[derive(Debug, PartialEq, Eq)]
enum Right {
    Root,
    Sudo,
    None,
}

fn right(machine: &dyn Machine) -> Right {
    if !machine.has_program("apt-get") {
        return Right::None;
    }
    if machine.first_line("id", &["-u"]).as_deref() == Some("0") {
        return Right::Root;
    }
    // `sudo -n` never asks for a password: it works at once or not at all.
    if machine.has_program("sudo") && machine.first_line("sudo", &["-n", "id", "-u"]).as_deref() == Some("0")
    {
        return Right::Sudo;
    }
    Right::None
}

/// Makes sure of `needs`; `Ok(false)` after saying what to install by hand.
pub(crate) fn ensure(machine: &dyn Machine, needs: &[Need]) -> Result<bool> {
    let lacking = missing(machine, needs);
    if lacking.is_empty() {
        eprintln!("── setup: everything needed is here");
        return Ok(true);
    }
    eprintln!("── setup: looking for what is missing");
    for need in &lacking {
        eprintln!("   missing: {}", need.what());
        if *need == Need::Postgres {
            eprintln!(
                "            (the tests start one of their own; the service that Debian sets up is not used)"
            );
        }
    }
    let packages: Vec<&str> = lacking.iter().flat_map(|need| need.packages()).copied().collect();
    let right = right(machine);
    if right != Right::None && !packages.is_empty() {
        install(&right, &packages)?;
    }
    let lacking = missing(machine, needs);
    if lacking.is_empty() {
        return Ok(true);
    }
    eprintln!("{}", instructions(&lacking));
    Ok(false)
}

/// What to type when we may not install.
fn instructions(lacking: &[Need]) -> String {
    let packages: Vec<&str> = lacking.iter().flat_map(|need| need.packages()).copied().collect();
    let mut lines = vec!["xtask: please install what is missing and run this again:".to_owned()];
    if !packages.is_empty() {
        lines.push(format!(
            "   sudo apt-get update && sudo apt-get install --no-install-recommends {}",
            packages.join(" ")
        ));
    }
    lines.extend(lacking.iter().filter_map(|need| need.by_hand()).map(|hint| format!("   {hint}")));
    lines.join("\n")
}

fn install(right: &Right, packages: &[&str]) -> Result<()> {
    if !has_package_lists() {
        eprintln!("   apt-get update (no package lists yet)");
        // Not fatal: what matters is whether the packages can be had.
        apt(right, &["update", "-q"])?;
    }
    eprintln!("   apt-get install {}", packages.join(" "));
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    if !apt(right, &arguments)? {
        // Old lists name packages that are gone: fetch new ones, once.
        eprintln!("   apt-get update (the lists may be old), then again");
        apt(right, &["update", "-q"])?;
        apt(right, &arguments)?;
    }
    Ok(())
}

fn has_package_lists() -> bool {
    let Ok(entries) = std::fs::read_dir("/var/lib/apt/lists") else { return false };
    entries
        .filter_map(std::result::Result::ok)
        .any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
}

fn apt(right: &Right, arguments: &[&str]) -> Result<bool> {
    let mut command = match right {
        Right::Sudo => {
            let mut command = Command::new("sudo");
            command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            command
        }
        Right::Root | Right::None => {
            let mut command = Command::new("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive");
            command
        }
    };
    command.args(arguments).stdin(std::process::Stdio::null());
    // apt's talk is progress, not a result.
    command.stdout(std::io::stderr());
    Ok(command.status().context("cannot start apt-get")?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine that has what it is told it has.
    #[derive(Default)]
    struct Sample {
        programs: Vec<&'static str>,
        files: Vec<&'static str>,
        says: Vec<(&'static str, &'static str)>,
        settings: Vec<(&'static str, &'static str)>,
    }

    impl Machine for Sample {
        fn has_program(&self, name: &str) -> bool {
            self.programs.contains(&name)
        }

        fn has_file(&self, path: &Path) -> bool {
            self.files.iter().any(|file| Path::new(file) == path)
        }

        fn entries(&self, folder: &Path) -> Vec<PathBuf> {
            let inside = |file: &&str| {
                let rest = Path::new(file).strip_prefix(folder).ok()?;
                Some(folder.join(rest.components().next()?))
            };
            self.files.iter().filter_map(inside).collect()
        }

        fn first_line(&self, program: &str, arguments: &[&str]) -> Option<String> {
            let asked = format!("{program} {}", arguments.join(" "));
            self.says.iter().find(|(command, _)| *command == asked).map(|(_, line)| (*line).to_owned())
        }

        fn setting(&self, name: &str) -> Option<String> {
            self.settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        }
    }

    fn complete() -> Sample {
        Sample {
            programs: vec![
                "cc",
                "rustfmt",
                "cargo-clippy",
                "npm",
                "xmllint",
                "qpdf",
                "pdftotext",
                "pdffonts",
                "pdfinfo",
                "pdftoppm",
                "soffice",
            ],
            files: vec![
                "/usr/lib/postgresql/15/bin/initdb",
                "/usr/bin/chromium",
                "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
            ],
            says: vec![
                ("node --version", "v18.20.4"),
                ("python3 -c import cryptography, ensurepip, venv; print(1)", "1"),
            ],
            settings: vec![],
        }
    }

    #[test]
    fn a_complete_machine_lacks_nothing() {
        assert_eq!(missing(&complete(), TEST), []);
    }

    #[test]
    fn a_bare_machine_lacks_all_of_it() {
        assert_eq!(missing(&Sample::default(), TEST), TEST);
    }

    #[test]
    fn the_demo_needs_neither_database_nor_browser() {
        let bare = Sample { programs: vec!["cc"], ..Sample::default() };
        assert_eq!(missing(&bare, DEMO), []);
    }

    #[test]
    fn a_database_client_alone_is_not_a_server() {
        let mut machine = complete();
        machine.files.retain(|file| !file.contains("postgresql"));
        machine.programs.push("psql");
        assert_eq!(missing(&machine, TEST), [Need::Postgres]);
    }

    #[test]
    fn an_old_node_counts_as_missing() {
        let mut machine = complete();
        if let Some(node) = machine.says.first_mut() {
            node.1 = "v12.22.9";
        }
        assert_eq!(missing(&machine, TEST), [Need::Node]);
    }

    #[test]
    fn the_caller_may_name_another_browser() {
        let mut machine = complete();
        machine.files.retain(|file| !file.contains("chromium"));
        assert_eq!(missing(&machine, TEST), [Need::Browser]);
        machine.settings.push(("GONGKAI_CHROMIUM", "/opt/browser/chrome"));
        assert_eq!(chromium(&machine), Some(PathBuf::from("/opt/browser/chrome")));
    }

    #[test]
    fn without_the_right_to_install_the_packages_are_named() {
        let text = instructions(&[Need::Postgres, Need::Fonts, Need::RustTools]);
        assert!(
            text.contains("apt-get install --no-install-recommends postgresql fonts-noto-cjk\n"),
            "{text}"
        );
        assert!(text.contains("rustup component add rustfmt clippy"), "{text}");
    }

    #[test]
    fn only_root_or_a_silent_sudo_may_install() {
        let user =
            Sample { programs: vec!["apt-get", "sudo"], says: vec![("id -u", "1000")], ..Sample::default() };
        assert_eq!(right(&user), Right::None);
        let sudoer = Sample {
            programs: vec!["apt-get", "sudo"],
            says: vec![("id -u", "1000"), ("sudo -n id -u", "0")],
            ..Sample::default()
        };
        assert_eq!(right(&sudoer), Right::Sudo);
        let root = Sample { programs: vec!["apt-get"], says: vec![("id -u", "0")], ..Sample::default() };
        assert_eq!(right(&root), Right::Root);
        let elsewhere = Sample { says: vec![("id -u", "0")], ..Sample::default() };
        assert_eq!(right(&elsewhere), Right::None);
    }
}
