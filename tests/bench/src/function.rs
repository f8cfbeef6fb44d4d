//! A function's process, and what the kernel tells of it.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// A running function.
pub struct Function {
    child: Child,
    /// When it was started.
    pub started: Instant,
}

impl Function {
    /// Starts a command with these variables and few others, its output thrown away.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &[OsString], variables: &[(&str, String)]) -> Result<Self> {
        let (program, arguments) = command.split_first().context("no command")?;
        let mut function = Command::new(program);
        function
            .args(arguments)
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| name == "PATH" || name == "HOME"))
            .envs(variables.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let started = Instant::now();
        Ok(Self {
            child: function.spawn()?,
            started,
        })
    }

    /// The processor time that its threads have used, to the nanosecond.
    ///
    /// # Errors
    /// If it has ended.
    pub fn cpu(&self) -> Result<Duration> {
        let mut nanoseconds = 0;
        for task in std::fs::read_dir(self.of_kernel("task"))? {
            // Time on a processor, time spent waiting for one, and how often.
            let told = std::fs::read_to_string(task?.path().join("schedstat"))?;
            let on_cpu = told.split_whitespace().next().context("no schedstat")?;
            nanoseconds += on_cpu.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// The most memory that it had at once, in KiB.
    ///
    /// # Errors
    /// If it has ended.
    pub fn peak_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(self.of_kernel("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let figure = line.and_then(|line| line.split_whitespace().next());
        Ok(figure.context("no VmHWM")?.parse()?)
    }

    fn of_kernel(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }

    /// Puts it into a control group, from now on.
    ///
    /// # Errors
    /// If the group does not take it.
    pub fn enter(&self, group: &Path) -> Result<()> {
        std::fs::write(group.join("cgroup.procs"), self.child.id().to_string())
            .with_context(|| group.display().to_string())
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
