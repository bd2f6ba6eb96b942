//! A PostgreSQL cluster in a temporary folder, ended when this process ends, however it ends.

#![expect(clippy::panic, clippy::expect_used, reason = "only tests come here; they must fail, and say why")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use std::os::unix::process::CommandExt as _;

/// A running cluster that listens on a socket in its folder only.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    databases: AtomicU64,
    /// Holds the pipe whose end tells the watchdog that this process is gone.
    _watchdog: Child,
}

/// Waits until its standard input closes, then stops the server and removes the folder.
const WATCHDOG: &str = r#"read -r _; "$@" -m immediate stop >/dev/null 2>&1; rm -rf "$FOLDER""#;

impl Cluster {
    /// The cluster shared by all tests of this process.
    pub fn of_this_process() -> &'static Cluster {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        // Nothing survives a crash of the machine in a test, so nothing waits for the disk.
        CLUSTER.get_or_init(|| Cluster::start(&["fsync=off", "full_page_writes=off"]))
    }

    /// Starts a cluster with `settings` of the form `name=value`.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is not installed or does not start.
    pub fn start(settings: &[&str]) -> Cluster {
        let bin = bin();
        let folder = tempfile::Builder::new().prefix("gongkai-pg-").tempdir().expect("a temporary folder");
        let folder = folder.keep();
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&folder));
        }
        let data = folder.join("data");
        let watchdog = watchdog(&bin, &folder, &data);
        run(as_postgres(&bin.join("initdb"))
            .args(["--no-sync", "--auth=trust", "--username=gongkai", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data));
        let mut options = format!("-k {} -c listen_addresses='' -c max_connections=200", folder.display());
        for setting in settings {
            options.push_str(" -c ");
            options.push_str(setting);
        }
        run(as_postgres(&bin.join("pg_ctl"))
            .args(["-w", "-s", "-o", &options, "-l"])
            .arg(folder.join("log"))
            .arg("-D")
            .arg(&data)
            .arg("start"));
        Cluster { folder, bin, databases: AtomicU64::new(0), _watchdog: watchdog }
    }

    /// Makes an empty database; its address.
    pub fn new_database(&self) -> String {
        self.new_database_with(&[])
    }

    /// As [`Cluster::new_database`], with more arguments of `createdb`.
    pub fn new_database_with(&self, arguments: &[&str]) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        run(Command::new(self.bin.join("createdb"))
            .args(["--username=gongkai", "--template=template0", "-h"])
            .arg(&self.folder)
            .args(arguments)
            .arg(&name)
            .env("PGDATABASE", "postgres"));
        format!("host={} user=gongkai dbname={name}", self.folder.display())
    }
}

/// The newest of Debian's PostgreSQL programs.
fn bin() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists());
    let version = |bin: &PathBuf| -> u32 {
        bin.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
    };
    found.max_by_key(version).unwrap_or_else(|| {
        panic!("PostgreSQL is not installed: apt-get install postgresql, then run the tests again")
    })
}

fn watchdog(bin: &Path, folder: &Path, data: &Path) -> Child {
    let pg_ctl = as_postgres(&bin.join("pg_ctl"));
    Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(pg_ctl.get_program())
        .args(pg_ctl.get_args())
        .arg("-D")
        .arg(data)
        .env("FOLDER", folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // An interrupt at the terminal must not end the watchdog before its work.
        .process_group(0)
        .spawn()
        .expect("a shell")
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    match done {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("{command:?}: {error}"),
    }
}
