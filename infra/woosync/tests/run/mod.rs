//! Running the command.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::io::Write;
use std::process::{Command, Stdio};

/// What a run of the command said.
pub(crate) struct Ran {
    pub(crate) succeeded: bool,
    /// The exit code.
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ran {
    /// Fails unless the command failed with one line that says this.
    pub(crate) fn refuses(&self, says: &str) {
        assert!(!self.succeeded, "it succeeded: {}", self.output);
        assert!(matches!(self.code, Some(1 | 2)), "{:?}", self.code);
        assert!(
            self.errors.contains(says),
            "`{says}` is missing: {}",
            self.errors
        );
        assert!(self.errors.starts_with("error: "), "{}", self.errors);
        assert_eq!(self.errors.lines().count(), 1, "{}", self.errors);
        assert_eq!(self.output, "");
    }
}

/// Runs the command with this input, and with nothing of AWS in its environment but what is given.
pub(crate) fn woosync(arguments: &[&str], input: &str, environment: &[(&str, String)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_woosync"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    let mut process = command
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (*name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments reads no input.
    let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
    let ended = process.wait_with_output().unwrap();
    Ran {
        succeeded: ended.status.success(),
        code: ended.status.code(),
        output: String::from_utf8(ended.stdout).unwrap(),
        errors: String::from_utf8(ended.stderr).unwrap(),
    }
}
