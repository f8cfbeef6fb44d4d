//! Starts a function and hands it the events that come on standard input, one a line; prints for each its
//! answer, how long it took, and the function's processor time and peak memory so far, as a line of JSON.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::ffi::OsString;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use bench::function::Function;
use bench::runtime_api::Invoker;
use clap::Parser;
use serde_json::{Value, json};

#[derive(Parser)]
struct Arguments {
    /// A control group that the function enters once it has started.
    #[arg(long, value_name = "FOLDER")]
    group: Option<PathBuf>,
    /// A variable of the function's environment.
    #[arg(long = "env", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// The function's command.
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut invoker = Invoker::open().await?;
    let mut variables = vec![("AWS_LAMBDA_RUNTIME_API", invoker.address.clone())];
    for variable in &arguments.variables {
        let (name, value) = variable.split_once('=').context("NAME=VALUE is needed")?;
        variables.push((name, value.to_owned()));
    }
    let function = Function::start(&arguments.command, &variables)?;
    invoker.first_poll().await?;
    if let Some(group) = &arguments.group {
        function.enter(group)?;
    }
    for line in std::io::stdin().lock().lines() {
        let before = function.cpu()?;
        let answer = invoker.invoke(line?.into()).await?;
        let told: Value = serde_json::from_slice(&answer.body)?;
        let figures = json!({
            "answer": told,
            "took_us": u64::try_from(answer.took.as_micros())?,
            "cpu_us": u64::try_from(function.cpu()?.saturating_sub(before).as_micros())?,
            "peak_kib": function.peak_kib()?,
        });
        println!("{figures}");
        std::io::stdout().flush()?;
    }
    Ok(())
}
